"""Coverage before the reveal: holes and what fills them, and no level."""

import pytest

from debriefs.models import Debrief
from debriefs.queries import gate
from debriefs.visibility import room
from scorecards.models import Exposure
from scorecards.queries import evidence_matrix
from tests.factories import InterviewFactory, PanelistFactory, ScorecardFactory

from .conftest import follow


def lines(user, debrief: Debrief) -> dict[str, list[str]]:
    fresh = Debrief.objects.get(pk=debrief.pk)
    found = gate(fresh.candidacy, room(user, fresh.candidacy), evidence_matrix(user, fresh.candidacy))
    return {line.name: line.states for line in found.lines}


def test_a_level_0_is_a_hole_and_the_stage_that_asks_for_it_fills_it(prepared, iris_sits, mara, interview):
    ScorecardFactory(panelist=iris_sits, sealed=True, level=0)
    fresh = Debrief.objects.get(pk=prepared.pk)
    found = gate(fresh.candidacy, room(mara, fresh.candidacy), evidence_matrix(mara, fresh.candidacy))

    [line] = [line for line in found.lines if line.states == ["hole"]]
    assert line.is_hole
    assert found.holes[0] == line.name
    assert len(found.stages) == 1


def test_what_is_owed_or_closed_to_the_reader_is_no_hole(prepared, mara, iris_sealed, ivan_sits):
    [states] = [states for states in lines(mara, prepared).values() if any(states)]

    assert sorted(states) == ["owed", "sealed"], "one of the stage is owed, so what the other sealed stays closed"


def test_once_the_stage_is_in_its_ratings_count(prepared, mara, iris_sealed, ivan_sealed):
    [states] = [states for states in lines(mara, prepared).values() if any(states)]

    assert states == ["rated", "rated"]


def test_one_rating_of_a_person_covers_what_another_of_theirs_left_open(
    prepared, candidacy, mara, iris, iris_sits, iris_sealed
):
    again = InterviewFactory(candidacy=candidacy, stage=iris_sits.interview.stage)
    ScorecardFactory(panelist=PanelistFactory(interview=again, user=iris), sealed=True, level=0)

    [states] = [states for states in lines(mara, prepared).values() if any(states)]
    assert states == ["rated"]


def test_the_page_shows_it_to_deciders_without_a_level_and_the_record_says_so(
    client, prepared, mara, iris, iris_sealed, ivan_sealed
):
    page = follow(client, mara, f"/debriefs/{prepared.uid}/").content.decode()

    assert "Who covers what" in page
    assert "Said so in the interview" not in page
    assert Exposure.objects.filter(user=mara, via="debrief").count() == 2
    assert "Who covers what" not in follow(client, iris, f"/debriefs/{prepared.uid}/").content.decode()


@pytest.mark.parametrize("places", [1, 4])
def test_queries_do_not_grow_with_the_panel(places, prepared, candidacy, mara, interview, django_assert_num_queries):
    for _ in range(places):
        ScorecardFactory(panelist=PanelistFactory(interview=interview), sealed=True)
    fresh = Debrief.objects.select_related("candidacy__role").get(pk=prepared.pk)
    around, matrix = room(mara, fresh.candidacy), evidence_matrix(mara, fresh.candidacy)

    with django_assert_num_queries(2):
        gate(fresh.candidacy, around, matrix)
