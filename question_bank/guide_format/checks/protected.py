"""No question and no level touches on what people are protected for: age, family, origin, religion, health."""

from collections.abc import Iterator

from question_bank.words import WatchList

from ..document import LEVELS, GuideDocument
from .finding import Finding

ASKING = "may touch on a protected characteristic. Is it about the work?"


def findings(document: GuideDocument, watched: WatchList) -> Iterator[Finding]:
    """Yield the questions with their areas and follow-ups, and the criteria, in which words of the list stand."""
    for index, stage in enumerate(document.stages):
        for number, question in enumerate(stage.questions):
            if found := watched.found_in(question.text, *question.areas, *question.follow_ups):
                at = (("stages", index, "questions", number), f"question-{stage.key}-{question.key}")
                yield Finding.warning("protected", *at, f"{_quoted(found)} in a question of “{stage.name}” {ASKING}")
    for path, criterion in document.written_criteria():
        if found := watched.found_in(criterion.name, *(criterion.levels[level] for level in LEVELS)):
            says = f"{_quoted(found)} in the criterion “{criterion.name}” {ASKING}"
            yield Finding.warning("protected", path, f"criterion-{criterion.key}", says)


def _quoted(words: list[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
