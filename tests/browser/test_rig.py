"""The browser rig itself: it serves pages and it notices what goes wrong on them."""

import pytest

SIGN_IN = "/sign-in/"


def test_live_app_serves_pages(page):
    response = page.goto(SIGN_IN)
    assert response.status == 200


def test_script_errors_are_noticed(page, trouble):
    page.goto(SIGN_IN)
    page.evaluate("setTimeout(() => { throw new Error('planted') })")
    page.wait_for_timeout(100)
    assert any("planted" in entry for entry in trouble.seen)
    page.expect_trouble("planted")


def test_a_broken_content_security_policy_is_noticed(page, trouble):
    page.goto(SIGN_IN)
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.planted = 1'}))")
    assert page.evaluate("window.planted") is None
    page.wait_for_timeout(100)
    assert any("Content Security Policy" in entry for entry in trouble.seen)
    page.expect_trouble("Content Security Policy")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_passes_the_sign_in_page(new_page, check_accessibility, scheme):
    page = new_page(color_scheme=scheme)
    page.goto(SIGN_IN)
    check_accessibility(page)
