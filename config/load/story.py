"""One candidacy: from being added to where it stands at the moment of the first run."""

from dataclasses import dataclass, field
from random import Random

from core.models import AuditEvent
from core.models.base import UID_ALPHABET, UID_LENGTH
from hiring.models import Booking, Candidacy, Candidate, Interview, Panelist, StageDecision, WorkSample
from question_bank.models import StageKind

from .days import Days, iso
from .scoring import Card, fill_in, write_cards
from .tables import Batch
from .teams import RECENT, SHARE, Department, Opening, Person, Step
from .words import CLOSED, FIRST_NAMES, LAST_NAMES, PASSED, PAUSED, WITHDREW, Words

HIRE_FROM = 2.5
# A working day's minutes, from its first: when scorecards are read, gates decided, what follows planned.
READING, GATE, PLAN = 430, 450, 470
CANDIDATE_ZONES = ["Europe/Lisbon", "Europe/Warsaw", "Africa/Lagos", "America/Chicago", "Asia/Kolkata"]


@dataclass
class Place:
    """One on a panel; ``card`` if they have begun one."""

    pk: int
    who: Person
    shadows: bool
    gone: bool
    card: Card | None = None


@dataclass
class Meeting:
    """An interview with its panel; ``day`` is the one on which it ends."""

    pk: int
    step: Step
    day: int
    starts: str
    ends: str
    places: list[Place] = field(default_factory=list)

    @property
    def rated(self) -> list[Card]:
        return [place.card for place in self.places if place.card and not place.shadows]


