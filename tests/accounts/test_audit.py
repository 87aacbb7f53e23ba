"""The audit trail on its page and as a file: what is narrowed, paged, hidden and kept from being run."""

import csv
import io
import json
import re
import tracemalloc
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.forms import AuditFilterForm
from accounts.models import User
from accounts.queries import Place, audit_trail, every_event, page_of
from accounts.queries import audit as audit_queries
from accounts.templatetags.accounts_words import fact_words, object_words
from core import audit
from core.audit import trail
from core.models import AuditEvent
from tests.factories import UserFactory

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
PAGE, EXPORT = "/audit-trail/", "/audit-trail/export/"


@pytest.fixture
def ada_page(as_user, ada):
    return as_user(ada)


@pytest.fixture
def hidden(monkeypatch):
    """A candidacy whose events the independence rule hides from everybody."""
    monkeypatch.setattr(trail, "_hidden", [lambda user: Q(scope_uid="secretsecret")])
    return "secretsecret"


def events(number: int, *, at: datetime = NOON, step: timedelta = timedelta(seconds=-1), **values) -> list[int]:
    """So many events, the first one youngest; their numbers."""
    values = {"verb": "person.invited", "object_type": "accounts.user", "object_uid": "abcdefghjkmn", **values}
    made = AuditEvent.objects.bulk_create(AuditEvent(at=at + step * place, **values) for place in range(number))
    return [event.pk for event in made]


def verbs(client, query: str = "") -> list[str]:
    return [event.verb for event in client.get(f"{PAGE}?{query}").context["page"].rows]


