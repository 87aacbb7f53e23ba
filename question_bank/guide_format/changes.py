"""What one wording of a guide changes against another, text by text."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, Literal

from django.utils.text import Truncator

from .document import GuideDocument
from .normal import normal_form

IDENTITY = ("key", "name", "stage", "question", "title")
LONGEST_NAME = 80
HIDDEN_STEPS = {"stages", "questions", "items", "steps", "tips", "sections", "topics"}


@dataclass(frozen=True, slots=True)
class Change:
    """One text added, removed or changed; ``where`` reads from the whole to the part."""

    kind: Literal["added", "removed", "changed"]
    where: tuple[str, ...]
    before: str = ""
    after: str = ""

    def words(self) -> list[tuple[Literal["same", "gone", "new"], str]]:
        """Return the text in runs of words: what stayed, what went, what came."""
        old, new = self.before.split(), self.after.split()
        runs: list[tuple[Literal["same", "gone", "new"], str]] = []
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag == "equal":
                runs.append(("same", " ".join(new[j1:j2])))
                continue
            if i1 < i2:
                runs.append(("gone", " ".join(old[i1:i2])))
            if j1 < j2:
                runs.append(("new", " ".join(new[j1:j2])))
        return runs

    def __str__(self) -> str:
        return f"{self.kind}: {' / '.join(self.where)}"


def changes(before: GuideDocument | None, after: GuideDocument) -> list[Change]:
    """Return the changes from ``before`` (``None``: there was nothing) to ``after``, in the order of the guide."""
    old = normal_form(before) if before else {}
    return list(_between(old, normal_form(after), ()))


def told(made: list[Change], *documents: GuideDocument) -> list[Change]:
    """Return ``made`` for people: questions and criteria by their words instead of keys, and without what says nothing.

    ``documents``: the two that were compared.
    """
    criteria = {criterion.key: criterion.name for each in documents for _, criterion in each.written_criteria()}
    questions = {
        (stage.name, question.key): Truncator(question.text).chars(LONGEST_NAME)
        for each in documents
        for stage in each.stages
        for question in stage.questions
    }
    return [replace(change, where=_named(change.where, criteria, questions)) for change in made if _says(change)]


def _says(change: Change) -> bool:
    """Not the keys, which parts are known by, nor that a new or gone part is not ours."""
    return change.where[-1] != "key" and not (change.kind != "changed" and (change.before or change.after) == "no")


def _named(where: tuple[str, ...], criteria: dict[str, str], questions: dict[tuple[str, str], str]) -> tuple[str, ...]:
    steps = [criteria.get(step, step) if "criteria" in where[:place] else step for place, step in enumerate(where)]
    if len(where) > 1 and where[:2] in questions:
        steps[1] = questions[where[0], where[1]]
    if "levels" in where[:-1]:
        steps[-2:] = [f"level {where[-1]}"]
    return tuple(steps)


def by_chapter(made: list[Change]) -> list[tuple[str, list[Change]]]:
    """Return the changes grouped by the part of the guide that they stand in, in the order of the guide."""
    chapters: dict[str, list[Change]] = {}
    for change in made:
        chapters.setdefault(change.where[0], []).append(change)
    return list(chapters.items())


def _between(old: Any, new: Any, where: tuple[str, ...]) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*new, *(key for key in old if key not in new)]:
            yield from _between(old.get(key), new.get(key), _step(where, str(key)))
    elif _is_keyed(old) or _is_keyed(new):
        yield from _keyed(old or [], new or [], where)
    elif isinstance(old, list) or isinstance(new, list):
        yield from _lists(old or [], new or [], where)
    elif isinstance(old, dict) or isinstance(new, dict):
        yield from _between(old or {}, new or {}, where)
    elif old != new:
        yield _change(old, new, where)


def _keyed(old: list[dict[str, Any]], new: list[dict[str, Any]], where: tuple[str, ...]) -> Iterator[Change]:
    before, after = _by_identity(old), _by_identity(new)
    for name in [*after, *(name for name in before if name not in after)]:
        label = str((after.get(name) or before[name]).get("name", name))
        yield from _between(before.get(name), after.get(name), (*where, label))
    kept = [name for name in before if name in after]
    if kept != [name for name in after if name in before]:
        yield Change("changed", (*where, "order"), ", ".join(kept), ", ".join(name for name in after if name in before))


def _lists(old: list[Any], new: list[Any], where: tuple[str, ...]) -> Iterator[Change]:
    before, after = [str(item) for item in old], [str(item) for item in new]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for offset in range(max(i2 - i1, j2 - j1)):
            was = before[i1 + offset] if i1 + offset < i2 else None
            now = after[j1 + offset] if j1 + offset < j2 else None
            yield _change(was, now, where)


def _change(old: Any, new: Any, where: tuple[str, ...]) -> Change:
    if old is None:
        return Change("added", where, after=_words(new))
    if new is None:
        return Change("removed", where, before=_words(old))
    return Change("changed", where, _words(old), _words(new))


def _words(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _is_keyed(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _by_identity(items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {next(str(item[name]) for name in IDENTITY if name in item): item for item in items}


def _step(where: tuple[str, ...], key: str) -> tuple[str, ...]:
    return where if key in HIDDEN_STEPS else (*where, key.replace("_", " "))
