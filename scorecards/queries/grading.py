"""Rating several candidates' work side by side: one criterion or question across all of it, then the next.

Going criterion by criterion keeps the impression of one part from colouring the next (the halo of Thorndike 1920), and
a new order each time keeps the same work from always coming first. All from the reader's own rows.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User
from hiring.models import Interview, Panelist, Stage
from hiring.queries import hide_names
from question_bank.models import StageKind

from ..models import Answer, Rating, Scorecard


@dataclass(frozen=True)
class Item:
    """What is looked at across all work. ``anchor``: its place on the interview page."""

    uid: str
    name: str
    number: int
    anchor: str
    is_criterion: bool


@dataclass(frozen=True)
class Step:
    """One item on one work. ``place``: of ``count`` works, in the item's own order."""

    item: Item
    interview: Interview
    place: int
    count: int

    @property
    def url(self) -> str:
        """The submission's scorecard, opened at the item."""
        page = reverse("scorecard_edit", args=[self.interview.uid])
        return f"{page}?across={self.item.uid}#{self.item.anchor}"


@dataclass
class Grading:
    """A stage's work that ``user`` still owes a rating of and that is open to be read.

    ``levels``: (criterion's uid, interview's pk) → level; ``noted``: (question's uid, interview's pk) of those with
    anything on them.
    """

    user: User
    stage: Stage
    works: list[Interview]
    items: list[Item]
    levels: dict[tuple[str, int], int]
    noted: set[tuple[str, int]]

    def order(self, item: Item) -> list[Interview]:
        """The works in an order of ``item``'s own, which stays the same for this reader."""
        return sorted(self.works, key=lambda work: _drawn(f"{self.user.uid}:{item.uid}:{work.uid}"))

    @cached_property
    def steps(self) -> list[Step]:
        """Every item on every work, in the order in which they come."""
        count = len(self.works)
        return [
            Step(item, work, place, count)
            for item in self.items
            for place, work in enumerate(self.order(item), start=1)
        ]

    def is_done(self, step: Step) -> bool:
        """Whether a level is chosen, or anything noted on the question."""
        key = (step.item.uid, step.interview.pk)
        return key in self.levels or key in self.noted

    @property
    def first_open(self) -> Step | None:
        """Where to go on: the first criterion without a level; before any has one, the first step."""
        if not self.levels:
            return next(iter(self.steps), None)
        return next((step for step in self.steps if step.item.is_criterion and not self.is_done(step)), None)

    def around(self, interview: Interview, item_uid: str) -> tuple[Step, Step | None, Step | None] | None:
        """The step of ``item_uid`` on ``interview``, the one before and the one after; ``None`` if there is none."""
        for place, step in enumerate(self.steps):
            if step.item.uid == item_uid and step.interview.pk == interview.pk:
                return step, self.steps[place - 1] if place else None, next(iter(self.steps[place + 1 :]), None)
        return None

    @property
    def table(self) -> list[tuple[Item, list[tuple[Step, int | None, bool]]]]:
        """For each item its steps in the order of ``works``, each with its level and whether anything is noted."""
        by_place = {(step.item.uid, step.interview.pk): step for step in self.steps}
        keys = [(item, [(item.uid, work.pk) for work in self.works]) for item in self.items]
        return [(item, [(by_place[key], self.levels.get(key), key in self.noted) for key in row]) for item, row in keys]

    @cached_property
    def rated(self) -> dict[int, int]:
        """How many criteria of each work have a level, by the interview's pk."""
        return {work.pk: sum(pk == work.pk for _, pk in self.levels) for work in self.works}

    @property
    def criteria(self) -> int:
        return sum(item.is_criterion for item in self.items)


def grading(user: User, stage: Stage) -> Grading:
    """What ``user`` can rate side by side in ``stage``, a work sample. At most seven queries.

    Work counts once it is handed in or its deadline has passed, and until it is sealed.
    """
    works = hide_names(_works(user, stage), user)
    items = _items(stage) if works else []
    cards = dict(
        Scorecard.objects.written_by(user)
        .filter(panelist__interview__in=works)
        .values_list("pk", "panelist__interview")
    )
    ratings = Rating.objects.filter(scorecard__in=cards).values_list("criterion__uid", "scorecard", "level")
    levels = {(uid, cards[card]): level for uid, card, level in ratings if level is not None}
    untouched = {"notes": "", "asked": "", "skip_reason": "", "areas": [], "follow_ups": [], "own_follow_up": ""}
    answers = Answer.objects.filter(scorecard__in=cards).exclude(**untouched)
    noted = {(uid, cards[card]) for uid, card in answers.values_list("question__uid", "scorecard")}
    return Grading(user, stage, works, items, levels, noted)


def side_by_side(user: User, interview: Interview) -> int:
    """How many submissions ``user`` can rate side by side in the stage of ``interview``; 0 if it is no work sample.

    One query at most.
    """
    return _works(user, interview.stage).count() if interview.stage.kind == StageKind.WORK_SAMPLE else 0


def _works(user: User, stage: Stage):
    there = Q(work_sample__handed_in_at__isnull=False) | Q(ends_at__lte=timezone.now())
    own = Panelist.objects.owing().filter(user=user, interview__stage=stage)
    rows = Interview.objects.filter(there, pk__in=own.values("interview"))
    return rows.select_related("stage", "candidacy__candidate", "candidacy__role").order_by("uid")


def _items(stage: Stage) -> list[Item]:
    """Questions first, as the scorecard has them. Two queries."""
    questions = stage.guide_stage.questions.order_by("position").values_list("uid", "text")
    placed = stage.guide_stage.placements.order_by("position").values_list("criterion__uid", "criterion__name")
    asked = [Item(uid, text, number, f"q-{uid}", False) for number, (uid, text) in enumerate(questions, start=1)]
    return asked + [Item(uid, name, number, f"c-{uid}", True) for number, (uid, name) in enumerate(placed, start=1)]


def _drawn(what: str) -> str:
    """A lot that nobody can foresee, and that is the same when drawn again."""
    return salted_hmac("scorecards.grading", what, algorithm="sha256").hexdigest()