def exported(client, query: str = "") -> list[list[str]]:
    """The rows of the file, head first, as a spreadsheet reads them."""
    answer = client.get(f"{EXPORT}?{query}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


# --- The filter ------------------------------------------------------------------------------------------------------


def test_the_filters_hold_together(ada_page, ada, iris):
    audit.record("person.invited", by=ada, obj=iris, scope="zyxwvutsrqpn", access_level="member")
    audit.record("person.deactivated", by=iris, obj=ada)
    audit.record("person.invited", by=iris, obj=ada)
    assert verbs(ada_page) == ["person.invited", "person.deactivated", "person.invited"]
    assert verbs(ada_page, "verb=person.invited") == ["person.invited"] * 2
    assert verbs(ada_page, f"actor={iris.uid}") == ["person.invited", "person.deactivated"]
    assert verbs(ada_page, f"object={iris.uid}") == verbs(ada_page, "object=zyxwvutsrqpn") == ["person.invited"]
    assert verbs(ada_page, f"object=+{iris.uid}+") == ["person.invited"]
    assert verbs(ada_page, f"actor={iris.uid}&verb=person.deactivated&object={ada.uid}") == ["person.deactivated"]
    assert verbs(ada_page, f"actor={iris.uid}&verb=person.renamed") == []
    assert verbs(ada_page, "until=2001-01-01") == []


@pytest.mark.parametrize(
    ("zone", "day", "found"), [("Pacific/Auckland", date(2026, 11, 18), 2), ("UTC", NOON.date(), 3)]
)
def test_days_are_those_of_the_reader(ada, zone, day, found):
    ada.timezone = zone
    midnight_in_auckland = NOON - timedelta(hours=1)
    moment = timedelta(microseconds=1)
    numbers = events(3, at=midnight_in_auckland + moment, step=-moment)
    shown = [event.pk for event in audit_trail(reader=ada, filters={"since": day, "until": day})]
    assert shown == numbers[:found]


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("since=nonsense", "since", "Enter a valid date."),
        ("until=1066-10-14", "until", "Choose a day after 1999."),
        ("until=9999-12-31", "until", "Choose a day before 2200."),
        ("since=2026-11-18&until=2026-11-17", "until", "This day is before the first one."),
        ("object=Amara+Nwosu", "object", "An id has 12 letters and digits."),
        ("actor=nobodyatall1", "actor", "Select a valid choice."),
        ("verb=made.up", "verb", "Select a valid choice."),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_field_and_nothing_is_lost(ada_page, query, field, words):
    events(1)
    answer = ada_page.get(f"{PAGE}?object=Amara+Nwosu&{query}")
    page = answer.content.decode()
    assert words in answer.context["form"].errors[field][0]
    assert words in page
    assert 'value="Amara Nwosu"' in page
    assert "The filter cannot be read" in page
    assert "Person invited</td>" not in page
    assert EXPORT not in page
    back = ada_page.get(f"{EXPORT}?object=Amara+Nwosu&{query}")
    assert back.status_code == 302
    assert back.url.startswith(f"{PAGE}?object=Amara+Nwosu&{query.split('=')[0]}=")
    assert not AuditEvent.objects.filter(verb="audit_trail.exported").exists()


def test_every_field_has_its_label(ada_page):
    page = ada_page.get(PAGE).content.decode()
    for name, field in AuditFilterForm.base_fields.items():
        assert re.search(rf'<label[^>]*for="id_{name}"[^>]*>\s*{field.label}', page)


# --- Pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [timedelta(seconds=-1), timedelta(0)], ids=["apart", "at once"])
@pytest.mark.parametrize("size", [1, 3, 4, 12, 50])
def test_pages_show_every_event_once_and_in_order(ada, size, step):
    events(12, step=step)
    found = audit_trail(reader=ada, filters={})
    seen, begin = [], None
    while True:
        page = page_of(found, begin=begin, size=size)
        seen += [event.pk for event in page.rows]
        if page.older is None:
            break
        begin = Place.read(str(page.older))
        assert begin == page.older
    assert seen == [event.pk for event in found]
    assert len(seen) == 12


def test_the_page_leads_to_older_and_back(ada_page):
    events(120)
    first = ada_page.get(f"{PAGE}?verb=person.invited")
    assert 'rel="first"' not in first.content.decode()
    second = ada_page.get(f"{PAGE}?verb=person.invited&before={first.context['page'].older}")
    assert f'href="?verb=person.invited&amp;before={second.context["page"].older}"' in second.content.decode()
    assert 'rel="first" href="?verb=person.invited"' in second.content.decode()
    assert f'href="{EXPORT}?verb=person.invited" download' in second.content.decode()
    last = ada_page.get(f"{PAGE}?before={second.context['page'].older}")
    shown = [event.pk for answer in (first, second, last) for event in answer.context["page"].rows]
    assert len(set(shown)) == 120
    assert 'rel="next"' not in last.content.decode()


@pytest.mark.parametrize(
    "words", ["", "x", "1", "-1.0", "1.-1", "99999999999999999.0", "1.9999999999", "\u0661.\u0661", "1.0\n"]
)
def test_a_place_that_cannot_be_read_is_the_beginning(ada_page, words):
    assert Place.read(words) is None
    events(1)
    assert len(ada_page.get(PAGE, {"before": words}).context["page"].rows) == 1


def test_an_address_names_no_row(ada, hidden):
    events(51)
    begin = page_of(audit_trail(reader=ada, filters={}), begin=None, size=50).older
    events(100, at=NOON - timedelta(seconds=30), scope_uid=hidden)
    events(100, at=NOON - timedelta(seconds=49), step=timedelta(0), scope_uid=hidden)
    assert page_of(audit_trail(reader=ada, filters={}), begin=None, size=50).older == begin


@pytest.mark.parametrize("query", ["", "verb=person.invited", "object=abcdefghjkmn&since=2026-01-01&until=2027-01-01"])
def test_the_page_costs_the_same_for_one_and_many(ada_page, query, django_assert_num_queries):
    events(1)
    with CaptureQueriesContext(connection) as one:
        ada_page.get(f"{PAGE}?{query}")
    for _ in range(60):
        events(1, actor=UserFactory())
    with django_assert_num_queries(len(one)):
        ada_page.get(f"{PAGE}?{query}")


FILTERS = {
    "nothing": {},
    "person": {"actor": 1},
    "act": {"verb": "person.invited"},
    "days": {"since": date(2026, 11, 1), "until": date(2026, 11, 30)},
    "person, act and days": {"actor": 1, "verb": "person.invited", "since": date(2026, 11, 1)},
}


@pytest.mark.parametrize("begin", [None, Place(NOON)], ids=["first", "older"])
@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
def test_every_page_is_read_from_an_index_in_order(ada, filters, begin):
    found = audit_trail(reader=ada, filters=filters)
    rest = found.filter(at__lte=begin.at) if begin else found
    plan = explained(rest[:51], "seqscan", "sort")
    assert "core_audit_" in plan
    assert not re.search(r"\bSort\b|TEMP B-TREE|Seq Scan on core_auditevent|SCAN core_auditevent(?! USING INDEX)", plan)


def test_an_object_is_found_by_both_its_indexes(ada):
    plan = explained(audit_trail(reader=ada, filters={"object": "abcdefghjkmn"})[:51], "seqscan", "indexscan")
    assert "core_audit_scope" in plan
    assert "core_audit_object" in plan


def explained(found, *without: str) -> str:
    """The database's plan. PostgreSQL, for which a few rows are nothing, is told which ways not to take."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for way in without:
                cursor.execute(f"SET LOCAL enable_{way} = off")
    return found.explain()


# --- What is hidden --------------------------------------------------------------------------------------------------


def test_what_a_rule_hides_is_nowhere(ada_page, ada, iris, hidden):
    before = ada_page.get(PAGE).content
    audit.record("scorecard.sealed", by=iris, obj=iris, scope=hidden)
    assert len(ada_page.get(PAGE).content) == len(before)
    assert verbs(ada_page) == verbs(ada_page, "verb=scorecard.sealed") == []
    assert exported(ada_page, "verb=scorecard.sealed")[1:] == []
    assert [row[3] for row in exported(ada_page)[1:]] == ["audit_trail.exported"] * 2


# --- The file --------------------------------------------------------------------------------------------------------


def test_the_file_holds_what_the_filter_shows(ada_page, ada, iris):
    User.objects.filter(pk=ada.pk).update(timezone="Asia/Kathmandu")
    events(2, actor=iris, object_uid=iris.uid, scope_uid="zyxwvutsrqpn", data={"b": [1, "two"], "a": True})
    events(3, verb="person.renamed")
    rows = exported(ada_page, "verb=person.invited")
    assert rows == [
        ["Time", "Person", "Person id", "Act", "Object", "Object id", "Candidacy id", "Facts"],
        *(
            [
                f"2026-11-17T17:{time}+05:45", "Iris Ito", iris.uid, "person.invited", "accounts.user", iris.uid,
                "zyxwvutsrqpn", '{"a": true, "b": [1, "two"]}',
            ]
            for time in ("45:00.000", "44:59.000")
        ),
    ]  # fmt: skip
    assert json.loads(rows[1][-1]) == {"b": [1, "two"], "a": True}


def test_the_file_is_one_that_browsers_save_and_nobody_keeps(ada_page):
    answer = ada_page.get(EXPORT)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="audit-trail-20')
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store, private"
    assert ada_page.head(EXPORT).status_code == 405


@pytest.mark.parametrize(
    "name",
    ['=HYPERLINK("http://example.org")', "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "\uff1d1", 'Ö, "the" =1\n;\'x'],
)
def test_nothing_in_the_file_runs_and_nothing_is_lost(ada_page, ada, name):
    events(1, actor=UserFactory(name=name))
    cell = exported(ada_page)[2][1]
    assert cell[0] not in "=+-@\t\r\n\uff1d"
    assert cell.removeprefix("'") == name


def test_taking_the_trail_along_stands_in_it(ada_page, ada, iris):
    exported(ada_page, f"verb=person.invited&actor={iris.uid}&object={iris.uid}&since=2026-11-01&until=2026-11-30")
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.object_uid) == ("audit_trail.exported", ada, ada.uid)
    assert event.data == {
        "act": "person.invited", "who": iris.uid, "about": iris.uid, "since": "2026-11-01", "until": "2026-11-30",
    }  # fmt: skip
    assert [row[3] for row in exported(ada_page)[1:]] == ["audit_trail.exported"] * 2


def test_a_long_trail_is_read_in_pieces(ada, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(audit_queries, "CHUNK", 10)
    numbers = events(35, step=timedelta(0))
    with django_assert_num_queries(4):
        found = [event.pk for event in every_event(audit_trail(reader=ada, filters={}))]
    assert found == sorted(numbers, reverse=True)


@pytest.mark.slow
def test_a_long_trail_takes_no_more_memory_than_a_short_one(ada_page):
    def peak() -> int:
        tracemalloc.start()
        size = sum(len(line) for line in ada_page.get(EXPORT).streaming_content)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert size > AuditEvent.objects.count() * 50
        return most

    events(3_000)
    short = peak()
    events(17_000, at=NOON - timedelta(days=1))
    assert peak() < 1.3 * short


# --- Words -----------------------------------------------------------------------------------------------------------


def test_the_audit_trail_names_what_was_touched_in_words():
    words = {"accounts.user": "Person", "question_bank.guideversion": "Guide version", "gone.thing": "Thing", "": ""}
    assert {type_: object_words(type_) for type_ in words} == words


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("debrief_packet", "debrief packet"),
        ("2026-11-17T12:00:00+00:00", "Tue 17 Nov 2026, 13:00"),
        ("2026-11-17", "2026-11-17"),
        (["abc", None, True, 3], "abc, none, yes, 3"),
        ("", "none"),
    ],
)
def test_facts_are_read_as_words(fact, words):
    with timezone.override("Europe/Berlin"):
        assert fact_words(fact, {}) == words


def test_people_stand_there_by_name(ada_page, ada, iris, ivan):
    audit.record("interview.planned", by=ada, obj=iris, panel=[ivan.uid, "unknownxxxxx"])
    words = " ".join(strip_tags(ada_page.get(PAGE).content.decode()).split())
    assert "Person Iris Ito Panel: Ivan Ivanov, unknownxxxxx" in words
