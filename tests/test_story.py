"""The demonstration: everybody has something to do, every link leads somewhere, and looking changes nothing."""

import re
from urllib.parse import urldefrag

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from config.demo.story import read
from core.models import PublicIdModel
from hiring.models import Candidacy, CandidacyState, Panelist

QUERIES_A_PAGE = 12
# The record of a decision shows what it rests on, dissent, approval and those before it.
QUERIES_A_DEBRIEF = 19
# Referees with consents, links and calls, what they said, and the panel's side.
QUERIES_OF_REFERENCES = 25
# The page, and for each person why to ask them and whether they are free then.
QUERIES_OF_A_REPLACEMENT = 17
# For whoever plans, with which invitations did not arrive.
QUERIES_OF_AN_INTERVIEW = 13
# Whatever waits for a person in every app; and lists that show what a role asks for as well.
QUERIES_A_ROLE = 13
QUERIES_OF_TODAY = 14
# The first sight of scorecards is written down, in two inserts and a savepoint however many they are.
RECORD_OF_READING = ('INSERT INTO "scorecards_exposure"', 'INSERT INTO "core_auditevent"', "SAVEPOINT", "RELEASE")
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"]*)"')
AN_INTERVIEW = re.compile(r"/interviews/[a-z0-9]{12}/")
FILES = ("/documents/", "/materials/", "/packets/")
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    call_command("seed_demo", verbosity=0)


def people() -> list[User]:
    """The people whose sign-ins are shown."""
    story = read("story")
    return [User.objects.get(email=story["people"][shown["who"]]["email"]) for shown in story["sign_ins"]]


def state() -> dict[str, list[object]]:
    """Every row that has a public id, as the database holds it."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values_list())
        for model in PublicIdModel.__subclasses__()
    }


def crawl(client: Client) -> dict[str, int]:
    """Follow every link from Today; the number of queries by URL. Fails on a link that leads nowhere."""
    counts: dict[str, int] = {}
    queue = [reverse("today")]
    while queue:
        url = queue.pop()
        if url in counts or url.startswith(FILES):
            continue
        connection.queries_log.clear()  # It holds 9,000, and would count nothing once it is full.
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url, follow=False)
        assert answer.status_code in {200, 302}, f"{url} answered {answer.status_code}"
        counts[url] = sum(not query["sql"].startswith(RECORD_OF_READING) for query in queries)
        if answer.status_code == 200 and "text/html" in answer["Content-Type"]:
            links = LINK.findall(answer.content.decode())
            queue += [urldefrag(link.replace("&amp;", "&"))[0] for link in links]
    return counts


def test_every_page_is_reached_within_its_queries_and_changes_nothing(demo):
    for person in people():
        client = Client()
        client.force_login(person)
        before = state()
        counts = crawl(client)
        assert len(counts) > 5, person
        too_many = {url: count for url, count in counts.items() if count > most_queries(url)}
        assert not too_many, f"{person}: {too_many}"
        assert state() == before, person


def most_queries(url: str) -> int:
    """How many queries the page at ``url`` may take."""
    if "/references/" in url:
        return QUERIES_OF_REFERENCES
    if url.startswith("/debriefs/"):
        return QUERIES_A_DEBRIEF
    if url == reverse("today"):
        return QUERIES_OF_TODAY
    if url.endswith("/replace/"):
        return QUERIES_OF_A_REPLACEMENT
    if AN_INTERVIEW.fullmatch(url):
        return QUERIES_OF_AN_INTERVIEW
    return QUERIES_A_ROLE if url.startswith("/roles/") else QUERIES_A_PAGE


def test_everybody_has_something_to_do_today(demo):
    for person in people():
        client = Client()
        client.force_login(person)
        assert "Nothing owed" not in client.get(reverse("today")).content.decode(), person


def test_candidacies_stand_in_every_stage(demo):
    kinds = set(Candidacy.objects.running().values_list("stage__kind", flat=True))
    assert kinds >= {"screen", "work_sample", "technical", "applied_ml", "culture"}
    assert Candidacy.objects.filter(state=CandidacyState.HIRED, debriefs__decisions__isnull=False).exists()
    assert Panelist.objects.owing().filter(scorecard__revision__gt=0).exists()


def test_seeding_again_changes_nothing(demo):
    before = state()
    call_command("seed_demo", verbosity=0)
    assert state() == before


def test_refuses_production_and_workspaces_with_real_people(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("seed_demo")
    settings.DEMO = True
    User.objects.create_user(email="real@example.org", name="Real Person")
    with pytest.raises(CommandError, match="real people"):
        call_command("seed_demo")
    assert not User.objects.filter(is_demo=True).exists()


def test_the_demonstrations_sign_ins_are_refused_outside_it(demo, settings, client):
    settings.DEMO = False
    shown = people()[0]
    assert not client.login(request=None, username=shown.email, password="evenhand-demo")
