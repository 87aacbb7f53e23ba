"""The page on which an interview is planned: what it proposes, and how little it asks the database."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import OutboxMessage
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory, UserFactory, seat

AT_MOST = 12


@pytest.fixture
def page(client, rosa, candidacy):
    def _get():
        client.force_login(rosa)
        return client.get(reverse("interview_create", args=[candidacy.uid]))

    return _get


def test_the_number_of_queries_stays(page, role, candidacy, django_assert_max_num_queries):
    page()
    counts = []
    for more in (1, 2):
        for _ in range(more):
            person = UserFactory()
            seat(role, person)
            for one in (candidacy, CandidacyFactory(role=role)):
                PanelistFactory(interview=InterviewFactory(candidacy=one), user=person)
        with django_assert_max_num_queries(AT_MOST) as counted:
            assert page().status_code == 200
        counts.append(len(counted))

    assert counts[0] == counts[1]


def test_only_scored_stages_are_offered_and_the_shown_one_is_chosen(page, candidacy):
    form = page().context["form"]

    stages = list(candidacy.role.stages.in_order())
    assert [uid for uid, _ in form.fields["stage"].choices] == [stage.uid for stage in stages if stage.is_scored]
    assert form["stage"].value() == candidacy.stage.uid


def test_the_last_candidates_panel_is_proposed(page, role, iris, ivan):
    earlier = InterviewFactory(candidacy=CandidacyFactory(role=role))
    PanelistFactory(interview=earlier, user=iris)
    PanelistFactory(interview=earlier, user=ivan, left_at="2026-11-17T08:00Z")
    PanelistFactory(interview=InterviewFactory(cancelled_at="2026-11-17T08:00Z"), user=ivan)

    assert page().context["form"].chosen == {iris.uid}


def test_a_stage_of_another_role_is_refused_and_every_word_kept(client, rosa, candidacy, iris):
    foreign = CandidacyFactory().stage
    client.force_login(rosa)
    typed = {"stage": foreign.uid, "day": "2026-12-01", "start": "10:00", "minutes": "60", "place": "Room 4"}

    answer = client.post(reverse("interview_create", args=[candidacy.uid]), typed | {"panel": [iris.uid]})

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"stage"}
    assert "Room 4" in answer.content.decode()
    assert answer.context["form"].chosen == {iris.uid}
    assert not candidacy.interviews.exists()


def plan_on_page(client, person, candidacy, panel, **changes):
    client.force_login(person)
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    typed = {"stage": candidacy.stage.uid, "day": day, "start": "10:00", "minutes": "60", "panel": [panel.uid]}
    return client.post(reverse("interview_create", args=[candidacy.uid]), typed | changes, follow=True)


def test_somebody_sits_in_to_learn_beside_the_panel(client, rosa, candidacy, iris, stan):
    plan_on_page(client, rosa, candidacy, iris, trainee=stan.uid)

    places = candidacy.interviews.get().panelists.order_by("pk")
    assert list(places.values_list("user__name", "shadows")) == [("Iris Ito", False), ("Stan Stone", True)]
    assert "you sit in on an interview to learn" in OutboxMessage.objects.get(to=stan.email).text
    assert "you are on the panel" in OutboxMessage.objects.get(to=iris.email).text


def test_whoever_learns_is_not_on_the_panel_as_well(client, rosa, candidacy, iris):
    answer = plan_on_page(client, rosa, candidacy, iris, trainee=iris.uid)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"trainee": ["Iris Ito is on the panel above. Choose one of the two."]}
    assert not candidacy.interviews.exists()


@pytest.mark.parametrize("trainee", ["nobody-here", "'; drop", "0"])
def test_a_trainee_who_is_nobody_is_refused_at_the_field(client, rosa, candidacy, iris, trainee):
    answer = plan_on_page(client, rosa, candidacy, iris, trainee=trainee)

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"trainee"}


def test_a_trainee_joins_on_the_interviews_page(client, rosa, candidacy, iris, stan):
    interview = InterviewFactory(candidacy=candidacy)
    client.force_login(rosa)

    answer = client.post(
        reverse("panelist_add", args=[interview.uid]), {"user": stan.uid, "shadows": "on"}, follow=True
    )

    assert interview.panelists.get().shadows
    assert "sits in to learn" in answer.content.decode()


def test_a_planner_who_owes_a_scorecard_is_not_led_to_a_page_that_is_closed_to_them(client, rosa, candidacy, iris):
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=rosa)

    answer = plan_on_page(client, rosa, candidacy, iris)

    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == reverse("candidacy_detail", args=[candidacy.uid])
