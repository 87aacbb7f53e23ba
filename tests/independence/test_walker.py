"""The hunt asks what there is to ask: every route, every parameter that any code reads, real ids of its kind."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms

from tests.independence.parameters import COMBINED, VALUES, is_understood, parameters_of, questions
from tests.independence.walker import ask, routes
from tests.independence.worlds import World, every_uid, moved_on, travelled

ROOT = Path(__file__).resolve().parents[2]
APPS = ["accounts", "core", "debriefs", "hiring", "question_bank", "references", "scorecards"]
# These read no parameter by name: links that keep the others' values, and forms, whose fields are read by their class.
READS_ALL = {"core/templatetags/core_tags.py"}
# What a company's provider brings back to somebody who is not signed in yet.
BEFORE_SIGN_IN = {"error", "iss"}


def sources() -> dict[str, str]:
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return {str(path.relative_to(ROOT)): path.read_text() for path in files if ".GET" in path.read_text()}


def test_every_reading_of_a_parameter_can_be_followed():
    assert [name for name, source in sources().items() if name not in READS_ALL and not is_understood(source)] == []


def test_every_parameter_that_any_code_reads_is_asked_of_some_route():
    nothing = SimpleNamespace()
    asked = {name for route in routes() for name in route.parameters}
    asked |= set(re.findall(r"(\w+)=", " ".join(query for queries in COMBINED.values() for query in queries)))
    read = set()
    for source in sources().values():
        read |= parameters_of(re.sub(r"\w+Form\(request\.GET", "", source), nothing)
    assert {"cell", "item", "sort", "week"} <= read
    assert read - asked - BEFORE_SIGN_IN == set()


def test_every_parameter_has_values_of_its_kind():
    asked = {name for route in routes() for name in route.parameters}
    assert asked - VALUES.keys() - BEFORE_SIGN_IN == set(), "say in parameters.py which values are real"
    assert VALUES.keys() - asked - {"by", "item", "inline"} == set()
    assert COMBINED.keys() <= {route.path for route in routes()}


def test_forms_loops_and_questions_are_read():
    class SomeForm(forms.Form):
        q = forms.CharField()
        kind = forms.CharField()

    module = SimpleNamespace(SomeForm=SomeForm)
    assert parameters_of("SomeForm(request.GET)", module) == {"q", "kind"}
    assert parameters_of('{key: request.GET.get(key, "") for key in ("a", "b")}', module) == {"a", "b"}
    assert parameters_of('if "c" in request.GET and request.GET["d"]', module) == {"c", "d"}
    assert not is_understood("dict(request.GET)")
    assert is_understood('@require_http_methods(["GET", "HEAD"])\nrequest.GET.get("x")')


@pytest.mark.django_db
def test_cells_are_asked_of_the_debrief_by_their_real_ids():
    with travelled():
        world = World()
        moved_on(world, "leaver")
        ids = every_uid()
    asked = questions("/debriefs/%(uid)s/", ["step"], ids)
    cells = [query.removeprefix("step=evidence&cell=") for query in asked if "cell=" in query]
    cards = {cell.partition(".")[0] for cell in cells if "." in cell}
    assert cards == {uid for uid, table in ids.items() if table == "Scorecard"}
    assert len(cards) > 5
    role = questions("/roles/%(uid)s/", ["page", "sort", "stage", "state", "view"], ids)
    count = sum(table == "Stage" for table in ids.values())
    assert len([query for query in role if query.startswith("stage=")]) == count
    assert len([query for query in role if query.startswith("view=list") and "&stage=" in query]) == count
    assert not [query for query in role if query.startswith("sort=")], "it counts in the list only"


@pytest.mark.django_db
def test_the_candidates_page_is_asked_with_a_link_that_opens_it(client):
    with travelled():
        World()
        path = next(route.path for route in routes() if route.path.startswith("/work-samples/"))
        link = next(uid for uid, table in every_uid().items() if table == "WorkSampleLink")
        assert ask(client, "get", path % {"token": link}).status == 200


@pytest.mark.django_db
def test_the_page_of_offered_times_is_asked_with_a_link_that_opens_it(client):
    with travelled():
        World()
        path = next(route.path for route in routes() if route.path.startswith("/offers/"))
        link = next(uid for uid, table in every_uid().items() if table == "OfferLinkToken")
        answer = ask(client, "get", path % {"token": link})
        assert answer.status == 200
        assert 'name="start"' in answer.body


@pytest.mark.django_db
def test_the_calendars_of_everybody_bound_are_asked_for(client):
    with travelled():
        world = World()
        path = next(route.path for route in routes() if route.path.endswith(".ics"))
        addresses = [path % {"token": uid} for uid, table in every_uid().items() if table == "CalendarFeedToken"]
        entries = [ask(client, "get", address).body.count("BEGIN:VEVENT") for address in addresses]
    assert (len(entries), sum(entries)) == (len(world.hats), len(world.pending))
