"""What the tests of faults ask for: a site, Iris at her scorecard, and how much is to be done."""

import pytest

from hiring.models import Interview
from tests.core import sample_jobs  # noqa: F401 - registers the jobs
from tests.factories import InterviewFactory, PanelistFactory
from tests.rig.database import LONG

from .site import Site


@pytest.fixture
def long() -> bool:
    """Whether this is the long form, ``make faults``."""
    return LONG


@pytest.fixture
def noted(record_property):
    """Write into the fault table: ``noted(tries=…, recovery=…)``, seconds for the worst recovery."""

    def note(**facts: float) -> None:
        for name, value in facts.items():
            record_property(name, round(value, 1))

    return note


@pytest.fixture
def site(tmp_path, settings):
    """A site that is not open yet; everything that it starts ends with the test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    opened: list[Site] = []

    def make(**variables: str) -> Site:
        opened.append(Site(tmp_path / "site", **variables))
        return opened[-1]

    (tmp_path / "site").mkdir()
    yield make
    for one in opened:
        one.close()


@pytest.fixture
def interview(candidacy, iris, ivan) -> Interview:
    interview = InterviewFactory(candidacy=candidacy)
    PanelistFactory(interview=interview, user=iris)
    PanelistFactory(interview=interview, user=ivan)
    return interview