class Telling:
    """What is known of one candidacy while its rows are made."""

    def __init__(self, number: int, *, seed: int, team: Department, days: Days, words: Words, batch: Batch) -> None:
        self.chance = Random(f"{seed} {number}")  # noqa: S311
        # The department's newest is its first.
        self.number, self.team, self.days, self.words, self.batch = number % SHARE, team, days, words, batch
        number = self.number
        self.role: Opening = team.roles[(0 if number < RECENT else 2) + number % 2]
        self.entry = 4 - 2 * (number // 4)
        self.skill = self.chance.gauss(2.15, 0.6)
        self.pk, self.uid = batch.number(Candidacy), self.new_uid()
        self.candidate = batch.number(Candidate)
        self.stage, self.since = self.role.steps[0], self.at(self.entry - 4, 60)
        self.zone, self.state = self.chance.choice(CANDIDATE_ZONES), "active"
        self.ended_at: str | None = None
        self.meetings: list[Meeting] = []
        # Who was first shown somebody else's scorecard here, and when.
        self.exposed: dict[int, str] = {}
        self.revealed_at: str | None = None

    def new_uid(self) -> str:
        return "".join(self.chance.choices(UID_ALPHABET, k=UID_LENGTH))

    def at(self, day: int, minute: int) -> str:
        """``minute`` of a working day of the department."""
        return self.days.at(day, self.team.starts + minute)

    def has_passed(self, instant: str) -> bool:
        return instant <= self.days.now

    def record(self, at: str, by: Person | None, verb: str, kind: str, uid: str, data: str = "{}") -> None:
        self.batch.add(AuditEvent, at, by and by.pk, verb, kind, uid, self.uid, data)

    def decide(self, at: str, kind: str, reason: str, to: Step | None = None) -> int:
        """Write a gate's decision; moving the candidacy is the caller's."""
        pk, by = self.batch.number(StageDecision), self.role.manager
        self.batch.add(
            StageDecision, pk, self.new_uid(), at, self.pk, self.stage.pk, to and to.pk, kind, reason, by.pk, at
        )
        data = f'{{"stage": "{self.stage.uid}", "decision": "{kind}"}}'
        self.record(at, by, "decision.made", "hiring.candidacy", self.uid, data)
        return pk

    def enter(self, step: Step, at: str) -> None:
        self.stage, self.since = step, at

    def end(self, state: str, at: str) -> None:
        self.state, self.ended_at = state, at


def tell(telling: Telling, email: str) -> bool:
    """Write all rows up to the last stage with scorecards; return whether every one was passed."""
    batch, chance, added = telling.batch, telling.chance, telling.at(telling.entry - 4, 60)
    name = f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"
    batch.add(Candidate, telling.candidate, telling.new_uid(), added, name, email, "", telling.zone, "", "")
    data = f'{{"role": "{telling.role.uid}"}}'
    telling.record(added, telling.team.recruiter, "candidacy.added", "hiring.candidacy", telling.uid, data)
    return all(_stage(telling, n, step) for n, step in enumerate(telling.role.steps))


def finish(telling: Telling) -> None:
    """Write what is known only at the end: where the candidacy stands, its scorecards, whose time is booked."""
    write_cards(telling)
    recruiter = telling.team.recruiter
    telling.batch.add(
        Candidacy, telling.pk, telling.uid, telling.at(telling.entry - 4, 60), telling.role.pk, telling.candidate,
        telling.stage.pk, telling.since, telling.state, telling.ended_at, recruiter.pk,
    )  # fmt: skip
    if telling.ended_at:
        return
    for meeting in telling.meetings:
        if meeting.step.kind != StageKind.WORK_SAMPLE:
            telling.batch.add(Booking, meeting.pk, None, telling.candidate, meeting.starts, meeting.ends)
            for place in meeting.places:
                if not place.gone:
                    telling.batch.add(Booking, meeting.pk, place.who.pk, None, meeting.starts, meeting.ends)


def _stage(telling: Telling, n: int, step: Step) -> bool:
    """Plan, hold and decide on one stage; return whether the candidacy went on to the next."""
    day = telling.entry + 6 * n + n % 2
    previous = telling.entry - 4 if n == 0 else telling.entry + 6 * (n - 1) + (n - 1) % 2 + 2
    planned = telling.at(previous, PLAN + (75 if n == 0 else 0))
    if not telling.has_passed(planned):
        return False
    if n and telling.chance.random() < 0.04:
        telling.decide(planned, "withdraw", telling.chance.choice(WITHDREW))
        telling.end("withdrawn", planned)
        return False
    meeting = _plan(telling, n, step, day, planned)
    if not telling.has_passed(meeting.ends):
        return False
    for place in meeting.places:
        if not place.gone:
            place.card = fill_in(telling, meeting, place)
    return _gate(telling, n, meeting)


def _plan(telling: Telling, n: int, step: Step, day: int, planned: str) -> Meeting:
    """An interview of the department's day. Even stages lie on even days and each has hours of its own, so that a
    group of interviewers, who see every fourth candidate of a stage, is never in two places."""
    batch, chance, recruiter = telling.batch, telling.chance, telling.team.recruiter
    pk, uid = batch.number(Interview), telling.new_uid()
    begins = n // 2 * 120 + chance.randrange((120 - step.minutes) // 15 + 1) * 15
    starts, ends, last = telling.at(day, begins), telling.at(day, begins + step.minutes), day
    if step.kind == StageKind.WORK_SAMPLE:
        starts, ends, last = telling.at(day, 0), telling.at(day + 1, 360), day + 1
    place = "" if step.kind == StageKind.WORK_SAMPLE else "Video call, link in the invitation"
    meeting = Meeting(pk, step, last, starts, ends)
    zone = telling.team.zone
    row = (pk, uid, planned, telling.pk, step.pk, step.guide_stage, starts, ends, planned, zone, place)
    batch.add(Interview, *row, telling.zone, "", 0, recruiter.pk, "", None, "", 0, 0, "")
    meeting.places = _panel(telling, n, meeting, planned)
    raters = ", ".join(f'"{each.who.uid}"' for each in meeting.places if not each.shadows)
    learners = ", ".join(f'"{each.who.uid}"' for each in meeting.places if each.shadows)
    data = f'{{"starts_at": "{iso(starts)}", "panel": [{raters}], "learners": [{learners}], "overridden": false}}'
    telling.record(planned, recruiter, "interview.planned", "hiring.interview", uid, data)
    if step.kind == StageKind.WORK_SAMPLE:
        _hand_in(telling, meeting, uid)
    telling.meetings.append(meeting)
    return meeting


def _panel(telling: Telling, n: int, meeting: Meeting, planned: str) -> list[Place]:
    """One for a screen, else two of a group of three, sometimes the third to learn, sometimes the hiring manager."""
    batch, chance = telling.batch, telling.chance
    group = (telling.number + n) % 4 * 3
    people = telling.team.interviewers[group : group + 3]
    chance.shuffle(people)
    raters = people[: 1 if meeting.step.kind == StageKind.SCREEN else 2]
    learners = people[2:] if n and chance.random() < 0.1 else []
    # One candidate in two of a day and role, so that they are in one place too.
    if meeting.step.kind == StageKind.CULTURE and telling.number % 4 < 2 and chance.random() < 0.3:
        raters = [*raters[:1], telling.role.manager]
    steps_down = raters[0] if len(raters) == 2 and chance.random() < 0.01 else None
    places = []
    for who in [*raters, *learners]:
        place = Place(batch.number(Panelist), who, shadows=who in learners, gone=who is steps_down)
        batch.add(
            Panelist, place.pk, telling.new_uid(), planned, meeting.pk, who.pk, int(place.shadows), planned, None, "",
            planned if place.gone else None, "We worked at the same company." if place.gone else "", 0, "",
        )  # fmt: skip
        places.append(place)
    return places


def _hand_in(telling: Telling, meeting: Meeting, uid: str) -> None:
    chance = telling.chance
    handed_in = telling.at(meeting.day, 360 - chance.randrange(5, 200))
    handed = handed_in if telling.has_passed(handed_in) else None
    token = f"{chance.getrandbits(256):064x}"
    telling.batch.add(WorkSample, telling.new_uid(), meeting.starts, meeting.pk, token, handed, "", 0)
    if handed:
        telling.record(handed, None, "work_sample.handed_in", "hiring.interview", uid)


def _gate(telling: Telling, n: int, meeting: Meeting) -> bool:
    """Read the scorecards and decide, once all of them are in."""
    at = telling.at(meeting.day + 2 - (meeting.step.kind == StageKind.WORK_SAMPLE), GATE)
    raters = [place for place in meeting.places if not place.shadows and not place.gone]
    if not telling.has_passed(at) or not all(place.card and place.card.sealed_at for place in raters):
        return False
    chance, cards = telling.chance, meeting.rated
    if cards:
        read(telling, telling.role.manager, cards, at=telling.at(meeting.day + 1, READING), via="candidate page")
    is_recent = telling.entry > -30
    if is_recent and chance.random() < 0.04:
        telling.decide(at, "hold", chance.choice(PAUSED))
        telling.state = "on_hold"
        return False
    mean = sum(card.overall for card in cards) / len(cards) if cards else HIRE_FROM
    if mean < HIRE_FROM:
        telling.decide(at, "close", chance.choice(CLOSED))
        telling.end("closed", at)
        return False
    steps = telling.role.steps
    following = steps[n + 1] if n + 1 < len(steps) else telling.role.debrief
    telling.decide(at, "advance", chance.choice(PASSED), following)
    telling.enter(following, at)
    return True


def read(telling: Telling, who: Person, cards: list[Card], *, at: str, via: str) -> None:
    """Note that ``who`` was shown these scorecards, the first time for each."""
    for card in cards:
        if card.author.pk != who.pk and who.pk not in card.readers:
            card.readers[who.pk] = (who, at, via)
            telling.exposed.setdefault(who.pk, at)
