"""How structured the planned interviews are: the fifteen components of Campion, Palmer and Campion (1997).

Some components lie in the guide and are computed from it; others lie in how interviews are run, and the line says what
the product holds for every role, whatever the guide.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from .checks.competencies import ENOUGH, rated_questions
from .checks.criteria import bare_levels, is_anchored, most_alike
from .checks.stages import planned
from .checks.whole import TYPES
from .checks.whole import rated_questions as all_rated_questions
from .document import GuideDocument, Question, Stage
from .normal import placement

SOURCE = (
    "Campion, Palmer and Campion (1997), A review of structure in the selection interview. Personnel Psychology 50."
)
# Of the rated questions, how many may be about background alone: it says least about later work.
MOST_BACKGROUND = 0.25


class Standing(StrEnum):
    MET = "met"
    PARTLY = "partly"
    NOT = "not met"


@dataclass(frozen=True, slots=True)
class Component:
    """One of the fifteen: how far it is met, and a sentence that says why. ``by_product``: not the guide's doing."""

    number: int
    name: str
    standing: Standing
    says: str
    by_product: bool = False


Judged = tuple[Standing, str]


def structure(document: GuideDocument) -> list[Component]:
    """Return the fifteen components in their order."""
    lines = []
    for number, (name, judge, by_product) in enumerate(COMPONENTS, start=1):
        standing, says = judge(document)
        lines.append(Component(number, name, standing, says, by_product))
    return lines


def met(components: list[Component]) -> list[Component]:
    """Return those that are met in full."""
    return [component for component in components if component.standing == Standing.MET]


def _scored(document: GuideDocument) -> list[Stage]:
    return [stage for stage in document.stages if stage.is_scored]


def _asked(document: GuideDocument) -> list[Question]:
    """The questions of scored stages, the candidate's own left out."""
    return [question for stage in _scored(document) for question in stage.questions if question.type != "closing"]


def _part(count: int, total: int) -> Standing:
    if not count:
        return Standing.NOT
    return Standing.MET if count == total else Standing.PARTLY


def _job_analysis(document: GuideDocument) -> Judged:
    asked, competencies = _asked(document), document.profile.competencies
    named = sum(bool(question.competencies) for question in asked)
    serving = sum(bool(competency.serves) for competency in competencies)
    says = (
        f"{named} of {len(asked)} questions name a competency; {serving} of {len(competencies)} competencies serve a "
        "duty or an outcome of the role."
    )
    return _part(named and serving and named + serving, len(asked) + len(competencies)), says


def _same_questions(document: GuideDocument) -> Judged:
    count = len(_asked(document))
    if not count:
        return Standing.NOT, "There is no question to ask everybody."
    same = f"the same {count} questions" if count > 1 else "the same question"
    return Standing.MET, (
        f"A role keeps its version of the guide: everybody is asked {same}. What was asked, or skipped and why, stands "
        "on each scorecard."
    )


def _prompting(document: GuideDocument) -> Judged:
    asked = _asked(document)
    limited = sum(bool(question.follow_ups or question.areas) for question in asked)
    says = (
        f"For {limited} of {len(asked)} questions the guide lists the follow-ups that are allowed, or what an answer "
        "should cover."
    )
    return _part(limited, len(asked)), says


def _types(document: GuideDocument) -> Judged:
    counts = Counter(question.type for question in all_rated_questions(document))
    total, better = counts.total(), counts.total() - counts["background"]
    mix = ", ".join(f"{count} {TYPES[kind]}" for kind, count in counts.most_common() if kind in TYPES)
    says = f"Of {total} rated questions: {mix}." if total else "No question is rated."
    kinds = len(counts.keys() - {"background"})
    if better and kinds > 1 and counts["background"] <= total * MOST_BACKGROUND:
        return Standing.MET, says
    return (Standing.PARTLY if better else Standing.NOT), says


def _length(document: GuideDocument) -> Judged:
    stages, competencies = _scored(document), document.profile.competencies
    answers = rated_questions(document)
    fitting = sum(planned(stage) <= stage.minutes.max for stage in stages)
    enough = sum(answers[competency.key] >= ENOUGH for competency in competencies)
    says = (
        f"In {fitting} of {len(stages)} stages the questions fit into the time; {enough} of {len(competencies)} "
        f"competencies have {ENOUGH} rated questions or more."
    )
    return _part(enough and fitting + enough, len(stages) + len(competencies)), says


