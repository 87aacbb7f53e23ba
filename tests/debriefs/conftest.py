"""Amara's debrief: Iris and Ivan interviewed her in the technical stage, Mara leads, Rosa recruits."""

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import User
from debriefs.models import Debrief
from debriefs.services import open_debrief, prepare_debrief
from hiring.models import Candidacy, Panelist
from scorecards.models import Scorecard
from tests.factories import ScorecardFactory

WEDNESDAY = datetime(2026, 11, 18, 9, tzinfo=UTC)


@pytest.fixture
def iris_sealed(iris_sits: Panelist) -> Scorecard:
    """Iris rated everything 3."""
    return ScorecardFactory(panelist=iris_sits, sealed=True)


@pytest.fixture
def ivan_sealed(ivan_sits: Panelist) -> Scorecard:
    """Ivan rated everything 1, two levels below Iris."""
    return ScorecardFactory(panelist=ivan_sits, sealed=True, level=1)


@pytest.fixture
def prepared(candidacy: Candidacy, mara: User) -> Debrief:
    return prepare_debrief(candidacy=candidacy, facilitator=mara, scheduled_at=WEDNESDAY, by=mara)


@pytest.fixture
def opened(prepared: Debrief, mara: User, iris_sealed: Scorecard, ivan_sealed: Scorecard) -> Debrief:
    """Open, with everything in."""
    return open_debrief(debrief=prepared, by=mara)


@pytest.fixture
def overridden(prepared: Debrief, mara: User, iris_sealed: Scorecard, ivan_sits: Panelist) -> Debrief:
    """Open although Ivan still owes."""
    return open_debrief(debrief=prepared, by=mara, override_reason="The offer ends on Friday.")


def follow(client: Any, user: User, path: str, **data: Any) -> Any:
    """Sign ``user`` in and get ``path``."""
    client.force_login(user)
    return client.get(path, data)
