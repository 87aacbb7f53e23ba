"""The drafts on an admin's Today."""

import pytest
from django.urls import reverse

from core.todo import Label
from question_bank.guide_format import parse_guide
from question_bank.models import GuideVersion
from question_bank.queries import todos
from question_bank.services import load_guide, submit_version
from tests.question_bank.documents import SMALL, ready, small, through_review

UNASKED = ("        competencies: [craft]\n", "")


@pytest.fixture
def draft(ada):
    return load_guide(document=small(), by=ada, publish=False).version


def test_a_draft_that_is_ready_asks_to_be_reviewed(draft, ada):
    (todo,) = todos(ada)

    assert (todo.label, todo.act, todo.detail) == (Label.DECIDE, "Look", "ready for review")
    assert todo.title == "Guide · Baker, version 1 draft"
    assert todo.url == reverse("guide_version_detail", args=[draft.uid])


def test_a_draft_that_is_not_ready_says_how_much_keeps_it(ada):
    load_guide(document=small(UNASKED), by=ada, publish=False)

    (todo,) = todos(ada)
    assert (todo.act, todo.detail) == ("Look", "2 things keep it from being published")
    GuideVersion.objects.update(open_findings=1)
    assert todos(ada)[0].detail == "1 thing keeps it from being published"


def test_the_count_follows_the_draft(ada):
    load_guide(document=small(UNASKED), by=ada, publish=False)
    load_guide(document=small(), by=ada, publish=False)

    assert [todo.detail for todo in todos(ada)] == ["ready for review"]


def test_a_draft_stored_before_it_was_counted_promises_nothing(draft, ada):
    GuideVersion.objects.update(open_findings=None)

    assert [(todo.act, todo.detail) for todo in todos(ada)] == [("Look", "")]


def test_a_version_in_review_asks_to_be_read(draft, ada):
    submit_version(version=draft, by=ada)

    assert [(todo.act, todo.detail) for todo in todos(ada)] == [("Review", "in review")]


@pytest.mark.parametrize("persona", ["rosa", "mara", "stan"])
def test_it_is_the_admins_business(draft, request, persona):
    assert todos(request.getfixturevalue(persona)) == []


def test_a_published_version_asks_for_nothing(draft, ada):
    through_review(load_guide(document=ready(), by=ada, publish=False).version, by=ada)

    assert todos(ada) == []


def test_todays_page_shows_it_with_the_same_number_of_queries(client, draft, ada, django_assert_max_num_queries):
    client.force_login(ada)
    client.get(reverse("today"))
    counts = []
    for more in (0, 2):
        for number in range(more):
            source = SMALL.replace("slug: baker", f"slug: baker-{number}")
            load_guide(document=parse_guide(source, name="baker.yaml"), by=ada, publish=False)
        with django_assert_max_num_queries(14) as counted:
            words = client.get(reverse("today")).content.decode()
        counts.append(len(counted))
        assert words.count("Guide · Baker, version 1 draft</span>\n") == 1 + more

    assert counts[0] == counts[1]
