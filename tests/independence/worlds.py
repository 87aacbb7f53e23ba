"""Worlds that differ only in what the others did, seen by somebody whom the panel binds.

Five of the panel still owe a scorecard: Iris (interviewer), Rosa (recruiter), Mara (hiring manager), Ada (admin), and
Theo, who sits in to learn. Three are off it without one: Lena (interviewer) and Hugo (hiring manager) have left, Rita
(recruiter) recused herself. Ivan and Olga score, Otto decides and sits on no panel, Abel is an admin who has broken the
glass. Nothing that the eight can obtain may differ between these worlds.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest import mock

import time_machine
from django.db import transaction

from accounts.models import TimeOff, User
from accounts.tokens import hash_token
from core.jobs import enqueue
from core.models import AuditEvent, PublicIdModel, Sign
from debriefs.services import open_debrief, prepare_debrief, request_debrief_packet
from hiring import services as hiring
from hiring.models import CalendarFeed, Candidacy, Interview, OfferToken, Panelist, Role, SeatKind, WorkSample
from hiring.services.offer_links import fresh_offer_link
from question_bank.models import StageCriterion, WatchedWord
from question_bank.queries.similar import has_trigrams
from question_bank.question_format import QuestionValues
from question_bank.services import add_question
from references import services as references
from references.models import LinkToken, RefereeLink
from scorecards import services
from scorecards.models import Rating, Scorecard
from scorecards.visibility import visible_scorecards
from tests.factories import (
    BusyCalendarFactory,
    CandidacyFactory,
    InterviewFactory,
    PanelistFactory,
    RefereeFactory,
    ReferenceCheckFactory,
    RoleFactory,
    UserFactory,
    loop_plan,
    offered,
    seat,
)
from tests.factories.question_bank import newer_version
from tests.permissions_world import material, question_file

NOW = datetime(2026, 11, 17, 12, tzinfo=UTC)
CANARY = "quetzalcoatlus"


class World:
    """The part that every world shares: a role, whose guide has a newer version, a candidacy with its panel, a debrief
    that is prepared."""

    def __init__(self) -> None:
        has_trigrams()  # A process asks once: the first world to be walked would count a query more.
        self.pending = {
            "interviewer": UserFactory(name="Iris Ito", email="iris@example.org"),
            "recruiter": UserFactory(name="Rosa Reyes", email="rosa@example.org", access_level="recruiter"),
            "hiring manager": UserFactory(name="Mara Muñoz", email="mara@example.org"),
            "admin": UserFactory(name="Ada Adler", email="ada@example.org", access_level="admin"),
            "trainee": UserFactory(name="Theo Thorn", email="theo@example.org"),
        }
        self.gone = {
            "leaver": UserFactory(name="Lena Lund", email="lena@example.org"),
            "leaving hiring manager": UserFactory(name="Hugo Haas", email="hugo@example.org"),
            "recused recruiter": UserFactory(name="Rita Rossi", email="rita@example.org", access_level="recruiter"),
        }
        self.hats = self.pending | self.gone
        self.decider = UserFactory(name="Otto Olsen", email="otto@example.org")
        self.breaker = UserFactory(name="Abel Akin", email="abel@example.org", access_level="admin")
        self.others = [
            UserFactory(name="Ivan Ivanov", email="ivan@example.org"),
            UserFactory(name="Olga Orlova", email="olga@example.org"),
        ]
        enqueue("accounts.read_calendar", calendar_id=0)
        Sign.objects.create(of=Sign.Of.WORKER, machine="one", heard_at=NOW - timedelta(seconds=30))
        self.role: Role = RoleFactory()
        self.newer = newer_version(self.role.guide_version)
        for user in (self.pending["hiring manager"], self.gone["leaving hiring manager"], self.decider):
            seat(self.role, user, SeatKind.HIRING_MANAGER)
        for user in (self.pending["recruiter"], self.gone["recused recruiter"]):
            seat(self.role, user, SeatKind.RECRUITER)
        for user in [self.pending["interviewer"], self.gone["leaver"], *self.others]:
            seat(self.role, user)
        self.candidacy: Candidacy = CandidacyFactory(role=self.role, candidate__name="Amara Nwosu")
        other = CandidacyFactory(role=self.role, candidate__name="Bo Bergström")
        self.screening = self.interview("screening", hours=-24, panel=self.others[1:])
        self.technical = self.interview("technical", hours=-3, panel=[*self.hats.values(), *self.others])
        sample = self.interview("work-sample", hours=-48, panel=[])
        WorkSample.objects.create(interview=sample, token_hash=hash_token(LINK))
        material(sample.stage)
        for number, user in enumerate(self.hats.values()):
            feed = {"token_hash": hash_token(f"{FEED}{number}"), "session_epoch": user.session_epoch}
            CalendarFeed.objects.create(user=user, **feed)
            BusyCalendarFactory(user=user, sealed="-", next_try_at=NOW)
        self.offer, _ = offered(self.decider, candidacy=other, created_by=self.decider)
        OfferToken.objects.create(offer=self.offer, token_hash=hash_token(OFFER_LINK))
        # Whoever is bound sees the plans that they made themselves, and nobody else's with this candidate.
        culture = self.role.stages.get(guide_stage__key="culture")
        at = NOW.replace(hour=9) + timedelta(days=6)
        for user in (self.decider, self.pending["recruiter"], self.pending["hiring manager"]):
            self.loop = loop_plan(self.candidacy, by=user, panel=self.others, stage=culture, at=at)
        references.set_policy(role=self.role, referees=2, told="patterns", by_link=True, by=self.decider)
        link = RefereeLink.objects.create(
            referee=RefereeFactory(candidacy=self.candidacy, name="Remy Roth", added_by=self.decider),
            sent_by=self.decider,
            sent_at=NOW,
            expires_at=NOW + timedelta(days=14),
        )
        LinkToken.objects.create(link=link, token_hash=hash_token(REFEREE_LINK))
        references.agree(token=REFEREE_LINK)
        self.debrief = prepare_debrief(
            candidacy=self.candidacy,
            facilitator=self.pending["hiring manager"],
            scheduled_at=NOW + timedelta(days=1),
            by=self.pending["hiring manager"],
        )
        for user in self.hats.values():
            write(self.technical, user, level=2, words="My own words")
        for hat, user in self.gone.items():
            place = Panelist.objects.get(interview=self.technical, user=user)
            if hat == "recused recruiter":
                hiring.recuse(panelist=place, reason="Worked with the candidate", by=user)
            else:
                hiring.release_panelist(panelist=place, reason="On leave", by=self.decider)
        WatchedWord.objects.create(text="golf", added_by=self.breaker)
        question_file(self.breaker)
        add_question(values=QuestionValues("Which loaf?", "background"), owner=self.breaker, by=self.breaker)
        services.break_glass(candidacy=self.candidacy, reason="A complaint about a question", by=self.breaker)

    def interview(self, stage: str, *, hours: int, panel: list[User]) -> Interview:
        interview = InterviewFactory(
            candidacy=self.candidacy,
            stage=self.role.stages.get(guide_stage__key=stage),
            starts_at=NOW + timedelta(hours=hours),
        )
        for user in panel:
            PanelistFactory(interview=interview, user=user, shadows=user == self.pending["trainee"])
        return interview


def write(interview: Interview, user: User, *, level: int, words: str) -> Scorecard:
    """Fill in the whole scorecard of ``user`` in one save."""
    card = services.open_scorecard(interview=interview, by=user)
    guide_stage = card.guide_stage
    placements = StageCriterion.objects.filter(stage=guide_stage).select_related("criterion")
    changes = {
        "ratings": {
            placement.criterion.uid: {"level": level, "evidence": f"{words} as evidence"} for placement in placements
        },
        "answers": {
            question.uid: {
                "notes": f"{words} as notes",
                "own_follow_up": f"{words} as a follow-up",
                "asked": "asked" if level else "skipped",
                "areas": [0],
                "seconds": 61 * level,
            }
            for question in guide_stage.questions.all()
        },
        "recommendation": max(level, 1),
        "summary": f"{words} in short",
        "confidence": 1,
        "red_flag_notes": f"{words} as a red flag",
    }
    services.save_scorecard(scorecard=card, changes=changes, base_revision=0, client_id="tab", seq=1, by=user)
    card.refresh_from_db()
    return card


def seal(interview: Interview, user: User) -> None:
    """Seal what ``user`` has written."""
    services.seal_scorecard(
        scorecard=Scorecard.objects.get(panelist__interview=interview, panelist__user=user), by=user
    )


def nothing(world: World, hat: str) -> None:
    """The others have not begun."""


def half_done(world: World, hat: str) -> None:
    """One of the others could rate nothing and has sealed that, another is typing."""
    write(world.technical, world.others[0], level=0, words=CANARY)
    seal(world.technical, world.others[0])
    write(world.technical, world.others[1], level=1, words=CANARY)


def all_sealed_at_four(world: World, hat: str) -> None:
    """The others have sealed everywhere, and revised since."""
    for one, user in world.pending.items():
        if one != hat:
            seal(world.technical, user)
    for interview, user in [
        (world.screening, world.others[1]),
        (world.technical, world.others[0]),
        (world.technical, world.others[1]),
    ]:
        card = write(interview, user, level=4, words=CANARY)
        services.seal_scorecard(scorecard=card, by=user)
    services.revise(scorecard=card, recommendation=3, reason=f"{CANARY} as a reason", by=user)


def moved_on(world: World, hat: str) -> None:
    """All have sealed, and what may follow from that has happened."""
    Sign.objects.update(heard_at=NOW - timedelta(seconds=3))
    all_sealed_at_four(world, hat)
    candidacy = Candidacy.objects.get(pk=world.candidacy.pk)
    words = {"candidacy": candidacy, "reason": f"{CANARY} as a reason", "by": world.decider}
    if hat in world.gone:
        open_debrief(debrief=world.debrief, by=world.decider)
        hiring.advance(**words)
    else:
        hiring.hold(**words)
    start = NOW + timedelta(hours=20)
    day, note = start.date(), f"{CANARY} as a private note"
    TimeOff.objects.create(user=world.others[0], first_day=day, last_day=day, note=note)
    hiring.plan_interview(
        give_seats=True,
        candidacy=candidacy, stage=world.role.stages.get(guide_stage__key="applied-ml"), panel=world.others,
        starts_at=start, ends_at=start + timedelta(hours=1), timezone="UTC", place=f"Room {CANARY}",
        override_reason=f"{CANARY} as an exception", by=world.decider,
    )  # fmt: skip
    offer_times(world, candidacy)
    request_debrief_packet(debrief=world.debrief, by=world.decider)
    services.record_reading(user=world.breaker, scorecards=visible_scorecards(world.breaker), via="scorecard")
    referee = RefereeFactory(candidacy=candidacy, name=f"{CANARY} the referee", added_by=world.decider)
    ReferenceCheckFactory(referee=referee, taken_by=world.decider, finished=True)
    by_phone = RefereeFactory(candidacy=candidacy, name=f"{CANARY} by phone", added_by=world.decider)
    references.log_attempt(referee=by_phone, outcome="not_reached", by=world.decider)
    references.add_follow_up(candidacy=candidacy, text=f"{CANARY} as a question", by=world.decider)
    references.request_report(candidacy=candidacy, by=world.decider)


def offer_times(world: World, candidacy: Candidacy) -> None:
    """The candidate is offered times for a later stage, none of which suits, and asks for something."""
    offer = hiring.make_offer(
        candidacy=candidacy, stage=world.role.stages.get(guide_stage__key="applied-ml"), panel=[world.decider],
        minutes=60, place=f"Room {CANARY}, as offered", timezone="UTC", first_day=NOW.date() + timedelta(days=6),
        last_day=NOW.date() + timedelta(days=8), expires_at=NOW + timedelta(days=3), by=world.decider,
    )  # fmt: skip
    token = fresh_offer_link(offer)
    hiring.tell_wishes(token=token, needs=f"{CANARY} as a need", names={"spoken_name": f"{CANARY} as a name"})
    hiring.choose_zone(token=token, timezone="Asia/Kathmandu")
    hiring.say_when(token=token, windows=[(NOW + timedelta(days=6), NOW + timedelta(days=7))])
    hiring.renew_offer(offer=offer, expires_at=NOW + timedelta(days=4), by=world.decider)


def opened_early(world: World) -> None:
    """Ivan and Olga have sealed, and Otto has opened the debrief though the others owe."""
    for user in world.others:
        write(world.technical, user, level=4, words=CANARY)
        seal(world.technical, user)
    write(world.screening, world.others[1], level=1, words=CANARY)
    seal(world.screening, world.others[1])
    open_debrief(debrief=world.debrief, by=world.decider, override_reason="The offer cannot wait.")


VARIANTS: list[Callable[[World, str], None]] = [nothing, half_done, moved_on]


@contextmanager
def travelled() -> Iterator[None]:
    """Stand still at ``NOW``."""
    with time_machine.travel(NOW, tick=False):
        yield


@contextmanager
def undone() -> Iterator[None]:
    """Run a block and take back everything that it wrote."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def steady_ids(seed: str) -> Iterator[None]:
    """Draw public ids from ``seed``, so that the same world has the same ids each time."""
    with mock.patch("core.models.base.secrets", random.Random(seed)):  # noqa: S311 - repeatable by intention
        yield


