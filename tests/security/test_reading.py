"""Looking changes nothing, and nonsense in an address neither breaks a page nor shows more than the page does."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import Client

from tests.independence.worlds import NOW, steady_ids
from tests.rig.database import once
from tests.security.acts import World
from tests.security.addresses import addresses
from tests.security.tables import field_names

# What is written while somebody reads, each with its reason; sign-in and its session belong to the client here.
WRITTEN_BY_READING = {
    "scorecards_exposure": "that a person was shown others' scores",
    "core_auditevent": "that a person saw or downloaded",
    "accounts_session": "a message was shown, or a new second step was offered",
}
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
UID = re.compile(r"/([a-z0-9]{12})/")


@pytest.fixture
def world(candidacy, rosa, mara, iris, ivan, ada, stan):
    with time_machine.travel(NOW, tick=False), steady_ids("world"):
        names = {"rosa": rosa, "mara": mara, "iris": iris, "ivan": ivan, "ada": ada, "stan": stan}
        yield World(candidacy, names)


class Links(HTMLParser):
    """The addresses of ours that a page leads to or loads by itself."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.found = page, set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "src", "hx-get", "action"} and value and not urlsplit(value).netloc:
                self.found.add(urljoin(self.page, value).split("#")[0])


@contextmanager
def written() -> Iterator[set[str]]:
    """Gather the tables that are written to inside the block."""
    tables: set[str] = set()

    def note(execute, sql, params, many, context):
        tables.update(WRITES.findall(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield tables


def crawl(client: Client) -> Iterator[str]:
    """Follow the links from the first page on. Of pages that differ in their query only, as weeks do, see two."""
    waiting, seen = ["/"], Counter({"/": 1})
    while waiting:
        url = waiting.pop()
        answer = client.get(url)
        yield url
        links = Links(url)
        if not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
            links.feed(answer.content.decode())
        if answer.status_code == 302:
            links.found.add(urljoin(url, answer["Location"]))
        for link in sorted(links.found):
            page = urlsplit(link).path
            if page.startswith("/") and not page.startswith("/static/") and link not in seen and seen[page] < 2:
                seen.update([link, page])
                waiting.append(link)


@pytest.mark.slow
@pytest.mark.parametrize("name", [once("stan"), "iris", "mara", "rosa", "ada"])
def test_following_every_link_changes_no_row(world, name):
    with written() as tables:
        visited = list(crawl(world.clients[name]))
    assert tables - WRITTEN_BY_READING.keys() == set()
    assert len(visited) > (5 if name == "stan" else 30)


@pytest.mark.slow
def test_opening_every_address_changes_no_row(world):
    wrong = {}
    for name in ("iris", "rosa"):
        for path in addresses(world):
            with written() as tables:
                world.clients[name].get(path)
            if tables - WRITTEN_BY_READING.keys():
                wrong[name, path] = tables
    assert wrong == {}


def test_the_watch_over_writes_sees_one(world):
    with written() as tables:
        world.send("preferences_edit")
    assert "accounts_user" in tables


NONSENSE = [
    "' OR 1=1 --",
    '"; DROP TABLE accounts_user; --',
    "1 UNION SELECT password FROM accounts_user",
    "%' ESCAPE '!",
    "\\",
    "-1",
    "0",
    "9" * 40,
    "1e400",
    "NaN",
    "x" * 5_000,
    "\u202e\ud7ff\U0010ffff",
    "scorecards__ratings__level",
    "-interviews__panelists__scorecard__sealed_at",
    "?",
    "name; --",
    "{{ 7*7 }}",
    "[]",
    "../../../etc/passwd",
]


def shown(answer) -> list[str]:
    """Which things a page leads to, in their order."""
    return UID.findall(answer.content.decode()) if not answer.streaming else []


@pytest.mark.slow
@pytest.mark.parametrize("name", [once("rosa"), "ada"])
def test_nonsense_in_an_address_shows_nothing_that_the_page_does_not(world, name):
    client, wrong, tried = world.clients[name], {}, 0
    for path, route in addresses(world).items():
        plain = client.get(path)
        if plain.status_code != 200 or path.startswith("/sign-"):
            continue
        lookups = urlencode(dict.fromkeys(field_names() - set(route.parameters), "1"))
        more = client.get(f"{path}?{lookups}&order_by=-pk&sort_by=password&scorecards__recommendation__gt=2")
        if more.status_code != plain.status_code or shown(more) != shown(plain):
            wrong[path, "every column"] = more.status_code
        for value in NONSENSE if route.parameters else []:
            query = urlencode(dict.fromkeys(route.parameters, value), errors="surrogatepass")
            answer = client.get(f"{path}?{query}")
            tried += 1
            # An export whose filter cannot be read leads to its page, or is refused if the address is too long.
            fitting = {302, 400} if path.endswith("/export/") else {200, 404}
            if answer.status_code not in fitting or set(shown(answer)) - set(shown(plain)):
                wrong[path, value] = answer.status_code
    assert wrong == {}
    assert tried > 50
