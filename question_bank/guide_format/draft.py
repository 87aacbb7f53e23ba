"""A draft, as it is edited: the parts of a guide file as plain data, in which each item of a list has a number.

``stages.3.questions.17.text`` names a text for as long as the draft lives, wherever its question is moved to. All
criteria stand in one list, and stages place them with ``use``. An empty text is one that has to be written yet: a draft
may hold some, a document may not.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from .document import GuideDocument, WrittenCriterion
from .normal import placement, without_default_levels

Draft = dict[str, Any]
BLANK = "–"  # noqa: RUF001  what stands in a document for a text that is not written yet
LAST_ID = "last_id"


def to_draft(document: GuideDocument) -> Draft:
    """Return ``document`` in the form of a draft, its items numbered from 1."""
    draft = document.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    draft["criteria"] = [_written(criterion) for _, criterion in document.written_criteria()]
    for stage, plain in zip(document.stages, draft["stages"], strict=True):
        placed = [placement(entry) for entry in stage.criteria]
        plain["criteria"] = [{"use": key, "weight": weight} for key, weight in placed]
    draft[LAST_ID] = 0
    number_items(draft, draft)
    return draft


def number_items(part: Any, draft: Draft) -> None:
    """Give each item of a list in ``part`` that has no number yet the next one of ``draft``."""
    for value in part.values() if isinstance(part, dict) else part:
        if isinstance(value, dict):
            number_items(value, draft)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for item in value:
                if "id" not in item:
                    draft[LAST_ID] += 1
                    item["id"] = str(draft[LAST_ID])
                number_items(item, draft)


def from_draft(draft: Draft) -> GuideDocument:
    """Return what ``draft`` says; a text not written yet reads ``BLANK``. Raises pydantic's ``ValidationError``."""
    data = _plain({name: value for name, value in draft.items() if name != LAST_ID})
    criteria = {criterion["key"]: criterion for criterion in data.get("criteria", [])}
    uses = Counter(entry["use"] for stage in data["stages"] for entry in stage.get("criteria", []))
    data["criteria"] = [criterion for key, criterion in criteria.items() if uses[key] != 1]
    for stage in data["stages"]:
        stage["criteria"] = [_entry(row, criteria, uses) for row in stage.get("criteria", [])]
    return without_default_levels(GuideDocument.model_validate_json(json.dumps(data)))


def blanks(draft: Draft) -> Iterator[str]:
    """Yield the path of each text that is not written yet."""
    yield from _blanks(draft, "")


def _blanks(part: Any, at: str) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            yield from _blanks(value, f"{at}.{name}" if at else name)
    elif isinstance(part, list):
        for item in part:
            yield from _blanks(item, f"{at}.{item['id']}" if isinstance(item, dict) else at)
    elif part == "":
        yield at


def _written(criterion: WrittenCriterion) -> dict[str, Any]:
    return criterion.model_dump(mode="json", exclude_defaults=True, exclude_none=True, exclude={"weight"})


def _entry(row: dict[str, Any], criteria: dict[str, Any], uses: Counter[str]) -> Any:
    """A criterion's place as a guide file writes it: the criterion itself where it has one place only."""
    key, weight = row["use"], row.get("weight", 1)
    if uses[key] == 1 and key in criteria:
        return criteria[key] | {"weight": weight}
    return key if weight == 1 else {"use": key, "weight": weight}


def _plain(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _plain(value) for name, value in part.items() if name != "id"}
    if isinstance(part, list):
        return [_plain(item) for item in part]
    return BLANK if part == "" else part