ALIKE = 2
LINK = "linktoaworksample"
OFFER_LINK = "linktoofferedtimes"
REFEREE_LINK = "linkofareferee"
FEED = "feedofabound"


def every_uid() -> dict[str, str]:
    """The table's name by public id: all rows that belong to a candidacy, and two rows of every other table.

    By what an address or a parameter takes besides: "WorkSampleLink" and "OfferLinkToken" (a candidate's secret links),
    "RefereeLinkToken" (a referee's), "CalendarFeedToken" (the address of one of the eight), "Cell" (a cell of the
    evidence matrix) and "Verb" (an act in the audit trail).
    """
    uids: dict[str, str] = {}
    for model in PublicIdModel.__subclasses__():
        rows = model._default_manager.order_by("pk").values_list("uid", flat=True)
        about_people = model._meta.app_label in {"hiring", "scorecards", "references", "debriefs"}
        uids |= dict.fromkeys(rows if about_people else rows[:ALIKE], model.__name__)
    rated = Rating.objects.order_by("pk").values_list("scorecard__uid", "criterion__uid")
    cells = {card: f"{card}.{criterion}" for card, criterion in rated}
    verbs = AuditEvent.objects.order_by("verb").values_list("verb", flat=True).distinct()
    uids[LINK] = "WorkSampleLink"
    uids[OFFER_LINK] = "OfferLinkToken"
    uids[REFEREE_LINK] = "RefereeLinkToken"
    uids |= {f"{FEED}{number}": "CalendarFeedToken" for number in range(CalendarFeed.objects.count())}
    return uids | dict.fromkeys(cells.values(), "Cell") | dict.fromkeys(verbs, "Verb")
