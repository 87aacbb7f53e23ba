"""What two versions of a guide say differently of one stage, in the words of whoever interviews in it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from question_bank.guide_format import Change, GuideDocument, changes, placement

CRITERIA = "Criteria"
# What a role's stage keeps as its own; what says nothing to whoever interviews; and what says nothing of a question or
# criterion that is new, or gone, as a whole.
OWN = {("name",), ("weight",)}
UNSAID = {"key", "ours"}
DETAILS = {"name", "competency", "competencies", "outcome", "type", "rated", "source", "level", "tags", "scale"}


def stage_changes(before: GuideDocument, old: str, after: GuideDocument, new: str) -> list[tuple[str, Change]]:
    """Return what changes from the stage with the key ``old`` to ``new``, questions first.

    Each change comes with the key of the criterion that it is in, else "".
    """
    found = list(_of_stage(before, old, after, new))
    return sorted(found, key=lambda pair: bool(pair[0]) or pair[1].where[0] == CRITERIA)


def criteria_of(document: GuideDocument, stage: str) -> list[str]:
    """Return the keys of what the stage with the key ``stage`` rates."""
    return [placement(entry)[0] for found in document.stages if found.key == stage for entry in found.criteria]


def _of_stage(before: GuideDocument, old: str, after: GuideDocument, new: str) -> Iterator[tuple[str, Change]]:
    names = {criterion.key: criterion.name for _, criterion in [*before.written_criteria(), *after.written_criteria()]}
    was, is_now = criteria_of(before, old), criteria_of(after, new)
    asked, asks = _questions(before, old), _questions(after, new)
    numbers = {key: f"{number} until now" for key, number in asked.items()} | asks
    passing = (set(was) ^ set(is_now)) | (asked.keys() ^ asks.keys())
    # Under one key, so that a stage is the same whatever its key was.
    label = next(stage.name for stage in after.stages if stage.key == new)
    for change in changes(_alone(before, old, new), _alone(after, new, new)):
        first, rest = change.where[0], change.where[1:]
        in_stage = first == label
        if in_stage and rest[0] == "criteria":
            yield from (("", placed) for placed in _placed(change, rest, names))
        elif rest and (rest[-1] in UNSAID or (rest[0] in passing and DETAILS & set(rest[1:2]))):
            continue
        elif first == "criteria" and rest[0] in {*was, *is_now}:
            yield rest[0], replace(change, where=(names[rest[0]], *_levels(rest[1:])))
        elif in_stage and rest not in OWN:
            yield "", replace(change, where=_in_words(rest, numbers))


def _placed(change: Change, rest: tuple[str, ...], names: Mapping[str, str]) -> Iterator[Change]:
    """What a change in the list of what a stage rates says in words: come, gone, another weight or order."""
    if rest[-1] == "key":
        text = names[rest[1]]
        yield Change("added", (CRITERIA,), after=text) if change.after else Change("removed", (CRITERIA,), text)
    elif rest[-1] == "order":
        before, after = (_named(text, names) for text in (change.before, change.after))
        yield replace(change, where=(CRITERIA, "order"), before=before, after=after)
    elif change.kind == "changed":
        yield replace(change, where=(CRITERIA, names[rest[1]], *rest[2:]))


def _levels(where: tuple[str, ...]) -> tuple[str, ...]:
    return (f"level {where[1]}",) if where[0] == "levels" else where


def _in_words(where: tuple[str, ...], numbers: Mapping[str, str]) -> tuple[str, ...]:
    """A question by its number, and its text by nothing else; other parts of the stage by their names."""
    if where[0] not in numbers:
        return where[0].capitalize(), *where[1:]
    return numbers[where[0]], *(step for step in where[1:] if step != "text")


def _named(keys: str, names: Mapping[str, str]) -> str:
    return ", ".join(names.get(key, key) for key in keys.split(", "))


def _questions(document: GuideDocument, stage: str) -> dict[str, str]:
    """What the stage's questions are called, by key: they have a number and no name."""
    asked = [question.key for found in document.stages if found.key == stage for question in found.questions]
    return {key: f"Question {number}" for number, key in enumerate(asked, start=1)}


def _alone(document: GuideDocument, stage: str, key: str) -> GuideDocument:
    found = [each.model_copy(update={"key": key}) for each in document.stages if each.key == stage]
    return document.model_copy(update={"stages": found})
