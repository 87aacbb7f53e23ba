"""Two panelists at one browser: what the first typed is not found by the second, wherever a browser keeps things."""

import json

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from hiring.models import Interview
from scorecards.models import Answer, Scorecard
from tests.factories import InterviewFactory, PanelistFactory

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "quetzalcoatlus"
# Everything that a page, or a person with the browser's own tools, can read of this origin.
EVERYTHING = """async () => {
  const found = { local: { ...localStorage }, session: { ...sessionStorage }, stores: {}, caches: {} };
  const text = (bytes) => bytes && new TextDecoder().decode(bytes);
  for (const { name } of await indexedDB.databases()) {
    const opening = indexedDB.open(name);
    const database = await new Promise((go) => { opening.onsuccess = () => go(opening.result); });
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store).getAll();
      const rows = await new Promise((go) => { all.onsuccess = () => go(all.result); });
      found.stores[`${name}/${store}`] = rows.map((row) => ({ ...row, words: text(row.words) }));
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found.caches[request.url] = await (await cache.match(request)).text();
  }
  return found;
}"""


@pytest.fixture
def interview(candidacy, iris, ivan) -> Interview:
    interview = InterviewFactory(candidacy=candidacy)
    for user in (iris, ivan):
        PanelistFactory(interview=interview, user=user)
    return interview


def open_page(page: Page, interview: Interview) -> None:
    page.goto(f"/interviews/{interview.uid}/scorecard/#questions")
    page.wait_for_selector("form[data-scripted]")


def notes(page: Page):
    return page.locator(".question.is-current [data-notes]")


def state(page: Page, name: str) -> None:
    expect(page.locator(f'.save-state[data-save-state="{name}"]')).to_be_visible()


def sit_down(page: Page, client, user) -> None:
    """Sign ``user`` in at the same browser, over whoever was there."""
    client.cookies.clear()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    url = page.evaluate("location.origin")
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def kept(page: Page) -> dict:
    return page.evaluate(EVERYTHING)


def test_what_was_saved_leaves_nothing_behind(new_page, client, interview, iris, ivan):
    page = new_page(ivan)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url + json.dumps(request.headers)))
    open_page(page, interview)
    notes(page).fill(f"{CANARY} in my notes")
    state(page, "saved")
    assert CANARY in Answer.objects.get().notes
    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out", exact=True).click()
    sit_down(page, client, iris)
    open_page(page, interview)
    found = kept(page)
    assert "evenhand/journal" in found["stores"]
    assert CANARY not in json.dumps(found)
    assert CANARY not in json.dumps(page.context.storage_state(indexed_db=True))
    for _ in range(4):
        page.go_back()
        assert CANARY not in page.content()
    assert not [words for words in asked if CANARY in words], "nor in an address or header, which servers log"


def test_what_was_not_sent_waits_for_its_author_and_can_be_read_by_nobody_else(new_page, client, interview, iris, ivan):
    page = new_page(ivan)
    page.expect_trouble("Failed to load resource")
    open_page(page, interview)
    page.context.set_offline(True)
    notes(page).fill(f"{CANARY} in my notes")
    state(page, "offline")
    page.close(run_before_unload=False)
    context = page.context
    again = context.new_page()
    context.set_offline(False)
    again.goto("/health/live")
    sit_down(again, client, iris)
    open_page(again, interview)
    found = kept(again)
    assert len(found["stores"]["evenhand/journal"]) == 1, "the words are there"
    assert CANARY not in json.dumps(found)
    assert not Scorecard.objects.filter(panelist__user=iris, answers__notes__contains=CANARY).exists()
    sit_down(again, client, ivan)
    again.reload()
    expect(again.locator("[data-notes]").first).to_have_value(f"{CANARY} in my notes")
