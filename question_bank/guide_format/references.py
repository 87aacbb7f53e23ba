"""Whether the parts of a guide file refer to each other rightly: keys exist, are given once, and mean something."""

from collections.abc import Iterable, Iterator

from .document import (
    Competency,
    GuideDocument,
    KeyedText,
    Outcome,
    PlacedCriterion,
    Question,
    Stage,
    WrittenCriterion,
)
from .placeholders import faults, texts

Fault = tuple[tuple[str | int, ...], str]
Keyed = KeyedText | Competency | Outcome | Question | Stage


def reference_faults(document: GuideDocument) -> Iterator[Fault]:
    """Yield each wrong reference as the path of the part and the reason."""
    yield from _key_faults(document)
    yield from _criterion_faults(document)
    for index, stage in enumerate(document.stages):
        yield from _stage_faults(document, stage, ("stages", index))
    for path, text in texts(document.model_dump()):
        for reason in faults(text, document.placeholders):
            yield path, reason


def _key_faults(document: GuideDocument) -> Iterator[Fault]:
    profile = document.profile
    duties = document.job_description.duties if document.job_description else []
    purposes = _keys(("job_description", "duties"), duties) + _keys(("profile", "outcomes"), profile.outcomes)
    yield from _twice("competency", _keys(("profile", "competencies"), profile.competencies))
    yield from _twice("duty or outcome", purposes)
    yield from _twice("stage", _keys(("stages",), document.stages))
    yield from _twice("criterion", [(path, criterion.key) for path, criterion in document.written_criteria()])
    known = document.purposes()
    for i, competency in enumerate(profile.competencies):
        for j, key in enumerate(competency.serves):
            if key not in known:
                yield ("profile", "competencies", i, "serves", j), f"there is no duty or outcome with the key “{key}”"


def _criterion_faults(document: GuideDocument) -> Iterator[Fault]:
    competencies = {competency.key for competency in document.profile.competencies}
    outcomes = {outcome.key for outcome in document.profile.outcomes}
    for path, criterion in document.written_criteria():
        if criterion.competency and criterion.competency not in competencies:
            yield (*path, "competency"), f"there is no competency with the key “{criterion.competency}”"
        if criterion.outcome and criterion.outcome not in outcomes:
            yield (*path, "outcome"), f"there is no outcome with the key “{criterion.outcome}”"


def _stage_faults(document: GuideDocument, stage: Stage, at: tuple[str | int, ...]) -> Iterator[Fault]:
    if stage.minutes.min > stage.minutes.max:
        yield (*at, "minutes"), "“min” is more than “max”"
    if stage.recommendation and not stage.is_scored:
        yield (*at, "recommendation"), f"a stage of the kind “{stage.kind}” asks for no recommendation"
    if stage.weight != 1 and not stage.is_scored:
        yield (*at, "weight"), f"a stage of the kind “{stage.kind}” is not scored and has no weight"
    yield from _twice("question", _keys((*at, "questions"), stage.questions))
    competencies = {competency.key for competency in document.profile.competencies}
    for i, question in enumerate(stage.questions):
        if question.scale and question.type != "reference":
            yield (*at, "questions", i, "scale"), "only a question of the type “reference” asks for a number"
        named = [((*at, "questions", i, "competencies", j), key) for j, key in enumerate(question.competencies)]
        yield from _twice("competency", named)
        for path, key in named:
            if key not in competencies:
                yield path, f"there is no competency with the key “{key}”"
    yield from _placement_faults(document, stage, at)


def _placement_faults(document: GuideDocument, stage: Stage, at: tuple[str | int, ...]) -> Iterator[Fault]:
    shared = {criterion.key for criterion in document.criteria}
    placed: list[Fault] = []
    for i, entry in enumerate(stage.criteria):
        path = (*at, "criteria", i)
        if isinstance(entry, WrittenCriterion):
            continue
        key = entry.use if isinstance(entry, PlacedCriterion) else entry
        placed.append((path, key))
        if key not in shared:
            yield path, f"there is no criterion with the key “{key}” in the guide's list “criteria”"
    yield from _twice("criterion", placed)


def _keys(at: tuple[str | int, ...], parts: Iterable[Keyed]) -> list[Fault]:
    return [((*at, index), part.key) for index, part in enumerate(parts)]


def _twice(what: str, keys: Iterable[Fault]) -> Iterator[Fault]:
    seen: set[str] = set()
    for path, key in keys:
        if key in seen:
            yield path, f"the key “{key}” is given to a {what} a second time"
        seen.add(key)
