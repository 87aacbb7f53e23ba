"""One technical interview with Iris and Ivan on its panel, and short ways to fill in and seal scorecards."""

from typing import Any

import pytest

from accounts.models import User
from hiring.models import Interview, Panelist
from question_bank.models import Criterion, Question
from scorecards.models import Scorecard
from scorecards.services import open_scorecard, save_scorecard, seal_scorecard


@pytest.fixture
def questions(interview: Interview) -> list[Question]:
    return list(interview.stage.guide_stage.questions.in_order())


@pytest.fixture
def criteria(interview: Interview) -> list[Criterion]:
    return list(interview.stage.guide_stage.criteria.order_by("placements__position").distinct())


@pytest.fixture
def card(interview: Interview, iris: User, iris_sits: Panelist) -> Scorecard:
    """Iris's draft."""
    return open_scorecard(interview=interview, by=iris)


def save(card: Scorecard, changes: Any, *, base: int | None = None, client: str = "tab-one", seq: int = 1) -> Any:
    """Save as the author does; the base revision is the stored one unless given."""
    if base is None:
        base = Scorecard.objects.get(pk=card.pk).revision
    by = card.panelist.user
    return save_scorecard(scorecard=card, changes=changes, base_revision=base, client_id=client, seq=seq, by=by)


def fill(card: Scorecard, level: int = 3) -> Scorecard:
    """Rate everything on ``card`` with ``level`` and recommend a hire."""
    criteria = card.guide_stage.criteria.values_list("uid", flat=True)
    ratings = {uid: {"level": level, "evidence": "Said so."} for uid in criteria}
    save(card, {"ratings": ratings, "recommendation": 3}, client="filler", seq=card.revision + 1_000)
    return card


def sealed(interview: Interview, user: User, level: int = 3) -> Scorecard:
    """Open, fill in and seal ``user``'s scorecard on ``interview``."""
    card = fill(open_scorecard(interview=interview, by=user), level)
    return seal_scorecard(scorecard=card, by=user)
