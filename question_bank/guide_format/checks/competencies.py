"""Each competency comes from the job, is asked about and is rated."""

from collections import Counter
from collections.abc import Iterator

from ..document import GuideDocument
from .criteria import placed
from .finding import Finding

# One answer says little about a person; a second one shows whether the first was chance.
ENOUGH = 2


def findings(document: GuideDocument) -> Iterator[Finding]:
    """Yield what is wrong with the guide's competencies."""
    asked = {key for stage in document.stages for question in stage.questions for key in question.competencies}
    rated = rated_competencies(document)
    answers = rated_questions(document)
    for index, competency in enumerate(document.profile.competencies):
        at = (("profile", "competencies", index), f"competency-{competency.key}")
        name, count = competency.name, answers[competency.key]
        if not competency.serves:
            yield Finding.error("competency-serves", *at, f"“{name}” serves no duty and no outcome of the role.")
        if competency.key not in asked:
            yield Finding.error("competency-asked", *at, f"No question asks about “{name}”.")
        elif count < ENOUGH:
            many = "No question" if not count else "Only one question"
            says = f"{many} whose answer is rated asks about “{name}”; two or more tell more."
            yield Finding.warning("few-questions", *at, says)
        if competency.key not in rated:
            yield Finding.error("competency-rated", *at, f"No criterion on a scorecard rates “{name}”.")


def rated_competencies(document: GuideDocument) -> set[str]:
    """Return the keys of the competencies that a criterion on a scorecard rates."""
    places = placed(document)
    return {c.competency for _, c in document.written_criteria() if c.key in places and c.competency}


def rated_questions(document: GuideDocument) -> Counter[str]:
    """Return for each competency how many questions of scored stages ask about it and are rated."""
    return Counter(
        key
        for stage in document.stages
        if stage.is_scored
        for question in stage.questions
        if question.rated
        for key in question.competencies
    )
