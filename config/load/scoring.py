"""Scorecards: sealed, drafts, or owed and not begun."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scorecards.models import Answer, Exposure, Rating, Scorecard

from .teams import Person, Step
from .words import SUMMARIES

if TYPE_CHECKING:
    from .story import Meeting, Place, Telling

# Until so many working days after an interview some scorecards are still owed.
OWED_FOR = 8
# Minutes of a working day by which the last one is in.
IN_BY = 400
MOST_QUESTIONS = 6


@dataclass
class Card:
    """A scorecard that was begun; ``levels`` are those of each criterion, ``readers`` others who were shown it."""

    pk: int
    uid: str
    panelist: int
    author: Person
    step: Step
    shadows: bool
    opened_at: str
    saved_at: str
    sealed_at: str | None
    recommendation: int | None = None
    levels: dict[int, int] = field(default_factory=dict)
    readers: dict[int, tuple[Person, str, str]] = field(default_factory=dict)

    @property
    def overall(self) -> float:
        """What the gate goes by."""
        rated = [level for level in self.levels.values() if level]
        return sum(rated) / len(rated) if rated else 0


def fill_in(telling: "Telling", meeting: "Meeting", place: "Place") -> Card | None:
    """Write ratings and answers of one panelist; None if they have not begun. ``write_cards`` writes the rest."""
    chance, step = telling.chance, meeting.step
    drawn = chance.random() if meeting.day > -OWED_FOR else 0
    if drawn > 0.85:
        return None
    later = f"{telling.at(meeting.day, 480 + chance.randrange(5, 75))}"
    sealed = later if chance.random() < 0.8 else telling.at(meeting.day + 1, chance.randrange(30, IN_BY))
    is_draft = drawn > 0.7 or not telling.has_passed(sealed)
    saved = meeting.ends if is_draft else sealed
    card = Card(
        telling.batch.number(Scorecard), telling.new_uid(), place.pk, place.who, step, place.shadows,
        opened_at=meeting.starts, saved_at=saved, sealed_at=None if is_draft else sealed,
    )  # fmt: skip
    _rate(telling, card, step.criteria[: len(step.criteria) // 2 + 1] if is_draft else step.criteria)
    _answer(telling, card)
    if not is_draft and step.asks_recommendation:
        card.recommendation = min(4, max(1, round(card.overall)))
    return card


def _rate(telling: "Telling", card: Card, criteria: list[tuple[int, float]]) -> None:
    chance, evidence = telling.chance, telling.words.evidence
    for criterion, _ in criteria:
        level = 0 if chance.random() < 0.02 else min(4, max(1, round(telling.skill + chance.random() * 1.8 - 0.9)))
        card.levels[criterion] = level
        telling.batch.add(Rating, card.pk, criterion, level, chance.choice(evidence[level]), card.saved_at)


def _answer(telling: "Telling", card: Card) -> None:
    chance, notes = telling.chance, telling.words.notes
    for question, _, areas in card.step.questions[:MOST_QUESTIONS]:
        if chance.random() < 0.1:
            row: tuple[object, ...] = ("", "skipped", "The time was over.", "[]", "[]", "", 0)
        else:
            row = (chance.choice(notes), "asked", "", areas, "[]", "", int(120 + 400 * chance.random()))
        telling.batch.add(Answer, card.pk, question, *row, card.saved_at)


def cards_of(telling: "Telling") -> list[Card]:
    """Every scorecard of the candidacy that was begun."""
    return [place.card for meeting in telling.meetings for place in meeting.places if place.card]


def write_cards(telling: "Telling") -> None:
    """Write the scorecards with their marks of independence, and who has read whose."""
    chance, batch = telling.chance, telling.batch
    for card in cards_of(telling):
        exposed = telling.exposed.get(card.author.pk)
        mark, exposed_at = "", None
        if card.sealed_at:
            mark = "late" if telling.revealed_at and card.sealed_at > telling.revealed_at else "independent"
            if exposed and exposed < card.sealed_at:
                mark, exposed_at = "not_independent", exposed
        summary = chance.choice(SUMMARIES) if card.sealed_at else ""
        batch.add(
            Scorecard, card.pk, card.uid, card.opened_at, card.panelist, card.step.guide_stage, card.recommendation,
            chance.choice([1, 2, 2, 3]) if card.sealed_at else None, summary, "[]", "", 20, "{}", "{}", card.saved_at,
            card.sealed_at, mark, exposed_at,
        )  # fmt: skip
        telling.record(card.opened_at, card.author, "scorecard.opened", "scorecards.scorecard", card.uid)
        if card.sealed_at:
            data = f'{{"independence": "{mark}"}}'
            telling.record(card.sealed_at, card.author, "scorecard.sealed", "scorecards.scorecard", card.uid, data)
        for who, at, via in card.readers.values():
            batch.add(Exposure, who.pk, card.pk, telling.pk, at, via)
            data = f'{{"via": "{via.replace(" ", "_")}"}}'
            telling.record(at, who, "scorecard.read", "scorecards.scorecard", card.uid, data)
