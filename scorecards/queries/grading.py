"""Rating several candidates' work side by side: one criterion or question across all of it, then the next.

Going criterion by criterion keeps the impression of one part from colouring the next (the halo of Thorndike 1920), and
a new order each time keeps the same work from always coming first. All from the reader's own rows.

Works may be held by different versions of the guide: what keeps its key is looked at across all that ask for it, each
in its own wording.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User
from hiring.models import Interview, Panelist, Stage
from hiring.queries import hide_names
from question_bank.models import Question, StageCriterion, StageKind

from ..models import Answer, Rating, Scorecard


@dataclass(frozen=True)
class Item:
    """What is looked at across all work, as one version words it. ``anchor``: its place on the interview page."""

    uid: str
    key: str
    name: str
    number: int
    anchor: str
    is_criterion: bool

    @property
    def row(self) -> tuple[bool, str]:
        """What is the same in every version."""
        return self.is_criterion, self.key


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

    ``items``: every question and criterion once, in its newest wording; ``asked``: by the work's pk, then by
    ``Item.row``, as the work is rated. ``levels``: (criterion's uid, interview's pk) → level; ``noted``: (question's
    uid, interview's pk) of those with anything on them.
    """

    user: User
    stage: Stage
    works: list[Interview]
    items: list[Item]
    asked: dict[int, dict[tuple[bool, str], Item]]
    levels: dict[tuple[str, int], int]
    noted: set[tuple[str, int]]

    def order(self, item: Item) -> list[Interview]:
        """The works that ask for ``item``, in an order of its own, which stays the same for this reader."""
        works = [work for work in self.works if item.row in self.asked[work.pk]]
        return sorted(works, key=lambda work: _drawn(f"{self.user.uid}:{item.row}:{work.uid}"))

    @cached_property
    def steps(self) -> list[Step]:
        """Every item on every work, in the order in which they come."""
        orders = [(item.row, self.order(item)) for item in self.items]
        return [
            Step(self.asked[work.pk][row], work, place, len(order))
            for row, order in orders
            for place, work in enumerate(order, start=1)
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
    def table(self) -> list[tuple[Item, list[tuple[Step | None, int | None, bool]]]]:
        """For each item its steps in the order of ``works``, each with its level and whether anything is noted; no step
        where a work does not ask for it."""
        by_place = {(step.item.row, step.interview.pk): step for step in self.steps}
        rows = [(item, [by_place.get((item.row, work.pk)) for work in self.works]) for item in self.items]
        return [(item, [(step, *self._done(step)) for step in steps]) for item, steps in rows]

    def _done(self, step: Step | None) -> tuple[int | None, bool]:
        key = (step.item.uid, step.interview.pk) if step else ("", 0)
        return self.levels.get(key), key in self.noted

    @cached_property
    def rated(self) -> dict[int, int]:
        """How many criteria of each work have a level, by the interview's pk."""
        return {work.pk: sum(pk == work.pk for _, pk in self.levels) for work in self.works}

    @cached_property
    def criteria(self) -> dict[int, int]:
        """How many criteria each work asks for, by the interview's pk."""
        return {pk: sum(item.is_criterion for item in asked.values()) for pk, asked in self.asked.items()}


def grading(user: User, stage: Stage) -> Grading:
    """What ``user`` can rate side by side in ``stage``, a work sample. At most seven queries.

    Work counts once it is handed in or its deadline has passed, and until it is sealed.
    """
    works = hide_names(_works(user, stage), user)
    begun = Scorecard.objects.written_by(user).filter(panelist__interview__in=works)
    rows = list(begun.values_list("pk", "panelist__interview", "guide_stage"))
    cards = {card: work for card, work, _ in rows}
    held = {work.pk: work.guide_stage_id for work in works} | {work: guide_stage for _, work, guide_stage in rows}
    found = _items(set(held.values())) if works else {}
    # A later version's rows come later.
    items = {item.row: item for guide_stage in sorted(found) for item in found[guide_stage].values()}
    order = {row: None for guide_stage in sorted(found, reverse=True) for row in found[guide_stage]}
    asked = {work: found[guide_stage] for work, guide_stage in held.items()}
    ratings = Rating.objects.filter(scorecard__in=cards).values_list("criterion__uid", "scorecard", "level")
    levels = {(uid, cards[card]): level for uid, card, level in ratings if level is not None}
    untouched = {"notes": "", "asked": "", "skip_reason": "", "areas": [], "follow_ups": [], "own_follow_up": ""}
    answers = Answer.objects.filter(scorecard__in=cards).exclude(**untouched)
    noted = {(uid, cards[card]) for uid, card in answers.values_list("question__uid", "scorecard")}
    in_order = [items[row] for row in sorted(order, key=lambda row: row[0])]
    return Grading(user, stage, works, in_order, asked, levels, noted)


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


def _items(guide_stages: set[int]) -> dict[int, dict[tuple[bool, str], Item]]:
    """What each of ``guide_stages`` asks for, by ``Item.row``: questions first. Two queries."""
    found: dict[int, dict[tuple[bool, str], Item]] = defaultdict(dict)
    questions = Question.objects.filter(stage__in=guide_stages).in_order()
    placed = StageCriterion.objects.filter(stage__in=guide_stages).order_by("position")
    names = ("criterion__uid", "criterion__key", "criterion__name")
    asked = [(False, *row) for row in questions.values_list("stage", "uid", "key", "text")]
    for is_criterion, stage, uid, key, name in asked + [(True, *row) for row in placed.values_list("stage", *names)]:
        number = sum(criterion == is_criterion for criterion, _ in found[stage]) + 1
        item = Item(uid, key, name, number, f"{'c' if is_criterion else 'q'}-{uid}", is_criterion)
        found[stage][item.row] = item
    return found


def _drawn(what: str) -> str:
    """A lot that nobody can foresee, and that is the same when drawn again."""
    return salted_hmac("scorecards.grading", what, algorithm="sha256").hexdigest()
