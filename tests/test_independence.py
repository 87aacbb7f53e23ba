"""Nothing that a pending panelist can obtain depends on what another panelist did. The oracle is checked on a leak."""

import logging

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from core.models import OutboxMessage
from scorecards.models import Rating, Scorecard
from tests.independence.walker import Answer, canaries, differences, walk
from tests.independence.worlds import (
    CANARY,
    NOW,
    VARIANTS,
    World,
    all_sealed_at_four,
    every_uid,
    nothing,
    steady_ids,
    undone,
)

HATS = ["interviewer", "recruiter", "hiring manager", "admin"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quiet():
    """Thousands of refused requests need no line each."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def world():
    with time_machine.travel(NOW, tick=False), steady_ids("shared"):
        yield World()


def obtained(world: World, variant, hat: str) -> tuple[dict[str, Answer], list[tuple[str, ...]]]:
    """Every answer that the person with this hat gets in this world, and every mail addressed to them."""
    with undone(), steady_ids("others"):
        all_sealed_at_four(world)
        uids = every_uid()
    client = Client()
    client.force_login(world.pending[hat])
    with undone(), steady_ids("others"):
        variant(world)
        mails = OutboxMessage.objects.filter(to__contains=world.pending[hat].email)
        return walk(client, uids), sorted(mails.values_list("subject", "text", "html"))


@pytest.mark.slow
@pytest.mark.parametrize("hat", HATS)
def test_nothing_obtainable_depends_on_the_others(world, hat):
    answers, mails = obtained(world, nothing, hat)
    assert sum(answer.status == 200 for answer in answers.values()) > 50
    for variant in VARIANTS[1:]:
        other_answers, other_mails = obtained(world, variant, hat)
        found = differences(answers, other_answers)
        assert not found, f"{variant.__doc__}\n" + "\n".join(found[:20])
        assert not canaries(other_answers)
        assert mails == other_mails, variant.__doc__


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
    client = Client()
    client.force_login(world.pending["interviewer"])
    seen = []
    for variant in (nothing, all_sealed_at_four):
        with undone(), steady_ids("others"):
            variant(world)
            seen.append(walk(client, {}))
    found = differences(*seen)
    assert any("leak/count/" in line for line in found)
    assert any("leak/words/" in line for line in found)
    assert any("leak/words/" in url for url in canaries(seen[1]))
    assert not [line for line in found if "leak/" not in line]
    assert CANARY in seen[1]["GET /leak/words/"].body
