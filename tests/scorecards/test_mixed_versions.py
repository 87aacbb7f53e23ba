"""What is drawn across interviews of one stage that were held by two versions of the guide.

Iris interviewed by version 1. Then the role moved: version 2 words the first criterion's level 3 anew and has another
criterion in place of the second. Ivan interviews by that.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from hiring.models import Candidacy
from hiring.services import move_role
from question_bank.models import GuideVersion, Question, StageCriterion
from scorecards.models import Scorecard
from scorecards.queries import composite, coverage, evidence_matrix
from scorecards.queries.comparison import comparison
from scorecards.queries.grading import grading
from scorecards.queries.interview_page import InterviewPage
from scorecards.queries.role_report import role_report
from scorecards.queries.use import use_of
from scorecards.services import InvalidChanges, open_scorecard, revise
from tests.factories import GuideVersionFactory, InterviewFactory, PanelistFactory, unpublish
from tests.factories.question_bank import newer_version

from .conftest import save, sealed
from .test_grading import work

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _friday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def newer(role):
    return newer_version(role.guide_version)


@pytest.fixture
def moved(role, newer, rosa):
    """Move the role, by name, so that a test says when."""

    def move():
        return move_role(role=role, to=newer, by=rosa)

    return move


@pytest.fixture
def mixed(candidacy, interview, iris, ivan, iris_sits, moved):
    """Iris's scorecard by version 1 (level 2 throughout), and Ivan's by version 2 (level 3)."""
    first = sealed(interview, iris, 2)
    moved()
    candidacy.refresh_from_db()
    candidacy.stage.refresh_from_db()
    second = InterviewFactory(candidacy=candidacy, starts_at=NOW - timedelta(hours=2))
    PanelistFactory(interview=second, user=ivan)
    return first, sealed(second, ivan, 3)


def test_the_matrix_has_a_row_for_each_key_and_each_cell_its_own_words(mixed, candidacy, mara):
    matrix = evidence_matrix(mara, candidacy)
    [stage] = matrix.stages
    assert stage.is_mixed
    assert [(column.name, column.version) for column in stage.columns] == [("Iris Ito", 1), ("Ivan Ivanov", 2)]
    rows = {row.criterion.key: [(cell.level, cell.level_text) for cell in row.cells] for row in stage.rows}
    elsewhere = (None, "Not on this scorecard, which was begun with another version of the guide.")
    assert list(rows) == ["technical-c1", "technical-c3", "deploy", "technical-c2"]
    assert rows["technical-c1"] == [(2, "Some"), (3, "Solid, with examples")]
    assert rows["technical-c2"] == [(2, "Some"), elsewhere]
    assert rows["technical-c3"] == [elsewhere, (3, "Solid")]
    assert [row.holes for row in stage.rows] == [0, 0, 0, 0]
    assert not matrix.holes
    assert {criterion.version.number for criterion in matrix.criteria.values()} == {1, 2}


def test_what_a_scorecard_did_not_ask_for_is_no_hole(mixed, candidacy, mara):
    [found] = coverage(mara, candidacy)
    assert (found.ratings, found.holes) == ({"Iris Ito": 3, "Ivan Ivanov": 3}, [])


def test_a_competency_that_is_named_anew_is_covered_once(mixed, newer, candidacy, mara):
    unpublish(newer)
    newer.competencies.update(name="Solving problems")
    assert [found.name for found in coverage(mara, candidacy)] == ["Solving problems"]


def test_weights_come_from_the_version_that_each_was_rated_by(mixed, role, newer, candidacy, mara):
    weigh(mixed[0].guide_stage.version, {"technical-c1": 1, "technical-c2": 2, "deploy": 1})
    weigh(newer, {"technical-c1": 3, "technical-c3": 1, "deploy": 1})
    # c1: mean 2.5, weight (1 + 3) / 2; c2: 2, weight 2; c3: 3, weight 1; deploy: 2.5, weight 1.
    assert composite(mara, candidacy).value == Decimal("2.42")


def weigh(version, weights):
    unpublish(version)
    for key, weight in weights.items():
        StageCriterion.objects.filter(stage__version=version, stage__key="technical", criterion__key=key).update(
            weight=weight
        )
    GuideVersion.objects.filter(pk=version.pk).update(state="published", published_at=version.published_at)


def test_a_scorecard_is_revised_and_read_by_its_own_texts(mixed, client, mara):
    first, second = mixed
    level = first.guide_stage.criteria.get(key="technical-c2")
    revise(scorecard=first, reason="Heard more.", criterion=level, level=3, by=first.panelist.user)
    with pytest.raises(InvalidChanges):
        revise(scorecard=second, reason="Heard more.", criterion=level, level=3, by=second.panelist.user)
    client.force_login(mara)
    one, other = (client.get(reverse("scorecard_detail", args=[card.uid])).content.decode() for card in mixed)
    assert "Technical Interview criterion 2" in one
    assert "Technical Interview criterion 2" not in other
    assert "Solid, with examples" in other


def test_a_draft_takes_its_own_questions_alone(interview, iris, iris_sits, moved):
    draft = open_scorecard(interview=interview, by=iris)
    moved()
    own, foreign = (Question.objects.get(stage__version__number=n, key="technical-q1") for n in (1, 2))
    save(draft, {"answers": {own.uid: {"notes": "Own words"}}})
    with pytest.raises(InvalidChanges):
        save(draft, {"answers": {foreign.uid: {"notes": "Other words"}}}, seq=2)


def test_an_interview_that_has_begun_is_held_by_its_own_version_to_the_end(interview, iris, iris_sits, moved):
    moved()
    interview.refresh_from_db()
    assert open_scorecard(interview=interview, by=iris).guide_stage.version.number == 1


def test_what_is_covered_where_is_told_by_ones_own_version_and_the_roles(interview, iris, iris_sits, newer, moved):
    unpublish(newer)
    newer.criteria.filter(key="culture-c1").update(name="Listening")
    type(newer).objects.filter(pk=newer.pk).update(state="published", published_at=newer.published_at)
    card = open_scorecard(interview=interview, by=iris)
    moved()
    interview.refresh_from_db()
    covers = {cover.name: cover for cover in InterviewPage(interview, card).covers}
    assert covers["Technical Interview"].is_this
    assert covers["Technical Interview"].criteria[1] == "Technical Interview criterion 2"
    assert covers["Team & Culture Interview"].criteria[0] == "Listening"
    assert len(covers) == 5


def test_somebody_who_sat_in_is_compared_criterion_by_criterion(interview, iris, ivan, iris_sits, moved):
    """Ivan, who sits in, began before the interview started and Iris after it had moved."""
    type(interview).objects.filter(pk=interview.pk).update(
        starts_at=NOW + timedelta(hours=1), ends_at=NOW + timedelta(hours=2)
    )
    PanelistFactory(interview=interview, user=ivan, shadows=True)
    learner = sealed(interview, ivan, 2)
    moved()
    interview.refresh_from_db()
    rated = sealed(interview, iris, 3)
    interview.candidacy.state, interview.candidacy.ended_at = "closed", NOW
    interview.candidacy.save()
    found = comparison(iris, learner)
    assert {(card.guide_stage.version.number) for card in (learner, rated)} == {1, 2}
    steps = {pair.row.criterion.key: pair.steps for pair in found.pairs}
    assert steps == {"technical-c1": 1, "deploy": 1, "technical-c2": None, "technical-c3": None}
    assert found.sentence == "Same level on 0 of 2 criteria, 1 level apart on 2."


def test_works_held_by_two_versions_are_rated_side_by_side(role, iris, newer, rosa, client):
    stage = role.stages.get(kind="work_sample")
    unpublish(newer)
    newer.criteria.filter(key="work-sample-c2").update(key="work-sample-c9", name="Tidiness")
    type(newer).objects.filter(pk=newer.pk).update(state="published", published_at=newer.published_at)
    one = work(stage, iris, "Bo Bergström")
    move_role(role=role, to=newer, by=rosa)
    stage.refresh_from_db()
    other = work(stage, iris, "Chidi Okafor")
    rounds = grading(iris, stage)
    assert [item.key for item in rounds.items if item.is_criterion] == [
        "work-sample-c1", "work-sample-c9", "deploy", "work-sample-c2",
    ]  # fmt: skip
    assert rounds.criteria == {one.pk: 3, other.pk: 3}
    shared = [step for step in rounds.steps if step.item.key == "work-sample-c1"]
    assert {step.interview.pk: step.item.uid for step in shared} == {
        held.pk: held.guide_stage.criteria.get(key="work-sample-c1").uid for held in (one, other)
    }
    assert {(step.interview.pk, step.count) for step in rounds.steps if step.item.key == "work-sample-c9"} == {
        (other.pk, 1)
    }
    for step in rounds.steps:
        assert rounds.around(step.interview, step.item.uid)[0] == step
    client.force_login(iris)
    page = client.get(reverse("grading_overview", args=[stage.uid])).content.decode()
    assert page.count("not asked") == 2
    assert client.get(shared[0].url).status_code == 200


def test_the_use_of_a_question_is_counted_over_versions(mixed, candidacy, mara):
    question = Question.objects.get(stage__version__number=2, key="technical-q1")
    older = Question.objects.get(stage__version__number=1, key="technical-q1")
    assert use_of(mara, question).planned == use_of(mara, older).planned == 2


def test_the_report_counts_both(mixed, role, mara):
    lines = {line.name: line.total for line in role_report(mara, role).lines}
    assert lines["Technical Interview"] == 2


def test_the_matrix_takes_no_more_queries_for_two_versions(mixed, candidacy, mara, django_assert_num_queries):
    candidacy = Candidacy.objects.select_related("role", "candidate").get(pk=candidacy.pk)
    with django_assert_num_queries(4):
        evidence_matrix(mara, candidacy)


# --- A page that was opened before the role moved --------------------------------------------------------------------


@pytest.fixture
def open_page(interview, iris, iris_sits, client):
    """The guide stage, first question and first criterion on Iris's page, opened while the interview is to come."""
    type(interview).objects.filter(pk=interview.pk).update(
        starts_at=NOW + timedelta(hours=1), ends_at=NOW + timedelta(hours=2)
    )
    client.force_login(iris)
    stage = interview.guide_stage
    assert f'name="guide_stage" value="{stage.uid}"' in client.get(page_of(interview)).content.decode()
    return stage, stage.questions.get(position=1), stage.placements.get(position=1).criterion


