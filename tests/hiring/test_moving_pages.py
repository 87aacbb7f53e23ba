"""The pages on which a role moves to a newer version of its guide."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from hiring import services
from question_bank.models import GuideVersion
from tests.factories import InterviewFactory, PanelistFactory
from tests.factories.question_bank import newer_version

from .conftest import NOW


@pytest.fixture
def newer(role):
    return newer_version(role.guide_version)


@pytest.fixture
def url(role):
    return reverse("role_move", args=[role.uid])


def read(answer):
    """The words of a page without its marks."""
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def as_user(client, user):
    client.force_login(user)
    return client


@pytest.mark.parametrize("page", ["role_edit", "role_detail"])
def test_who_may_edit_the_role_reads_of_a_newer_version(client, role, newer, url, mara, iris, page):
    address = reverse(page, args=[role.uid]) + "?view=guide"
    words = "Version 2 of this guide was published on 2 Nov 2026."
    assert words in as_user(client, mara).get(address).content.decode()
    assert url in client.get(address).content.decode()
    assert words not in as_user(client, iris).get(address).content.decode()


def test_nothing_is_said_without_a_newer_version_or_of_a_closed_role(client, role, url, mara):
    address = reverse("role_edit", args=[role.uid])
    assert url not in as_user(client, mara).get(address).content.decode()
    newer_version(role.guide_version)
    services.close_role(role=role, by=mara)
    assert url not in client.get(address).content.decode()


def test_the_page_shows_what_changes_and_what_happens(client, role, newer, url, candidacy, plan, mara, iris):
    plan(iris)
    InterviewFactory(candidacy=candidacy, stage=role.stages.get(kind="screen"), starts_at=NOW - timedelta(days=1))
    page = read(as_user(client, mara).get(url))
    for words in (
        "Move to version 2",
        "This role uses version 1.",
        "Question 1 Before: Technical Interview: question 1? Now: Which model would you choose first?",
        "Technical Interview criterion 1 level 3 Before: Solid Now: Solid, with examples",
        "software, and people.",
        "Nothing changes in Screening Interview, Technical Assessment,",
        "Screening Interview 1 \u2013",
        "Technical Interview \u2013 1",
        "Case Study is new in version 2.",
        "Office",
    ):
        assert words in page, words
    assert "Company" in page


def test_confirming_moves_the_role(client, role, newer, url, mara):
    answer = as_user(client, mara).post(url, {"to": newer.uid, "placeholder_office": "Berlin"}, follow=True)
    role.refresh_from_db()
    assert (role.guide_version, role.placeholder_values) == (newer, {"office": "Berlin"})
    assert answer.redirect_chain == [(f"{reverse('role_detail', args=[role.uid])}?view=guide", 302)]
    page = answer.content.decode()
    assert "The role uses version 2 now." in page
    assert url not in page


def test_what_was_not_shown_is_not_confirmed(client, role, newer, url, mara):
    third = newer_version(role.guide_version, number=3)
    answer = as_user(client, mara).post(url, {"to": newer.uid})
    assert answer.status_code == 422
    assert "Version 3 has been published meanwhile." in answer.content.decode()
    assert f'value="{third.uid}"' in answer.content.decode()
    role.refresh_from_db()
    assert role.guide_version.number == 1
    assert client.post(url, {"to": third.uid}).status_code == 302


def test_a_refusal_stands_above_the_button(client, role, url, mara):
    newer = newer_version(role.guide_version, without=("debrief",))
    answer = as_user(client, mara).post(url, {"to": newer.uid})
    assert answer.status_code == 422
    assert "Version 2 has no Debrief Meeting, which this role needs." in answer.content.decode()


def test_without_a_newer_version_it_leads_back_to_the_role(client, role, url, mara):
    assert as_user(client, mara).get(url)["Location"] == f"{reverse('role_detail', args=[role.uid])}?view=guide"


def test_the_queries_do_not_grow_with_interviews(client, role, newer, url, candidacy, mara, django_assert_num_queries,
                                                 django_assert_max_num_queries):  # fmt: skip
    as_user(client, mara)
    InterviewFactory(candidacy=candidacy)
    with django_assert_max_num_queries(20) as one:
        client.get(url)
    for _ in range(3):
        InterviewFactory(candidacy=candidacy)
    with django_assert_num_queries(len(one)):
        client.get(url)


def test_the_kit_and_the_page_say_by_which_version(client, role, newer, plan, rosa, iris, ivan):
    interview = plan(iris, ivan)
    page = reverse("scorecard_edit", args=[interview.uid])
    save = reverse("scorecard_save", args=[interview.uid])
    body = {"changes": {"summary": "Early words"}, "base_revision": 0, "client_id": "tab", "seq": 1, "author": iris.uid}
    assert as_user(client, iris).post(save, body, content_type="application/json").status_code == 200
    services.move_role(role=role, to=newer, by=rosa)
    words = "You began this scorecard with version 1 of the guide, and it keeps that."
    own = client.get(page).content.decode()
    assert words in own
    assert "Technical Interview: question 1?" in own
    other = as_user(client, ivan).get(page).content.decode()
    assert words not in other
    assert "Which model would you choose first?" in other


def test_a_kit_that_was_compiled_before_is_compiled_anew(role, newer, plan, rosa, iris):
    interview = plan(iris)
    before = services.request_kit(interview=interview, by=iris)
    assert services.request_kit(interview=interview, by=iris) == before
    services.move_role(role=role, to=newer, by=rosa)
    assert services.request_kit(interview=interview, by=iris) != before


def test_a_version_that_is_retired_is_kept_by_its_roles(client, role, newer, url, mara):
    GuideVersion.objects.filter(pk=newer.pk).update(state="retired")
    assert as_user(client, mara).get(url).status_code == 302
    assert PanelistFactory(interview__candidacy__role=role).interview.guide_stage.version.number == 1
