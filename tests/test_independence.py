"""Nothing that somebody bound by a panel can obtain depends on what the others did. The oracle is checked on a leak."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse

from core.models import Job, OutboxMessage, Packet
from debriefs.packets import PACKET
from debriefs.tasks import compile_packet
from hiring.models import Role
from hiring.services import move_role
from hiring.tasks import compile_kit
from scorecards.models import Rating, Scorecard
from tests.independence.channels import bell, left_behind, listening, printed, received, traced
from tests.independence.walker import ask, canaries, differences, walk
from tests.independence.worlds import (
    CANARY,
    VARIANTS,
    World,
    all_sealed_at_four,
    every_uid,
    half_done,
    moved_on,
    nothing,
    opened_early,
    steady_ids,
    travelled,
    undone,
    write,
)
from tests.rig.database import once
from tests.rig.pdfs import compiled, words_of

OWING = ["interviewer", "recruiter", "hiring manager", "admin", "trainee"]
GONE = [once("leaver"), once("leaving hiring manager"), "recused recruiter"]
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def world():
    with travelled(), steady_ids("shared"):
        yield World()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.slow
@pytest.mark.parametrize("hat", OWING + GONE)
def test_nothing_obtainable_depends_on_the_others(world, hat):
    user = world.hats[hat]
    client, seen = signed_in(user), []
    with undone(), steady_ids("others"):
        moved_on(world, hat)
        uids = every_uid()
    for variant in VARIANTS:
        with undone(), steady_ids("others"), listening() as lines:
            variant(world, hat)
            got, answers = received(world, user), walk(client, uids)
            assert CANARY not in left_behind() + lines.getvalue(), variant.__doc__
        assert not canaries(answers), variant.__doc__
        seen.append((got, answers))
    assert sum(answer.status == 200 for answer in seen[0][1].values()) > 50
    for (got, answers), variant in zip(seen[1:], VARIANTS[1:], strict=True):
        found = differences(seen[0][1], answers)
        assert not found, f"{variant.__doc__}\n" + "\n".join(found[:20])
        assert got == seen[0][0], variant.__doc__


@pytest.mark.slow
@pytest.mark.parametrize("hat", ["interviewer", "hiring manager"])
def test_a_debrief_opened_early_shows_nothing_to_who_owes(world, hat):
    with undone(), listening() as lines, traced() as sent:
        opened_early(world)
        answers = walk(signed_in(world.hats[hat]), every_uid(), writes=False)
        mails = list(OutboxMessage.objects.values_list("subject", "text", "html", "attachments"))
        assert not canaries(answers)
        assert CANARY not in f"{mails}{lines.getvalue()}"
        assert CANARY.encode() not in sent()
        assert b"GET /interviews/<slug:uid>/scorecard/" in sent()
        assert any("opened early" in mail[0] for mail in mails)


def test_a_debrief_opened_early_shows_the_others_to_who_has_sealed(world):
    with undone():
        opened_early(world)
        answers = walk(signed_in(world.others[1]), every_uid(), writes=False)
    found = canaries(answers)
    assert any("/scorecards/" in url for url in found)


@pytest.mark.slow
@pytest.mark.parametrize("hat", ["interviewer", "hiring manager", once("leaver")])
def test_what_a_role_takes_along_does_not_depend_on_who_has_begun(world, hat):
    """Before an interview starts the others begin their scorecards in one world, not in the other; then it moves."""
    client, seen, uids = signed_in(world.hats[hat]), [], {}
    later = world.interview("technical", hours=30, panel=[*world.hats.values(), *world.others])
    for early in (True, False):
        with undone(), steady_ids("others"):
            for user in world.others * early:
                write(later, user, level=4, words=CANARY)
            move_role(role=Role.objects.get(pk=world.role.pk), to=world.newer, by=world.decider)
            uids = uids or every_uid()
            seen.append(walk(client, uids))
    assert not canaries(seen[0])
    assert not canaries(seen[1])
    found = differences(*seen)
    assert not found, "\n".join(found[:20])
    assert "Which model would you choose first?" in seen[0][f"GET /interviews/{later.uid}/scorecard/"].body


@pytest.mark.slow
def test_the_compiled_kit_is_the_same(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    user, prints = world.hats["interviewer"], []
    for variant in (nothing, moved_on):
        with undone(), steady_ids("others"):
            variant(world, "interviewer")
            prints.append(printed(world.technical, user, compile_kit))
    assert prints[0] == prints[1]
    assert CANARY not in str(prints)


@pytest.mark.slow
def test_the_packet_that_a_decider_compiled_is_nobody_elses(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with undone(), steady_ids("others"):
        moved_on(world, "interviewer")
        packet = Packet.objects.get(requested_by=world.decider, kind=PACKET)
        assert CANARY in words_of(compiled(packet, compile_packet))
        names = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")]
        assert names
        assert not [name for name in names if CANARY in name or "Amara" in name]
        for hat, user in world.hats.items():
            for route in ("packet_detail", "packet_download"):
                answer = signed_in(user).get(reverse(route, args=[packet.uid]))
                assert answer.status_code == 404, (hat, route)


def test_the_admin_who_broke_the_glass_reads_what_the_others_sealed(world):
    """The oracle of the worlds: the open glass that stands in all of them does open something."""
    with undone():
        moved_on(world, "interviewer")
        found = canaries(walk(signed_in(world.breaker), every_uid(), writes=False))
    assert any("/scorecards/" in url for url in found)


def test_the_queue_of_jobs_tells_of_the_others_only_to_an_admin_whom_no_panel_binds(world):
    """The oracle of the page of jobs: what it hides from Ada is there."""
    pages = {"Ada": signed_in(world.hats["admin"]), "Abel": signed_in(world.breaker)}
    seen = {name: set() for name in pages}
    for variant in VARIANTS:
        with undone(), steady_ids("others"):
            variant(world, "admin")
            told = Job.objects.get(name="scorecards.tell_recruiters") if variant is half_done else None
            for name, client in pages.items():
                seen[name].add(ask(client, "get", "/jobs/").body)
                acts = [f"/jobs/{told.uid}/cancel/", f"/jobs/{told.uid}/try-again/"] if told else []
                assert {ask(client, "post", url).status for url in acts} <= {302 if name == "Abel" else 404}
    assert (len(seen["Ada"]), len(seen["Abel"])) == (1, 3)
    assert "Read when somebody is busy" in seen["Ada"].pop()


def test_the_bell_of_the_broker_says_nothing(world, tmp_path, django_capture_on_commit_callbacks):
    with undone(), bell(tmp_path) as messages, django_capture_on_commit_callbacks(execute=True):
        moved_on(world, "leaver")
    assert messages()
    assert CANARY not in "".join(messages())


def leak_count(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{Scorecard.objects.sealed().count()} are in")


def leak_words(request: HttpRequest) -> HttpResponse:
    return HttpResponse("; ".join(Rating.objects.values_list("evidence", flat=True)))


urlpatterns = [
    path("", include("config.urls")),
    path("leak/count/", leak_count),
    path("leak/words/", leak_words),
]


@override_settings(ROOT_URLCONF=__name__)
def test_the_hunt_finds_a_leak(world):
    client = signed_in(world.hats["interviewer"])
    seen = []
    for variant in (nothing, all_sealed_at_four):
        with undone(), steady_ids("others"), listening():
            variant(world, "interviewer")
            seen.append(walk(client, {}))
    found = differences(*seen)
    assert any("leak/count/" in line for line in found)
    assert any("leak/words/" in line for line in found)
    assert any("leak/words/" in url for url in canaries(seen[1]))
    assert not [line for line in found if "leak/" not in line]
    assert CANARY in seen[1]["GET /leak/words/"].body