def page_of(interview):
    return reverse("scorecard_edit", args=[interview.uid])


def test_its_words_are_saved_with_what_it_shows(interview, open_page, moved, iris, client):
    stage, question, criterion = open_page
    moved()
    body = {
        "changes": {"answers": {question.uid: {"notes": "Typed"}}, "ratings": {criterion.uid: {"level": 2}}},
        "base_revision": 0, "client_id": "tab", "seq": 1, "author": iris.uid, "guide_stage": stage.uid,
    }  # fmt: skip
    saved = client.post(reverse("scorecard_save", args=[interview.uid]), body, content_type="application/json")
    assert saved.status_code == 200
    card = Scorecard.objects.get()
    assert (card.guide_stage, card.answers.get().notes, card.ratings.get().level) == (stage, "Typed", 2)


def test_so_they_are_without_scripts(interview, open_page, moved, iris, client):
    stage, question, _ = open_page
    moved()
    form = {f"answers.{question.uid}.notes": "Typed", "author": iris.uid, "guide_stage": stage.uid}
    assert client.post(page_of(interview), form).status_code == 302
    card = Scorecard.objects.get()
    assert (card.guide_stage, card.answers.get().notes) == (stage, "Typed")
    assert "Typed" in client.get(page_of(interview)).content.decode()


def test_a_page_of_the_new_version_begins_with_that(interview, open_page, moved, newer, iris, client):
    moved()
    stage = newer.stages.get(key="technical")
    question = stage.questions.get(position=1)
    form = {f"answers.{question.uid}.notes": "Typed", "author": iris.uid, "guide_stage": stage.uid}
    client.post(page_of(interview), form)
    assert Scorecard.objects.get().guide_stage == stage


@pytest.mark.parametrize("other", ["another stage", "another guide", "a later version", "nonsense", "a list"])
def test_nothing_else_can_be_asked_for(interview, open_page, newer, iris, other):
    shown = {
        "another stage": lambda: interview.guide_stage.version.stages.get(key="culture").uid,
        "another guide": lambda: GuideVersionFactory(number=0).stages.get(key="technical").uid,
        "a later version": lambda: newer.stages.get(key="technical").uid,
        "nonsense": lambda: "nonsense",
        "a list": lambda: ["nonsense"],
    }[other]()
    assert open_scorecard(interview=interview, by=iris, shown=shown).guide_stage == interview.guide_stage
