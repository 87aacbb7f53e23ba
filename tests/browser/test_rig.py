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


PLANTS = {
    "script-src-elem": "document.body.append(Object.assign(document.createElement('script'), {text: 'planted = 1'}))",
    "script-src-attr": "document.body.setAttribute('onclick', 'planted = 1')",
    "script-src": "setTimeout(() => eval('planted = 1'))",
    "style-src-attr": "document.body.setAttribute('style', 'color: red')",
    "style-src-elem": "document.head.append(Object.assign(document.createElement('style'), {textContent: 'p {}'}))",
    "img-src": "new Image().src = 'https://elsewhere.invalid/x.png'",
    "connect-src": "fetch('https://elsewhere.invalid/').catch(() => {})",
    "frame-src": "document.body.append(Object.assign(document.createElement('iframe'), {src: '/sign-in/'}))",
    "form-action": """const form = Object.assign(document.createElement('form'), {action: 'https://elsewhere.invalid/'});
        document.body.append(form); form.submit()""",
    "base-uri": "document.head.append(Object.assign(document.createElement('base'), {href: '/elsewhere/'}))",
}


@pytest.mark.parametrize("directive", PLANTS)
def test_what_the_content_security_policy_blocks_is_noticed(page, trouble, directive):
    page.goto(SIGN_IN)
    page.evaluate(f"() => {{ {PLANTS[directive]} }}")
    page.wait_for_timeout(100)
    assert page.evaluate("window.planted") is None
    assert any(f"Content Security Policy, {directive}:" in entry for entry in trouble.unexpected())
    for part in ("Content Security Policy", "script error", "elsewhere.invalid"):
        page.expect_trouble(part)


def test_a_page_that_loads_from_another_host_is_noticed(new_page, trouble):
    page = new_page(bypass_csp=True)
    page.route("https://elsewhere.invalid/**", lambda route: route.fulfill(body="", content_type="image/png"))
    page.goto(SIGN_IN)
    with page.expect_request("https://elsewhere.invalid/x.png"):
        page.evaluate("new Image().src = 'https://elsewhere.invalid/x.png'")
    assert "another host was asked: https://elsewhere.invalid/x.png" in trouble.unexpected()
    page.expect_trouble("another host was asked")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_passes_the_sign_in_page(new_page, check_accessibility, scheme):
    page = new_page(color_scheme=scheme)
    page.goto(SIGN_IN)
    check_accessibility(page)
