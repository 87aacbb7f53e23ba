"""Who may do what, as a page and in docs/security.md: both from the code."""

import re
from html import unescape

import pytest
from django.core.management import CommandError, call_command

from accounts.management.commands import write_policy
from accounts.models import User
from accounts.policy import policy_groups, policy_in_markdown
from core import policy
from core.policy import Kind
from hiring.models import SeatKind
from tests.accounts.test_pages import count_queries

PATH = "/who-may-do-what/"


def text_of(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_the_page_tells_every_permission_to_everybody(as_user, stan, rosa, ada):
    for person in (stan, rosa, ada):
        page = text_of(as_user(person).get(PATH))
        for permission in policy.table():
            assert permission.act in page
            assert permission.who in page
        assert f"Your access level is {person.get_access_level_display()}." in page


def test_every_level_seat_and_line_of_the_rule_is_explained(as_user, stan):
    page = text_of(as_user(stan).get(PATH))
    assert [term.word for term in policy.terms(Kind.LEVEL)] == User.AccessLevel.labels
    assert [term.word for term in policy.terms(Kind.SEAT)] == SeatKind.labels
    for kind in Kind:
        assert policy.terms(kind)
        for term in policy.terms(kind):
            assert term.meaning in page


def test_every_permission_can_be_linked_to(as_user, stan):
    ids = re.findall(r'id="([^"]+)"', as_user(stan).get(PATH).content.decode())
    assert len(ids) == len(set(ids))
    assert {permission.name for permission in policy.table()} <= set(ids)
    assert {group.key for group in policy_groups()} <= set(ids)


def test_the_page_asks_the_database_for_nobody_else(as_user, rosa, candidacy):
    assert count_queries(as_user(rosa), PATH) <= 2


@pytest.mark.parametrize("path", ["/preferences/", "/people/"])
def test_pages_lead_to_it(as_user, ada, path):
    assert f'href="{PATH}"' in as_user(ada).get(path).content.decode()


def test_a_refusal_and_the_rule_lead_to_it(as_user, rosa, candidacy):
    client = as_user(rosa)
    assert f'href="{PATH}"' in client.get("/people/").content.decode()
    assert f'href="{PATH}"' in client.get(f"/candidacies/{candidacy.uid}/why/").content.decode()


def test_the_document_says_what_the_code_does():
    call_command("write_policy", check=True)


@pytest.fixture
def document(tmp_path, monkeypatch):
    """A copy of the document, to be spoiled."""
    copy = tmp_path / "security.md"
    copy.write_text(write_policy.DOCUMENT.read_text())
    monkeypatch.setattr(write_policy, "DOCUMENT", copy)
    return copy


def test_a_stale_document_is_found_and_written_again(document):
    whole = document.read_text()
    document.write_text(whole.replace("`hiring.open_role`", "`hiring.shut_role`"))
    with pytest.raises(CommandError, match="another policy than the code"):
        call_command("write_policy", check=True)
    assert "`hiring.shut_role`" in document.read_text()
    call_command("write_policy")
    assert document.read_text() == whole
    assert policy_in_markdown() in whole


def test_a_document_without_marks_is_left_alone(document):
    document.write_text("# Security\n")
    with pytest.raises(CommandError, match="lost the marks"):
        call_command("write_policy")
    assert document.read_text() == "# Security\n"
