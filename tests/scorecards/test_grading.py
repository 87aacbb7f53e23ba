"""Several candidates' work side by side: what is there, in which order, and where each step leads."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hiring.models import Interview, WorkSample
from hiring.queries import alias
from scorecards.queries.grading import grading, side_by_side
from scorecards.services import open_scorecard, save_scorecard
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory, ScorecardFactory

pytestmark = pytest.mark.django_db
NAMES = ["Bo Bergström", "Chidi Okafor", "Dana Dvořák"]


@pytest.fixture
def stage(role):
    stage = role.stages.get(kind="work_sample")
    stage.anonymous = True
    stage.save()
    return stage


def work(stage, user, name, *, handed_in=True, due=timedelta(days=1)) -> Interview:
    now = timezone.now()
    candidacy = CandidacyFactory(role=stage.role, stage=stage, candidate__name=name)
    interview = InterviewFactory(candidacy=candidacy, stage=stage, starts_at=now - timedelta(days=5), ends_at=now + due)
    PanelistFactory(interview=interview, user=user)
    WorkSample.objects.create(interview=interview, token_hash=name, handed_in_at=now if handed_in else None)
    return interview


@pytest.fixture
def works(stage, iris) -> list[Interview]:
    return [work(stage, iris, name) for name in NAMES]


def criteria_steps(user, stage):
    return [step for step in grading(user, stage).steps if step.item.is_criterion]


def rate(interview, user, criterion, level) -> None:
    card = open_scorecard(interview=interview, by=user)
    changes = {"ratings": {criterion: {"level": level}}}
    save_scorecard(scorecard=card, changes=changes, base_revision=card.revision, client_id="t", seq=1, by=user)


def test_work_counts_that_is_open_and_owed_by_the_reader(stage, works, iris, ivan):
    work(stage, iris, "Still writing", handed_in=False)
    late = work(stage, iris, "Nothing in time", handed_in=False, due=-timedelta(hours=1))
    work(stage, ivan, "Ivan's alone")
    sealed = work(stage, iris, "Sealed")
    ScorecardFactory(panelist=sealed.panelists.get(), sealed=True)

    assert {one.pk for one in grading(iris, stage).works} == {one.pk for one in [*works, late]}
    assert side_by_side(iris, works[0]) == 4
    assert side_by_side(ivan, works[0]) == 1


def test_each_criterion_goes_through_every_work_in_an_order_of_its_own(stage, works, iris):
    rounds = grading(iris, stage)
    orders = [[one.pk for one in rounds.order(item)] for item in rounds.items]

    assert all(sorted(order) == sorted(one.pk for one in works) for order in orders)
    assert len({tuple(order) for order in orders}) > 1
    assert orders == [[one.pk for one in grading(iris, stage).order(item)] for item in rounds.items]
    assert [(step.item.uid, step.place) for step in rounds.steps[:4]] == [
        (rounds.items[0].uid, 1), (rounds.items[0].uid, 2), (rounds.items[0].uid, 3), (rounds.items[1].uid, 1),
    ]  # fmt: skip


def test_two_people_go_through_them_in_different_orders(stage, works, iris, ivan):
    for one in works:
        PanelistFactory(interview=one, user=ivan)
    mine, his = grading(iris, stage), grading(ivan, stage)

    assert any([one.pk for one in mine.order(item)] != [one.pk for one in his.order(item)] for item in mine.items)


def test_it_goes_on_where_nothing_is_rated_and_knows_its_neighbours(stage, works, iris):
    steps = criteria_steps(iris, stage)
    rate(steps[0].interview, iris, steps[0].item.uid, 3)

    rounds = grading(iris, stage)

    assert not rounds.is_done(rounds.steps[0])
    assert rounds.first_open == steps[1]
    assert [rounds.is_done(step) for step in steps[:2]] == [True, False]
    assert rounds.rated[steps[0].interview.pk] == 1
    assert rounds.around(steps[1].interview, steps[1].item.uid) == (steps[1], steps[0], steps[2])
    first, last = rounds.steps[0], rounds.steps[-1]
    assert rounds.around(first.interview, first.item.uid) == (first, None, rounds.steps[1])
    assert rounds.around(last.interview, last.item.uid) == (last, rounds.steps[-2], None)
    assert rounds.around(steps[0].interview, "unknown") is None


def test_the_number_of_queries_does_not_grow(stage, works, iris, django_assert_max_num_queries):
    rate(works[0], iris, stage.guide_stage.criteria.first().uid, 2)
    with django_assert_max_num_queries(7) as few:
        grading(iris, stage)
    for name in "EFGH":
        rate(work(stage, iris, name), iris, stage.guide_stage.criteria.first().uid, 2)
    with django_assert_max_num_queries(7) as many:
        grading(iris, stage)
    assert len(few) == len(many)


def test_the_overview_shows_own_ratings_and_no_name(client, stage, works, iris, ivan):
    step = criteria_steps(iris, stage)[0]
    rate(step.interview, iris, step.item.uid, 4)
    client.force_login(iris)

    page = client.get(reverse("grading_overview", args=[stage.uid])).content.decode()

    assert page.count("Level 4 of 4") == 1
    assert all(alias(one.candidacy) in page for one in works)
    assert not [name for name in NAMES if name in page]
    client.force_login(ivan)
    assert client.get(reverse("grading_overview", args=[stage.uid])).status_code == 404


def test_once_all_is_sealed_the_overview_says_so_and_before_that_sealing_leads_back(client, stage, works, iris):
    cards = [ScorecardFactory(panelist=one.panelists.get(), sealed=True) for one in works[:2]]
    client.force_login(iris)
    after = client.get(reverse("scorecard_detail", args=[cards[0].uid])).content.decode()
    assert "1 submission of this stage still waits for you." in after

    ScorecardFactory(panelist=works[2].panelists.get(), sealed=True)

    assert "Nothing of yours waits here." in client.get(reverse("grading_overview", args=[stage.uid])).content.decode()
    after = client.get(reverse("scorecard_detail", args=[cards[0].uid])).content.decode()
    assert "side by side" not in after


def test_a_question_step_puts_everything_else_aside(client, stage, works, iris):
    rounds = grading(iris, stage)
    step = rounds.steps[0]
    assert not step.item.is_criterion
    client.force_login(iris)

    page = client.get(reverse("scorecard_edit", args=[step.interview.uid]), {"across": step.item.uid}).content.decode()

    assert 'data-across="question"' in page
    assert page.count("data-aside") == len(rounds.items) - rounds.criteria[step.interview.pk] - 1


def test_what_is_noted_counts_whatever_it_is(stage, works, iris):
    question = stage.guide_stage.questions.first()
    card = open_scorecard(interview=works[0], by=iris)
    changes = {"answers": {question.uid: {"follow_ups": [0]}}}
    save_scorecard(scorecard=card, changes=changes, base_revision=0, client_id="t", seq=1, by=iris)

    assert grading(iris, stage).noted == {(question.uid, works[0].pk)}


def test_a_step_shows_one_criterion_with_the_work_and_leads_on(client, stage, works, iris):
    rounds = grading(iris, stage)
    step, following = criteria_steps(iris, stage)[:2]
    client.force_login(iris)

    page = client.get(reverse("scorecard_edit", args=[step.interview.uid]), {"across": step.item.uid}).content.decode()

    assert page.count("data-aside") == rounds.criteria[step.interview.pk] - 1
    assert "submission 1 of 3" in page
    onward = f"?across={following.item.uid}#{following.item.anchor}"
    assert reverse("scorecard_edit", args=[following.interview.uid]) + onward in page


def test_without_scripts_a_saved_step_stays_in_its_round(client, stage, works, iris):
    step = criteria_steps(iris, stage)[0]
    client.force_login(iris)
    url = reverse("scorecard_edit", args=[step.interview.uid])

    answer = client.post(url, {f"ratings.{step.item.uid}.level": "3", "across": step.item.uid, "author": iris.uid})

    assert answer["Location"] == f"{url}?across={step.item.uid}"


def test_a_save_that_is_refused_stays_in_its_round(client, stage, works, iris):
    step = criteria_steps(iris, stage)[0]
    client.force_login(iris)
    url = reverse("scorecard_edit", args=[step.interview.uid])

    too_long = {f"ratings.{step.item.uid}.evidence": "x" * 20_001}
    answer = client.post(url, too_long | {"across": step.item.uid, "author": iris.uid})

    assert answer.status_code == 422
    assert 'data-across="criterion"' in answer.content.decode()


@pytest.mark.parametrize("across", ["nonsense", "<script>", "x" * 5_000])
def test_a_step_that_is_none_shows_the_ordinary_page(client, stage, works, iris, across):
    client.force_login(iris)
    answer = client.get(reverse("scorecard_edit", args=[works[0].uid]), {"across": across})

    assert answer.status_code == 200
    assert "data-aside" not in answer.content.decode()
    posted = client.post(reverse("scorecard_edit", args=[works[0].uid]), {"across": across, "author": iris.uid})
    assert "<" not in posted["Location"]


def test_other_stages_have_no_rounds(client, interview, iris_sits, iris):
    client.force_login(iris)

    assert side_by_side(iris, interview) == 0
    assert "side by side" not in client.get(reverse("scorecard_edit", args=[interview.uid])).content.decode()
