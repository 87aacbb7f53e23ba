"""What follows the last interview: the debrief with its decision, references, the hire."""

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from debriefs.models import AgendaNote, Attendance, Debrief, Decision, Ground, NextStep
from references.models import Attempt, Consent, Referee, ReferenceAnswer, ReferenceCheck, ReferenceRating
from scorecards.models import Reveal, Revision
from scorecards.queries.composite import weighted_mean

from . import words
from .scoring import cards_of
from .story import HIRE_FROM, read
from .teams import Person

if TYPE_CHECKING:
    from .story import Telling

# Minutes of a working day.
PREPARED, OPENED, DECIDED = 460, 390, 434


def hold_debrief(telling: "Telling") -> None:
    """Prepare the debrief and, when its time has come, hold it and follow its decision."""
    batch, manager, last = telling.batch, telling.role.manager, telling.meetings[-1].day + 2
    pk, uid = batch.number(Debrief), telling.new_uid()
    prepared, opened = telling.at(last, PREPARED), telling.at(last + 3, OPENED)
    if not telling.has_passed(prepared):
        return
    data = f'{{"facilitator": "{manager.uid}"}}'
    telling.record(prepared, manager, "debrief.prepared", "debriefs.debrief", uid, data)
    base = (pk, uid, prepared, telling.pk, manager.pk, opened)
    if not telling.has_passed(opened):
        batch.add(Debrief, *base, None, None, None, "", None, None)
        return
    decided: str | None = telling.at(last + 3, DECIDED)
    # Some go on into the next days.
    if not telling.has_passed(str(decided)) or (last + 3 > -4 and telling.chance.random() < 0.5):
        decided = None
    reveal = batch.number(Reveal)
    batch.add(Reveal, reveal, telling.pk, opened, manager.pk, "", decided)
    batch.add(Debrief, *base, opened, manager.pk, telling.role.version, "", decided, reveal)
    telling.revealed_at = opened
    telling.record(opened, manager, "candidacy.revealed", "hiring.candidacy", telling.uid, '{"overridden": false}')
    telling.record(opened, manager, "debrief.opened", "debriefs.debrief", uid, '{"overridden": false}')
    _meet(telling, pk, uid, last + 3)
    if decided:
        _decide(telling, pk, uid, last + 3, decided)


def _meet(telling: "Telling", pk: int, uid: str, day: int) -> None:
    """The panel reads, speaks about the agenda; somebody learns something and says so."""
    batch, chance, manager = telling.batch, telling.chance, telling.role.manager
    opened, last = telling.at(day, OPENED), telling.at(day, DECIDED - 1)
    cards = [card for card in cards_of(telling) if not card.shadows]
    _seal_late(telling, day)
    kept_out = _kept_out(telling, opened)
    for who in {card.author.pk: card.author for card in cards if card.author.pk not in kept_out}.values():
        read(telling, who, cards, at=telling.at(day, OPENED + 1), via="debrief")
        batch.add(Attendance, pk, who.pk, opened, last)
        telling.record(opened, who, "debrief.attended", "debriefs.debrief", uid)
    for n, (question, key, _) in enumerate(telling.role.debrief.questions[:3]):
        noted = telling.at(day, OPENED + 4 * n + 4)
        batch.add(AgendaNote, pk, question, words.AGENDA[n], 1, manager.pk, noted)
        telling.record(noted, manager, "debrief.noted", "debriefs.debrief", uid, f'{{"question": "{key}"}}')
    card = chance.choice(cards)
    if card.recommendation and chance.random() < 0.4:
        said, changed = telling.at(day, OPENED + 38), card.recommendation + (1 if card.recommendation < 4 else -1)
        by = card.author
        batch.add(Revision, telling.new_uid(), said, card.pk, changed, words.REVISED, 1, by.pk, said)
        telling.record(said, by, "scorecard.revised", "scorecards.scorecard", card.uid, '{"after_reveal": true}')


def _kept_out(telling: "Telling", at: str) -> set[int]:
    """Who stepped down or has something to seal still: no reveal shows them anything."""
    places = [place for meeting in telling.meetings for place in meeting.places]
    sealed = {place.pk for place in places if place.card and place.card.sealed_at and place.card.sealed_at < at}
    return {place.who.pk for place in places if place.gone or place.pk not in sealed}


def _seal_late(telling: "Telling", day: int) -> None:
    """Now and then, who sat in to learn seals while the debrief is in session."""
    for card in cards_of(telling):
        if card.shadows and card.sealed_at and telling.chance.random() < 0.2:
            card.sealed_at = telling.at(day, OPENED + 20)


