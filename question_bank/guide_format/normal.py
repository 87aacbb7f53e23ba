"""One form for everything that says the same, so that two files can be compared by what they say."""

import hashlib
import json
from typing import Any

from .document import GuideDocument, PlacedCriterion, WrittenCriterion


def without_default_levels(document: GuideDocument) -> GuideDocument:
    """Return the document without level-0 texts that only repeat the guide's own."""
    default = document.not_enough_information

    def trimmed(criterion: Any) -> Any:
        if isinstance(criterion, WrittenCriterion) and criterion.levels.get(0) == default:
            levels = {level: text for level, text in criterion.levels.items() if level}
            return criterion.model_copy(update={"levels": levels})
        return criterion

    stages = [
        stage.model_copy(update={"criteria": [trimmed(entry) for entry in stage.criteria]}) for stage in document.stages
    ]
    return document.model_copy(update={"criteria": [trimmed(c) for c in document.criteria], "stages": stages})


def normal_form(document: GuideDocument) -> dict[str, Any]:
    """Return the document as plain data that does not depend on where in the file a criterion is written.

    ``criteria`` maps keys to criteria with five level texts; a stage's ``criteria`` are keys with weights, in order. A
    question's competencies have no order of their own and stand in that of the profile, its tags in that of letters.
    """
    rank = {competency.key: index for index, competency in enumerate(document.profile.competencies)}
    form = document.model_dump(mode="json", exclude_none=True)
    form["criteria"] = {
        criterion.key: _criterion(criterion, document.not_enough_information)
        for _, criterion in sorted(document.written_criteria(), key=lambda pair: pair[1].key)
    }
    for stage, plain in zip(document.stages, form["stages"], strict=True):
        for question in plain["questions"]:
            question["competencies"].sort(key=rank.__getitem__)
            question["tags"] = sorted(set(question["tags"]))
        plain["criteria"] = [
            {"key": key, "weight": weight} for key, weight in (placement(entry) for entry in stage.criteria)
        ]
    return form


def placement(entry: str | PlacedCriterion | WrittenCriterion) -> tuple[str, float]:
    """Return the key and the weight with which a stage's entry places a criterion."""
    if isinstance(entry, str):
        return entry, 1.0
    return (entry.use if isinstance(entry, PlacedCriterion) else entry.key), entry.weight


def _criterion(criterion: WrittenCriterion, not_enough: str) -> dict[str, Any]:
    levels = {0: not_enough, **criterion.levels}
    plain = criterion.model_dump(mode="json", exclude_none=True, exclude={"levels", "weight"})
    return plain | {"levels": {str(level): levels[level] for level in sorted(levels)}}


def content_hash(document: GuideDocument) -> str:
    """Return the SHA-256 of what the guide says, as 64 hexadecimal digits."""
    text = json.dumps(normal_form(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
