"""Times and shortcuts of the hiring tests."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.models import User
from hiring import services
from hiring.models import Candidacy, Interview

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _friday() -> object:
    """It is Friday 20 November 2026, nine in Berlin."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plan(candidacy: Candidacy, rosa: User) -> Callable[..., Interview]:
    """Plan an hour on ``candidacy`` with a panel, from ``hours`` after now."""

    def _plan(*panel: User, hours: float = 24, candidacy: Candidacy = candidacy, **changes: object) -> Interview:
        start = NOW + timedelta(hours=hours)
        values = {
            "candidacy": candidacy,
            "stage": candidacy.stage,
            "starts_at": start,
            "ends_at": start + timedelta(hours=1),
            "timezone": "Europe/Berlin",
            "place": "https://meet.example.org/amara",
            "panel": panel,
            # Most of these are at odd hours: what people ask for is tested in `test_soft_limits`.
            "override_reason": "Agreed with everybody.",
            # Who has none is asked about in `test_seats_of_panels`.
            "give_seats": True,
            "by": rosa,
        } | changes
        return services.plan_interview(**values)

    return _plan
