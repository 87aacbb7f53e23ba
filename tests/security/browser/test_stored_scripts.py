"""Stored XSS: scripts in every text that a person can write, on every page, in real Chromium. None of them runs."""

import re

import pytest

from tests.factories import ReferenceCheckFactory
from tests.security.acts import World
from tests.security.addresses import addresses
from tests.security.canaries import Canaries

# Downloads, streams, parts of pages, and the pages of sign-in, which end the session.
NOT_OPENED = re.compile(
    r"/(download|export|file|stream)/$|\.ics$|/edit/(bank|checks)/$|/materials/|^/(documents|health|password|sign-\w+)/"
)
TELL = "window.pwned = (number) => console.error(`the script ${number} ran`)"


@pytest.fixture
def world(transactional_db, candidacy, rosa, mara, iris, ivan, ada, stan):
    people = {"rosa": rosa, "mara": mara, "iris": iris, "ivan": ivan, "ada": ada, "stan": stan}
    world = World(candidacy, people)
    for route in ("scorecard_save", "agenda_note_save", "revision_create", "reference_check_edit", "decision_create"):
        assert world.send(route).status_code in {200, 302}
    ReferenceCheckFactory(referee=world.referee, level=3)
    return world


def pages(world: World) -> list[str]:
    """One address of every route that shows a page, and of the other debrief, which is decided, each step."""
    steps = ["ready", "requirements", "evidence", "disagreements", "agenda", "revote", "decision"]
    decided = [f"/debriefs/{world.debrief.uid}/?step={step}" for step in steps]
    met = [f"/candidacies/{world.met.uid}/{part}" for part in ("", "history/", "parts/scorecards/", "references/")]
    role = [f"/roles/{world.candidacy.role.uid}/?view={view}" for view in ("list", "guide")]
    scorecards = [f"/scorecards/{card.uid}/" for card in world.sealed]
    return [path for path in addresses(world) if not NOT_OPENED.search(path)] + decided + met + role + scorecards


@pytest.mark.slow
def test_no_stored_script_runs_on_any_page(world, new_page, trouble):
    canaries, seen = Canaries(), set()
    for name in ("iris", "mara", "rosa", "ada"):
        page = new_page(user=world.people[name])
        page.add_init_script(TELL)
        # Parts of pages name no icon, so Chromium asks for the one that sites had of old.
        page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
        page.on("dialog", lambda dialog: (trouble.seen.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
        for path in pages(world):
            answer = world.clients[name].get(path)
            if answer.status_code == 200:
                seen |= canaries.seen_in(answer.content.decode())
                page.goto(path)
        page.context.close()
    assert trouble.unexpected() == []
    assert len(seen) > 40, f"these texts were not seen: {sorted(canaries.columns() - seen)}"


def test_a_script_that_ran_would_be_noticed(page, trouble):
    page.add_init_script(TELL)
    page.goto("/sign-in/")
    page.evaluate("document.body.innerHTML = '<img src=x onerror=pwned(1)>'")
    page.wait_for_timeout(100)
    page.evaluate("pwned(2)")
    assert any("the script 2 ran" in entry for entry in trouble.seen)
    assert any("Content Security Policy, script-src-attr" in entry for entry in trouble.seen)
    page.expect_trouble("")
