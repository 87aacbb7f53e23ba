"""Forms: what they do not ask for changes nothing, and what is far too long is refused at once, and kept nowhere."""

import gc
import time

import pytest
import time_machine
from django.urls import get_resolver

from tests.independence.worlds import NOW, steady_ids, undone
from tests.security.acts import ACTS, World
from tests.security.tables import differences, everything, field_names
from tests.test_architecture import views
from tests.test_permissions_matrix import rows

pytestmark = pytest.mark.slow

# Sign-in has its own tests; the link of an invitation belongs to whoever holds it.
SIGN_IN = {route for route in views(get_resolver().url_patterns) if route.startswith("account_")} | {
    "invitation_accept"
}
# These are asked for and refused in this world, or have nothing to do.
CHANGE_NOTHING = {
    "person_invite_again": "has joined",
    "person_forget_company": "never signed in through the company",
    "bank_question_bring_back": "is not retired",
    "guide_version_retire": "is a draft",
    "stage_decision_undo": "what follows from it has begun",
    "decision_file_request": "nothing is decided",
    "person_reactivate": "is active",
    "next_step_untick": "is not ticked",
    "packet_retry": "is still being compiled",
    "job_try_again": "waits for its first try",
    "packet_cancel": "has no job",
    "brief_request": "has no brief",
    "preparation_request": "has nothing to prepare by",
}
HUGE = "x" * 2_000_000


@pytest.fixture
def world(candidacy, rosa, mara, iris, ivan, ada, stan):
    with time_machine.travel(NOW, tick=False), steady_ids("world"):
        names = {"rosa": rosa, "mara": mara, "iris": iris, "ivan": ivan, "ada": ada, "stan": stan}
        yield World(candidacy, names)


def after(world: World, route: str, extra: dict[str, object]) -> tuple[int, dict]:
    """The status of an act, and everything that the database holds after it; then the act is undone."""
    with undone(), steady_ids(route):
        answer = world.send(route, extra)
        return answer.status_code, everything()


def poison(world: World, route: str, value: str) -> dict[str, object]:
    """A value for every column of every table that the form of ``route`` does not ask for."""
    return dict.fromkeys(field_names() - world.filled(ACTS[route]).keys(), value)


def test_every_form_is_tried():
    posting = {route for route, (_, wrote) in rows().items() if set(wrote) - {302, 404, 405}}
    assert posting - SIGN_IN - ACTS.keys() == set()
    assert ACTS.keys() - rows().keys() == set()


def test_what_a_form_does_not_ask_for_changes_nothing(world, settings):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    before, wrong = everything(), {}
    values = ["1", "admin", world.people["ada"].uid, "2020-01-01T00:00:00Z"]
    for number, route in enumerate(ACTS):
        status, plain = after(world, route, {})
        if status not in {200, 302, 403} or (plain == before) != (route in CHANGE_NOTHING):
            wrong[route] = f"is not a valid act: {status}, changes {differences(before, plain).keys()}"
            continue
        more_status, more = after(world, route, poison(world, route, values[number % len(values)]))
        if more_status != status or more != plain:
            wrong[route] = (status, more_status, differences(plain, more))
    assert wrong == {}, "\n".join(f"{k}: {v}" for k, v in wrong.items())


def test_the_search_for_changed_columns_finds_one(world):
    before = everything()
    with undone():
        world.people["stan"].access_level = "admin"
        world.people["stan"].save()
        assert differences(before, everything()).keys() == {"accounts.User"}


TEXTS = [(route, name) for route, act in ACTS.items() for name in act.texts]


@pytest.fixture
def _own_time():
    """The time of a request is not that of tidying up after thousands of tests."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_own_time")
def test_a_text_of_two_megabytes_is_refused_at_once(world):
    before, wrong = everything(), {}
    for route, name in TEXTS:
        with undone():
            began = time.process_time()
            answer = world.send(route, replaced={name: HUGE})
            took = time.process_time() - began
            # The page of a refused form in a debrief shows scorecards, which is noted.
            changed = differences(before, everything()).keys() - {"scorecards.Exposure", "core.AuditEvent"}
            if not 400 <= answer.status_code < 500 or took > 1 or changed:
                wrong[route, name] = (answer.status_code, round(took, 2), changed)
            elif "<html" in (page := answer.content.decode()) and "error" not in page.lower():
                wrong[route, name] = "no words say what was wrong"
    assert wrong == {}, "\n".join(f"{k}: {v}" for k, v in wrong.items())


MANY = {f"{number:012d}": {"notes": "x"} for number in range(5_000)}
CHECK_FIELDS = {f"answer-{number:012d}": "x" for number in range(5_000)}
REFUSED = {
    "a long note": ("scorecard_save", {"changes": {"summary": HUGE}}),
    "five thousand answers": ("scorecard_save", {"changes": {"answers": MANY}}),
    "five thousand parts": ("scorecard_save", {"changes": dict.fromkeys(map(str, range(5_000)), 1)}),
    "half a character in a summary": ("scorecard_save", {"changes": {"summary": "\ud800"}}),
    "a long text of a guide": ("guide_draft_save", {"changes": {"summary": HUGE}}),
    "a nothing in a guide": ("guide_draft_save", {"changes": {"summary": "a\x00b"}}),
    "half a character in a guide": ("guide_draft_save", {"changes": {"summary": "\ud800"}}),
    "half a character in a name of a guide": ("guide_draft_save", {"changes": {"\ud800": "x"}}),
    "five thousand texts of a guide": ("guide_draft_save", {"changes": dict.fromkeys(map(str, range(5_000)), "x")}),
    "half a character of a referee": ("reference_check_save", {"changes": {"to_verify": "\ud800"}}),
    "a long answer of a referee": ("reference_check_save", {"changes": {"to_verify": HUGE}}),
    "a long answer on a referee's own page": (
        "referee_page_save",
        {"changes": {"answers": {"k3v": {"text": HUGE}}}},
    ),
    "five thousand fields": ("reference_check_save", {"changes": CHECK_FIELDS}),
}


@pytest.mark.usefixtures("_own_time")
@pytest.mark.parametrize("what", REFUSED)
def test_a_save_that_cannot_be_stored_is_refused_at_once(world, what):
    route, replaced = REFUSED[what]
    before, began = everything(), time.process_time()
    answer = world.send(route, replaced=replaced)
    assert 400 <= answer.status_code < 500
    assert time.process_time() - began < 1
    assert answer.json()["message"]
    assert everything() == before


@pytest.mark.parametrize("route", ["scorecard_save", "reference_check_save", "referee_page_save", "guide_draft_save"])
@pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 50_000, "NaN", '"\\ud800"', "{}", "[]", "1e999", "\x00", ""])
def test_a_save_that_nobody_can_read_is_refused(world, route, body):
    before = everything()
    client = world.clients[ACTS[route].by]
    assert client.post(world.url(route), body, content_type="application/json").status_code == 400
    assert everything() == before
