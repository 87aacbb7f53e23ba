"""References against the panel: agreement, contradiction, no data, and who is shown it when."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from debriefs.queries.reference_patterns import Compared, Side, against_panel
from references.models import ReferenceCheck, ReferencePolicy
from scorecards.models import Exposure, Reveal
from tests.factories import InterviewFactory, PanelistFactory, RefereeFactory, ReferenceCheckFactory


@pytest.fixture
def closed(opened: Any) -> None:
    """The debrief has closed; the panel's levels were 3 and 1."""
    Reveal.objects.update(closed_at=timezone.now())


@pytest.fixture
def told(role: Any) -> ReferencePolicy:
    return ReferencePolicy.objects.create(role=role, told="patterns", referees=2)


def reference(candidacy: Any, by: Any, level: int = 4) -> ReferenceCheck:
    referee = RefereeFactory(candidacy=candidacy, added_by=by)
    return ReferenceCheckFactory(referee=referee, taken_by=by, finished=True, level=level)


@pytest.mark.parametrize(
    ("references", "panel", "word", "detail"),
    [
        ([4, 4], [3, 3], "Agreement", "references higher"),
        ([3], [3], "Agreement", ""),
        ([4], [2, 2], "Contradiction", "references higher"),
        ([1], [3, 4], "Contradiction", "panel higher"),
        ([], [3], "No data", "from the referees"),
        ([3], [], "No data", "from the panel"),
        ([], [], "No data", "from either"),
    ],
)
def test_what_two_sides_come_to_stands_in_words(references, panel, word, detail):
    row = Compared("Depth", Side(references), Side(panel))
    assert (row.word, row.detail) == (word, detail)


def test_both_sides_stand_by_competency(closed, told, candidacy, mara):
    reference(candidacy, mara)
    rows = against_panel(mara, candidacy).rows
    assert rows
    shared = [row for row in rows if row.panel.levels]
    assert shared
    assert {(row.references.mean, row.panel.mean, row.word) for row in shared} == {(4.0, 2.0, "Contradiction")}


def test_nothing_is_told_before_the_debrief_has_closed(opened, told, candidacy, mara):
    reference(candidacy, mara)
    assert against_panel(mara, candidacy).rows == []


def test_a_policy_that_tells_less_waits_for_the_last_reference(closed, candidacy, mara):
    reference(candidacy, mara)
    assert against_panel(mara, candidacy).rows == []
    reference(candidacy, mara)
    assert against_panel(mara, candidacy).rows
    RefereeFactory(candidacy=candidacy, added_by=mara)
    assert against_panel(mara, candidacy).rows == []


def test_whoever_owes_a_scorecard_learns_nothing(closed, told, candidacy, mara):
    reference(candidacy, mara)
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=mara)
    assert against_panel(mara, candidacy).rows == []


@pytest.mark.parametrize("who", ["ada", "iris", "stan"])
def test_whoever_does_not_decide_learns_nothing(closed, told, candidacy, mara, who, request):
    reference(candidacy, mara)
    assert against_panel(request.getfixturevalue(who), candidacy).rows == []


def test_the_page_shows_it_and_notes_that_it_was_read(closed, told, client, candidacy, rosa):
    reference(candidacy, rosa)
    client.force_login(rosa)
    page = client.get(reverse("candidacy_references", args=[candidacy.uid])).content.decode()
    assert "References and panel" in page
    assert "Contradiction" in page
    assert Exposure.objects.filter(user=rosa, via="references").count() == 2