def _composite(telling: "Telling") -> Decimal:
    """What ``scorecards.queries.composite`` makes of the sealed ratings."""
    parts: list[tuple[Decimal, Decimal]] = []
    for meeting in telling.meetings:
        means: list[tuple[Decimal, Decimal]] = []
        for criterion, weight in meeting.step.criteria:
            levels = [card.levels[criterion] for card in meeting.rated if card.levels[criterion]]
            if levels:
                means.append((Decimal(sum(levels)) / len(levels), Decimal(str(weight))))
        mean = weighted_mean(means)
        if mean is not None:
            parts.append((mean, Decimal(str(meeting.step.weight))))
    return (weighted_mean(parts) or Decimal(0)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _decide(telling: "Telling", debrief: int, uid: str, day: int, decided: str) -> None:
    batch, chance, manager = telling.batch, telling.chance, telling.role.manager
    pk, composite = batch.number(Decision), _composite(telling)
    hires = composite >= Decimal("2.8") or (composite < Decimal(HIRE_FROM) and chance.random() < 0.1)
    departs = hires == (composite < Decimal(HIRE_FROM))
    reason = words.HIRED if hires else words.NOT_HIRED
    for card in chance.sample([card for card in cards_of(telling) if not card.shadows], 2):
        batch.add(Ground, pk, card.pk, next(iter(card.levels)))
    batch.add(
        Decision, pk, telling.new_uid(), decided, debrief, "hire" if hires else "no_hire", reason, composite,
        int(departs), words.DEPARTED if departs else "", "", manager.pk, decided, 0, 0, decided, "", "",
    )  # fmt: skip
    step = telling.role.references
    kind = ("advance", step) if hires else ("close", None)
    move = telling.decide(decided, kind[0], f"Debrief: {reason}", kind[1])
    batch.add(Decision.moves.through, pk, move)
    data = f'{{"next_steps": {int(hires)}}}'
    telling.record(decided, manager, "debrief.decided", "debriefs.debrief", uid, data)
    if not hires:
        telling.end("closed", decided)
        return
    due, done = telling.days.date(day + 2).isoformat(), telling.at(day + 2, 60)
    text, owner = "Ask the referees", telling.team.recruiter.pk
    done_at = done if telling.has_passed(done) else None
    batch.add(NextStep, telling.new_uid(), decided, debrief, pk, text, owner, due, done_at)
    telling.enter(step, decided)
    _hire(telling, day)


def _hire(telling: "Telling", day: int) -> None:
    """Two referees are asked, then the candidate is hired."""
    for n in range(2):
        _reference(telling, telling.at(day + 1, 60 + n), telling.at(day + 2 + n, 300))
    hired = telling.at(day + 6, 200)
    if telling.has_passed(hired):
        telling.decide(hired, "hire", words.HIRED)
        telling.end("hired", hired)


def _reference(telling: "Telling", added: str, asked: str) -> None:
    if not telling.has_passed(added):
        return
    batch, chance, recruiter = telling.batch, telling.chance, telling.team.recruiter
    pk, uid = batch.number(Referee), telling.new_uid()
    name = f"{chance.choice(words.FIRST_NAMES)} {chance.choice(words.LAST_NAMES)}"
    relation, relationship = chance.choice(words.RELATIONS)
    row = (relation, relationship, "2021 to 2024", chance.choice(words.COMPANIES), f"{uid}@referees.example", "")
    batch.add(Referee, pk, uid, added, telling.pk, name, *row, recruiter.pk)
    telling.record(added, recruiter, "referee.added", "references.referee", uid)
    _agree(telling, pk, uid, "candidate", added)
    if not telling.has_passed(asked):
        return
    batch.add(Attempt, pk, "reached", recruiter.pk, asked)
    telling.record(asked, recruiter, "reference.call_tried", "references.referee", uid, '{"outcome": "reached"}')
    _agree(telling, pk, uid, "referee", asked)
    _ask(telling, pk, recruiter, asked)


def _agree(telling: "Telling", referee: int, uid: str, of: str, at: str) -> None:
    recruiter = telling.team.recruiter
    telling.batch.add(Consent, referee, of, "On the phone", recruiter.pk, at)
    data = f'{{"of": "{of}"}}'
    telling.record(at, recruiter, "referee.consent_recorded", "references.referee", uid, data)


def _ask(telling: "Telling", referee: int, by: Person, at: str) -> None:
    batch, chance, step = telling.batch, telling.chance, telling.role.references
    pk, uid = batch.number(ReferenceCheck), telling.new_uid()
    batch.add(
        ReferenceCheck, pk, uid, at, referee, step.guide_stage, by.pk, 0, "", 8, "{}", "{}", at, at,
    )  # fmt: skip
    for question, _, _ in step.questions:
        batch.add(ReferenceAnswer, pk, question, chance.choice(words.SAID), 0, 0)
    for criterion, _ in step.criteria:
        level = chance.choice([2, 3, 3, 4])
        batch.add(ReferenceRating, pk, criterion, level, chance.choice(words.SAID))
    for verb in ("reference.started", "reference.finished"):
        telling.record(at, by, verb, "references.referencecheck", uid)
