"""Each stage has something to rate, asks about the job, fits into its time, and counts."""

from collections.abc import Iterator

from ..document import GuideDocument, Stage
from ..normal import placement
from .finding import Finding

# Somebody who plans less than this part of the shortest time has forgotten questions, or their minutes.
LEAST_PLANNED = 0.5


def findings(document: GuideDocument) -> Iterator[Finding]:
    """Yield what is wrong with the guide's stages, one by one."""
    for index, stage in enumerate(document.stages):
        yield from _time(stage, index)
        if stage.is_scored:
            yield from _scoring(stage, index)
            yield from _questions(stage, index)


def planned(stage: Stage) -> int:
    """Return how many minutes the stage's questions take together."""
    return sum(question.minutes for question in stage.questions)


def _time(stage: Stage, index: int) -> Iterator[Finding]:
    at = (("stages", index, "minutes"), f"stage-{stage.key}")
    least, most, sum_ = stage.minutes.min, stage.minutes.max, planned(stage)
    if sum_ > most:
        says = f"The questions of “{stage.name}” take {sum_} minutes together; the stage has {most} at most."
        yield Finding.warning("minutes-over", *at, says)
    elif _is_asked_through(stage) and sum_ < least * LEAST_PLANNED:
        says = f"The questions of “{stage.name}” take {sum_} minutes together; the stage has {least} at least."
        yield Finding.warning("minutes-under", *at, says)


def _is_asked_through(stage: Stage) -> bool:
    """Whether questions fill the stage: not a debrief, and not a work sample, most of which is done beforehand."""
    return bool(stage.questions) and stage.is_scored and stage.kind != "work_sample"


def _scoring(stage: Stage, index: int) -> Iterator[Finding]:
    at = (("stages", index), f"stage-{stage.key}")
    if not stage.criteria:
        yield Finding.error("stage-criteria", *at, f"“{stage.name}” has no criterion to rate.")
    elif not any(placement(entry)[1] for entry in stage.criteria):
        says = f"Every criterion of “{stage.name}” weighs 0, so the stage has no number of its own."
        yield Finding.warning("criteria-weights", *at, says)
    if not stage.weight:
        yield Finding.warning("stage-weight", *at, f"“{stage.name}” weighs 0: it is rated, and counts for nothing.")


def _questions(stage: Stage, index: int) -> Iterator[Finding]:
    for number, question in enumerate(stage.questions):
        if not question.competencies:
            at = (("stages", index, "questions", number), f"question-{stage.key}-{question.key}")
            says = f"A question of “{stage.name}” names no competency: {question.text}"
            yield Finding.error("question-competency", *at, says)
