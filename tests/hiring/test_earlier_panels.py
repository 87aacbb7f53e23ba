"""The panel of the last other candidate is proposed, as far as whoever plans may know of it."""

from datetime import timedelta

import pytest

from hiring.queries import earlier_panel, earlier_panels
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory

from .conftest import NOW


@pytest.fixture
def held(role):
    """Have an interview of a stage been held with people, so many days ago."""

    def _held(candidacy, kind, *people, days):
        starts_at = NOW - timedelta(days=days)
        interview = InterviewFactory(
            candidacy=candidacy, stage=role.stages.get(kind=kind), starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
        )  # fmt: skip
        for user in people:
            PanelistFactory(interview=interview, user=user)
        return interview

    return _held


def test_the_last_other_panel_is_proposed(candidacy, role, held, iris, ivan, rosa):
    technical = role.stages.get(kind="technical")
    held(CandidacyFactory(role=role), "technical", iris, days=9)
    held(CandidacyFactory(role=role), "technical", ivan, days=8)
    held(candidacy, "technical", iris, days=7)
    assert earlier_panel(candidacy, technical, by=rosa) == [ivan.uid]


def test_a_panel_that_the_reader_must_not_know_of_is_not_proposed(candidacy, role, held, iris, ivan, rosa, mara):
    """Rosa owes a scorecard on Bea, so that Ivan has met Bea since must not show."""
    technical, bea = role.stages.get(kind="technical"), CandidacyFactory(role=role)
    held(CandidacyFactory(role=role), "technical", iris, days=9)
    held(bea, "screen", rosa, days=8)
    held(bea, "technical", ivan, days=7)
    assert earlier_panel(candidacy, technical, by=rosa) == [iris.uid]
    assert earlier_panels(role, by=rosa)[technical.pk] == [iris.uid]
    assert earlier_panel(candidacy, technical, by=mara) == [ivan.uid]
    assert earlier_panels(role, by=mara)[technical.pk] == [iris.uid, ivan.uid]


def test_a_panel_that_the_reader_sat_on_is_proposed(candidacy, role, held, iris, rosa):
    screen = role.stages.get(kind="screen")
    held(CandidacyFactory(role=role), "screen", rosa, iris, days=8)
    assert set(earlier_panel(candidacy, screen, by=rosa)) == {rosa.uid, iris.uid}
    assert set(earlier_panels(role, by=rosa)[screen.pk]) == {rosa.uid, iris.uid}
