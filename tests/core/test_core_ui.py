"""The display helpers of every template, and the pages that must work when nothing else does."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from core.templatetags.core_ui import initials, message_kind, undo_url, zone_city
from core.views.styleguide import styleguide


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Amara Nwosu", "AN"),
        ("Bo", "B"),
        ("Ana María de la Cruz", "AC"),
        ("", "?"),
        (None, "?"),
        ("(x)", "?"),
        ("Élan V", "ÉV"),
    ],
)
def test_initials(name, letters):
    assert initials(name) == letters


def test_zone_city():
    assert [zone_city(zone) for zone in ["America/New_York", "UTC", None]] == ["New York", "UTC", ""]


@pytest.mark.parametrize(
    ("tags", "address"),
    [("undo:/roles/x/", "/roles/x/"), ("undo://evil.example", ""), ("undo:javascript:x", ""), ("", ""), (None, "")],
)
def test_undo_leads_only_to_this_site(tags, address):
    assert undo_url(SimpleNamespace(extra_tags=tags)) == address


def test_message_kind():
    assert [message_kind(SimpleNamespace(level_tag=tag)) for tag in ["success", "warning", "error", "info", ""]] == [
        "done",
        "attention",
        "danger",
        "info",
        "info",
    ]


@pytest.mark.parametrize("code", ["400", "403", "404", "500", "csrf"])
def test_error_pages_need_no_database(code):
    """No ``db`` fixture here: a query would fail the test."""
    page = render_to_string(f"core/error_{code}.html", {})
    assert page.count("<h1>") == 1
    assert 'href="/"' in page


def test_a_reason_is_escaped():
    assert "&lt;script&gt;" in render_to_string("core/error_403.html", {"reason": "<script>"})


def test_style_guide_shows_everything_once():
    request = RequestFactory().get("/styleguide/")
    page = styleguide(request).content.decode()
    assert page.count("<h1>") == 1
    assert "<title>Style guide · Evenhand</title>" in page


@pytest.mark.parametrize("value", [3, "3"])
def test_scale_checks_the_chosen_level(value):
    html = render_to_string(
        "components/scale.html", {"name": "c", "legend": "L", "anchors": list("abcde"), "value": value}
    )
    assert html.count(" checked") == 1
    assert 'value="3" checked' in html


def test_scale_tells_zero_from_nothing():
    def scale(value):
        context = {"name": "c", "legend": "L", "anchors": list("abcde"), "value": value}
        return render_to_string("components/scale.html", context)

    assert 'value="0" checked' in scale(0)
    assert " checked" not in scale(None)


def test_level_tells_zero_from_nothing():
    words = [render_to_string("components/level.html", {"level": level}) for level in (None, 0, 4)]
    assert "Not rated" in words[0]
    assert "not enough information" in words[1]
    assert "Level 4 of 4" in words[2]