def _other_information(document: GuideDocument) -> Judged:
    return Standing.PARTLY, (
        "Whoever rates a work sample sees neither name nor resume, unless the role shows them. Other panels may read "
        "the resume; each download is recorded."
    )


def _own_questions(document: GuideDocument) -> Judged:
    live = [stage for stage in _scored(document) if stage.questions]
    closing = sum(stage.questions[-1].type == "closing" and not stage.questions[-1].rated for stage in live)
    says = f"{closing} of {len(live)} stages with questions end with the candidate's own, which are not rated."
    return _part(closing, len(live)), says


def _scales(document: GuideDocument) -> Judged:
    stages = _scored(document)
    several = sum(len(stage.criteria) > 1 for stage in stages)
    return _part(several, len(stages)), f"{several} of {len(stages)} scored stages rate several criteria."


def _anchors(document: GuideDocument) -> Judged:
    criteria = [criterion for _, criterion in document.written_criteria()]
    told = sum(
        is_anchored(criterion) and not bare_levels(criterion) and not most_alike(criterion) for criterion in criteria
    )
    says = f"{told} of {len(criteria)} criteria tell at each level what somebody does, in words of its own."
    return _part(told, len(criteria)), says


def _notes(document: GuideDocument) -> Judged:
    return Standing.MET, (
        "Each question has its notes and each rating its evidence, kept with the time of writing; a rating without "
        "evidence is asked about."
    )


def _several_interviewers(document: GuideDocument) -> Judged:
    competency_of = {criterion.key: criterion.competency for _, criterion in document.written_criteria()}
    stages_of = Counter(
        key for stage in _scored(document) for key in {competency_of[placement(entry)[0]] for entry in stage.criteria}
    )
    competencies = document.profile.competencies
    often = sum(stages_of[competency.key] > 1 for competency in competencies)
    says = (
        f"{often} of {len(competencies)} competencies are rated in two stages or more. The debrief shows who rated "
        "what; no least number of interviewers is required."
    )
    return (Standing.PARTLY if often else Standing.NOT), says


def _same_interviewers(document: GuideDocument) -> Judged:
    return Standing.PARTLY, "Planning proposes the panel of the stage's last candidate; it can be changed."


def _no_discussion(document: GuideDocument) -> Judged:
    return Standing.MET, (
        "Nobody who owes a scorecard reads another's. Scores are shown to the panel in the debrief, and each scorecard "
        "says whether it was given independently."
    )


def _training(document: GuideDocument) -> Judged:
    return Standing.PARTLY, (
        "Somebody can sit in to learn, with a scorecard that never counts, and compare it with the panel's afterwards. "
        "No training is required."
    )


def _combination(document: GuideDocument) -> Judged:
    stages = _scored(document)
    counting = sum(stage.weight > 0 and any(placement(entry)[1] for entry in stage.criteria) for stage in stages)
    says = (
        f"{counting} of {len(stages)} scored stages count in the composite, by weights fixed with the version. Whoever "
        "decides gives a reason."
    )
    return _part(counting, len(stages)), says


COMPONENTS: tuple[tuple[str, Callable[[GuideDocument], Judged], bool], ...] = (
    ("Questions from an analysis of the job", _job_analysis, False),
    ("The same questions for everybody", _same_questions, True),
    ("Limited prompting", _prompting, False),
    ("Better types of questions", _types, False),
    ("Enough time, enough questions", _length, False),
    ("Other information under control", _other_information, True),
    ("The candidate's questions last, not rated", _own_questions, False),
    ("Several scales", _scales, False),
    ("Anchored scales", _anchors, False),
    ("Detailed notes", _notes, True),
    ("Several interviewers", _several_interviewers, False),
    ("The same interviewers for everybody", _same_interviewers, True),
    ("No discussion between interviews", _no_discussion, True),
    ("Training", _training, True),
    ("Combined by a formula", _combination, False),
)
