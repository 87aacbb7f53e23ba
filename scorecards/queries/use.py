"""How questions are used: planned, asked, skipped, how long they take. A question is the same in every version of its
guide as long as its key and that of its stage stay.

Everything but the plan comes from ``countable_scorecards``: sealed ones that the reader may read one by one, in stages
that are in as a whole, of no candidacy whose panel bars them. So no number tells them of a scorecard that they may not
open. Average time and the share of level 0 say how people interview, and the page may be shown to others: of fewer
than ``FEW`` scorecards they would be those of one or two people, and stay away.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Max, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from hiring.models import Interview
from question_bank.models import Question

from ..models import Answer, Asked, Rating
from ..visibility import countable_scorecards

FEW = 3
OFTEN, LATELY = 10, timedelta(days=90)
INTERVIEW = "scorecard__panelist__interview"
VERSIONS = "stage__version__guide__versions"
IN_USE = f"{VERSIONS}__stages__questions__index"
ASKED = Q(asked=Asked.ASKED)


@dataclass(frozen=True)
class Use:
    """Interviews in which a question was ``planned``, ``asked`` and ``skipped``, and what came of it.

    ``lately``: asked in so many interviews of the last 90 days. ``minutes`` and ``zero_share`` (whole percent of the
    ratings, as sealed, on criteria of its competencies) are ``None`` for fewer than ``FEW`` scorecards, or if there is
    nothing to tell.
    """

    planned: int = 0
    asked: int = 0
    skipped: int = 0
    lately: int = 0
    last: datetime | None = None
    roles: list[str] = field(default_factory=list)
    scorecards: int = 0
    minutes: float | None = None
    zero_share: int | None = None

    @property
    def overused(self) -> bool:
        return self.lately > OFTEN


def use_of(user: User, question: Question) -> Use:
    """Return how ``question`` is used, as far as ``user`` may know. Four queries at most."""
    cards = countable_scorecards(user).order_by()
    answers = Answer.objects.filter(scorecard__in=cards, **_same(question, "question__"))
    # No name here is a field's, which the conditions would then mean.
    counts = {"asks": ASKED, "skips": Q(asked=Asked.SKIPPED), "late_asks": ASKED & _lately()}
    counted = answers.aggregate(
        **{name: Count(INTERVIEW, distinct=True, filter=condition) for name, condition in counts.items()},
        cards=Count("pk", filter=ASKED),
        last=Max(f"{INTERVIEW}__starts_at", filter=ASKED),
        average=Avg("seconds", filter=ASKED & Q(seconds__gt=0)),
    )
    asked = answers.filter(ASKED)
    enough = counted["cards"] >= FEW
    return Use(
        planned=_planned(user, question),
        asked=counted["asks"],
        skipped=counted["skips"],
        lately=counted["late_asks"],
        last=counted["last"],
        roles=_roles(asked) if counted["asks"] else [],
        scorecards=counted["cards"],
        minutes=counted["average"] / 60 if enough and counted["average"] else None,
        zero_share=_zero_share(asked, question) if enough else None,
    )


def asked_questions(user: User) -> QuerySet[Any]:
    """The entries of the questions in use that were asked, as far as ``user`` may know. No query by itself."""
    # Each question once, however often it was asked, before its versions are looked at.
    questions = Question.objects.filter(pk__in=_asked(user).values("question").distinct())
    return questions.filter(**_in_use()).order_by().values_list(IN_USE, flat=True)


def overused_questions(user: User) -> QuerySet[Any]:
    """The entries of those asked in more than ``OFTEN`` interviews ``LATELY``, likewise."""
    entry = f"question__{IN_USE}"
    here = _asked(user).filter(_lately(), **_in_use("question__")).values(entry)
    return here.annotate(count=Count(INTERVIEW, distinct=True)).filter(count__gt=OFTEN).values_list(entry, flat=True)


def _asked(user: User) -> QuerySet[Answer]:
    """Answers that say "asked"."""
    return Answer.objects.filter(ASKED, scorecard__in=countable_scorecards(user).order_by()).order_by()


def _in_use(path: str = "") -> dict[str, Any]:
    """Join the question at ``path`` to the one in use that is the same: in one call, since another one would join the
    versions anew, and say nothing of this question."""
    return {
        f"{path}{VERSIONS}__stages__key": F(f"{path}stage__key"),
        f"{path}{VERSIONS}__stages__questions__key": F(f"{path}key"),
        f"{path}{IN_USE}__isnull": False,
    }


def _same(question: Question, path: str) -> dict[str, Any]:
    stage = question.stage
    return {
        f"{path}key": question.key,
        f"{path}stage__key": stage.key,
        f"{path}stage__version__guide": stage.version.guide_id,
    }


def _lately() -> Q:
    now = timezone.now()
    return Q(**{f"{INTERVIEW}__starts_at__range": (now - LATELY, now)})


def _planned(user: User, question: Question) -> int:
    planned = Interview.objects.visible_to(user).filter(cancelled_at=None)
    return planned.filter(**_same(question, "guide_stage__questions__")).distinct().count()


def _roles(asked: QuerySet[Answer]) -> list[str]:
    return sorted(set(asked.values_list(f"{INTERVIEW}__candidacy__role__title", flat=True).distinct()))


def _zero_share(asked: QuerySet[Answer], question: Question) -> int | None:
    bank = question.competencies.values("competency")
    ratings = Rating.objects.filter(scorecard__in=asked.values("scorecard"), criterion__competency__competency__in=bank)
    counted = ratings.aggregate(rated=Count("level"), zero=Count("level", filter=Q(level=0)))
    return counted["zero"] * 100 // counted["rated"] if counted["rated"] else None
