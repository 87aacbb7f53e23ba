"""The evidence matrix, the composite, coverage and progress."""

from decimal import Decimal

import pytest

from hiring.models import SeatKind
from scorecards.models import Rating
from scorecards.queries import composite, coverage, evidence_matrix, progress
from scorecards.services import open_scorecard, reveal_candidacy, revise, seal_scorecard
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory, RoleFactory, UserFactory, seat

from .conftest import fill, save, sealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(interview, iris, ivan, iris_sits, ivan_sits):
    """Iris rates everything 2, Ivan everything 4."""
    return sealed(interview, iris, 2), sealed(interview, ivan, 4)


def test_disagreement_stands_first_and_holes_are_counted(both, candidacy, mara):
    matrix = evidence_matrix(mara, candidacy)
    [stage] = matrix.stages
    assert [column.name for column in stage.columns] == ["Iris Ito", "Ivan Ivanov"]
    row = stage.rows[0]
    assert (row.low, row.high, row.spread, row.is_apart) == (2, 4, 2, True)
    assert len(matrix.disagreements) == 3
    assert row.cells[0].level_text == "Some"
    assert row.cells[0].evidence == "Said so."
    assert matrix.holes == []


def test_red_flags_stand_in_the_matrix_in_words(interview, iris, ivan, iris_sits, ivan_sits, candidacy, mara):
    flagging = open_scorecard(interview=interview, by=iris)
    save(flagging, {"red_flags": [1], "red_flag_notes": "A transformer first.", "confidence": 1})
    seal_scorecard(scorecard=fill(flagging), by=iris)
    sealed(interview, ivan)
    [(stage, column)] = evidence_matrix(mara, candidacy).flagged
    assert (stage, column.name, column.confidence_words) == ("Technical Interview", "Iris Ito", "Low")
    assert (column.red_flags, column.red_flag_notes) == (["No baseline."], "A transformer first.")


def test_level_0_is_a_hole_and_enters_no_mean(interview, iris, ivan, iris_sits, ivan_sits, candidacy, mara):
    sealed(interview, iris, 0)
    sealed(interview, ivan, 3)
    matrix = evidence_matrix(mara, candidacy)
    row = matrix.rows[0]
    assert (row.holes, row.spread, row.levels) == (1, 0, [3])
    assert composite(mara, candidacy).value == Decimal("3.00")
    [problem_solving] = coverage(mara, candidacy)
    assert problem_solving.holes == ["Iris Ito"]
    assert problem_solving.raters == 1


def test_only_holes_give_no_composite(interview, iris, iris_sits, candidacy, mara):
    sealed(interview, iris, 0)
    assert composite(mara, candidacy) is None
    assert coverage(mara, candidacy)[0].is_hole


def test_the_composite_weighs_criteria_and_stages(iris, mara):
    role = RoleFactory(guide_version__state="draft", guide_version__published_at=None)
    seat(role, mara, SeatKind.HIRING_MANAGER)
    candidacy = CandidacyFactory(role=role)
    interview = InterviewFactory(candidacy=candidacy)
    PanelistFactory(interview=interview, user=iris)
    placements = interview.stage.guide_stage.placements.order_by("position")
    criteria = [placement.criterion for placement in placements]
    placements.filter(criterion=criteria[0]).update(weight=2)
    sealed_with(interview, iris, [4, 2, 1], criteria)
    # (2 * 4 + 2 + 1) / 4
    assert composite(mara, candidacy).value == Decimal("2.75")
    culture = role.stages.get(kind="culture")
    culture.weight = 3
    culture.save()
    later = InterviewFactory(candidacy=candidacy, stage=culture)
    PanelistFactory(interview=later, user=iris)
    sealed(later, iris, 4)
    # (1 * 2.75 + 3 * 4) / 4 = 3.6875
    assert composite(mara, candidacy).value == Decimal("3.69")


def sealed_with(interview, user, levels, criteria):
    card = open_scorecard(interview=interview, by=user)
    ratings = {c.uid: {"level": level, "evidence": "x"} for c, level in zip(criteria, levels, strict=True)}
    save(card, {"ratings": ratings, "recommendation": 3})
    return seal_scorecard(scorecard=card, by=user)


def test_an_incomplete_stage_gives_no_composite_even_after_the_reveal(
    interview, iris, ivan, iris_sits, ivan_sits, candidacy, mara
):
    sealed(interview, iris, 4)
    reveal_candidacy(candidacy=candidacy, by=mara, override_reason="Urgent.")
    assert composite(mara, candidacy) is None
    assert composite(iris, candidacy) is None


def test_revisions_stand_beside_and_do_not_count(both, candidacy, mara, iris, criteria):
    revise(scorecard=both[0], reason="Second thoughts.", by=iris, criterion=criteria[0], level=4)
    revise(scorecard=both[0], reason="And so.", by=iris, recommendation=4)
    cell = evidence_matrix(mara, candidacy).stages[0].rows[0].cells[0]
    assert (cell.level, cell.revised, cell.revised_reason) == (2, 4, "Second thoughts.")
    assert cell.column.revised_recommendation == 4
    assert composite(mara, candidacy).value == Decimal("3.00")


def test_progress_says_who_owes_and_who_has_sealed(interview, iris, ivan, iris_sits, ivan_sits, candidacy, mara):
    sealed(interview, iris)
    [stage] = progress(mara, candidacy)
    assert [place.name for place in stage.sealed] == ["Iris Ito"]
    assert [place.name for place in stage.owing] == ["Ivan Ivanov"]
    assert not stage.is_complete


@pytest.mark.parametrize("query", [evidence_matrix, composite, coverage, progress])
def test_queries_do_not_grow_with_the_panel(
    both, interview, candidacy, mara, query, django_assert_max_num_queries, django_assert_num_queries
):
    with django_assert_max_num_queries(6) as few:
        query(mara, candidacy)
    for _ in range(3):
        user = UserFactory()
        PanelistFactory(interview=interview, user=user)
        sealed(interview, user, 3)
    with django_assert_num_queries(len(few)):
        query(mara, candidacy)
    assert Rating.objects.count() == 15
