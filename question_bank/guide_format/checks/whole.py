"""What only shows in all stages together: the mix of questions, and whether the weights add up."""

from collections.abc import Iterator

from ..document import GuideDocument, Question
from .finding import Finding

STORIES = frozenset({"behavioural", "situational"})
TYPES = {
    "behavioural": "behavioural",
    "situational": "situational",
    "job_knowledge": "about job knowledge",
    "work_sample": "about a piece of work",
    "background": "about background",
}
# Weights whose sum comes as close to the whole are meant as parts of it.
NEAR = 0.2


def findings(document: GuideDocument) -> Iterator[Finding]:
    """Yield what is wrong with the guide as a whole."""
    yield from _mix(document)
    yield from _weights(document)


def rated_questions(document: GuideDocument) -> list[Question]:
    """Return the questions of scored stages whose answers are rated."""
    return [question for stage in document.stages if stage.is_scored for question in stage.questions if question.rated]


def _mix(document: GuideDocument) -> Iterator[Finding]:
    types = {question.type for question in rated_questions(document)}
    at = (("stages",), "index")
    if not types:
        return
    if not types & STORIES:
        says = "No rated question is behavioural or situational: none asks what somebody did, or would do."
        yield Finding.warning("question-mix", *at, says)
    elif len(types) == 1:
        says = f"All rated questions are {TYPES[types.pop()]}; a mix of types shows more of a person."
        yield Finding.warning("question-mix", *at, says)


def _weights(document: GuideDocument) -> Iterator[Finding]:
    scored = [(index, stage) for index, stage in enumerate(document.stages) if stage.is_scored]
    weights = [stage.weight for _, stage in scored]
    total = round(sum(weights), 3)
    whole = 1 if all(weight < 1 for weight in weights) else 100
    if len(weights) > 1 and total != whole and abs(total - whole) <= whole * NEAR:
        index, stage = scored[0]
        says = f"The weights of the stages look like parts of {whole}, and add up to {total:g}."
        yield Finding.warning("weights-sum", ("stages", index), f"stage-{stage.key}", says)
