"""What `seed_load` makes: how much of it there is, that it keeps every rule, and that everybody's pages open on it."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from accounts.models import User
from config.load.teams import email
from core.audit import chain
from core.models import AuditEvent
from debriefs.models import Debrief, Decision
from debriefs.queries import departs_from
from hiring.models import Booking, Candidacy, Candidate, Interview, Panelist, Role, StageDecision
from hiring.services.bookings import _from_facts, _key
from question_bank.models import GuideVersion
from references.models import ReferenceCheck
from scorecards.models import Exposure, Independence, Rating, Reveal, Scorecard
from scorecards.queries import composite
from scorecards.services.sealing import missing_before_sealing

MANY = 320
pytestmark = pytest.mark.slow


def seed(candidates: int, **options: object) -> str:
    """Run the command, and return what it says."""
    said = StringIO()
    with override_settings(DEMO=True):
        call_command("seed_load", candidates=candidates, stdout=said, **options)
    return said.getvalue()


@pytest.fixture(scope="module")
def said(django_db_setup, django_db_blocker):
    """The data, made once for all tests of this module that ask for it; each of them rolls its own changes back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield seed(MANY)
        transaction.set_rollback(True)


@pytest.fixture
def data(said, db, settings):
    settings.DEMO = True
    return said


def person(place: str) -> User:
    return User.objects.get(email=email(0, place))


def test_there_are_as_many_candidacies_as_were_asked_for(data):
    assert Candidacy.objects.count() == Candidate.objects.count() == MANY
    assert f"{MANY} of {MANY} candidacies" in data
    assert f"Added {MANY} candidacies" in data
    assert "rows a minute" in data


def test_a_second_run_adds_nothing(data):
    counts = Interview.objects.count(), Rating.objects.count(), AuditEvent.objects.count()
    assert "Nothing was written" in seed(MANY)
    assert "Nothing was written" in seed(10)
    assert counts == (Interview.objects.count(), Rating.objects.count(), AuditEvent.objects.count())


def test_the_database_finds_no_broken_reference(data):
    connection.check_constraints()


def test_candidacies_stand_everywhere_on_their_way(data):
    states = Counter(Candidacy.objects.values_list("state", flat=True))
    assert {"active", "closed", "hired", "withdrawn"} <= set(states)
    assert states["hired"] < MANY / 10
    running = Candidacy.objects.running()
    assert {"screen", "technical"} <= set(running.values_list("stage__kind", flat=True))
    assert Interview.objects.to_come().exists()
    assert Panelist.objects.owing().filter(scorecard=None).exists()
    assert Scorecard.objects.drafts().exists()
    assert Debrief.objects.filter(closed_at__isnull=False).exists()
    assert ReferenceCheck.objects.finished().exists()


def test_roles_are_held_by_different_versions(data):
    assert Role.objects.values("guide_version").distinct().count() >= 2
    assert GuideVersion.objects.filter(guide__key="ml-engineer-generalist").count() == 2
    assert not Interview.objects.exclude(stage__role=F("candidacy__role")).exists()
    assert not Scorecard.objects.exclude(guide_stage=F("panelist__interview__guide_stage")).exists()


def test_nobody_is_in_two_places_at_once(data):
    standing = Panelist.objects.active().filter(interview__in=Interview.objects.exclude(stage__kind="work_sample"))
    taken = standing.order_by("user", "interview__starts_at")
    last: dict[int, object] = {}
    for user, starts, ends in taken.values_list("user", "interview__starts_at", "interview__ends_at"):
        assert user not in last or last[user] <= starts
        last[user] = ends


def test_bookings_are_what_follows_from_interviews_and_panels(data):
    for candidacy in Candidacy.objects.all():
        wanted = sorted(map(str, map(_key, _from_facts(candidacy))))
        assert wanted == sorted(map(str, map(_key, Booking.objects.filter(interview__candidacy=candidacy))))


def test_every_sealed_scorecard_says_all_that_is_asked(data):
    for card in Scorecard.objects.sealed().select_related("guide_stage")[:60]:
        assert missing_before_sealing(card) == {}
    assert {0, 1, 2, 3, 4} == set(Rating.objects.values_list("level", flat=True))
    assert min(len(text) for text in Rating.objects.values_list("evidence", flat=True)) > 40


def test_the_mark_of_independence_is_what_sealing_would_have_said(data):
    shown = Exposure.objects.filter(
        user=OuterRef("panelist__user"),
        candidacy=OuterRef("panelist__interview__candidacy"),
        at__lt=OuterRef("sealed_at"),
    )
    revealed = Reveal.objects.filter(candidacy=OuterRef("panelist__interview__candidacy"), at__lt=OuterRef("sealed_at"))
    cards = Scorecard.objects.sealed().annotate(
        was_shown=Exists(shown), was_revealed=Exists(revealed), first=shown.order_by("at").values("at")[:1]
    )
    for card in cards:
        expected = Independence.LATE if card.was_revealed else Independence.INDEPENDENT
        expected = Independence.NOT_INDEPENDENT if card.was_shown else expected
        assert (card.independence, card.exposed_at) == (expected, card.first)
    marks = Counter(cards.values_list("independence", flat=True))
    assert marks["independent"] > marks["not_independent"] > 0


def test_nobody_reads_before_a_scorecard_is_sealed_or_while_they_owe(data):
    assert not Exposure.objects.filter(at__lt=F("scorecard__sealed_at")).exists()
    assert not Exposure.objects.filter(scorecard__sealed_at=None).exists()
    places = Panelist.objects.filter(user=OuterRef("user"), interview__candidacy=OuterRef("candidacy"))
    open_then = Q(scorecard=None) | Q(scorecard__sealed_at=None) | Q(scorecard__sealed_at__gt=OuterRef("at"))
    assert not Exposure.objects.filter(Exists(places.filter(open_then, joined_at__lt=OuterRef("at")))).exists()


def test_gates_were_decided_by_who_decides_with_everything_in(data):
    for decision in StageDecision.objects.filter(decision="advance").select_related("candidacy"):
        sealed = Scorecard.objects.filter(
            panelist__interview__candidacy=decision.candidacy, panelist__interview__stage=decision.stage,
            panelist__shadows=False,
        )  # fmt: skip
        assert all(card.sealed_at and card.sealed_at < decision.at for card in sealed)
    assert not StageDecision.objects.exclude(by__seats__kind="hiring_manager").exists()


def test_decisions_hold_the_composite_that_the_page_computes(data):
    manager = {0: person("manager0"), 1: person("manager1")}
    decisions = Decision.objects.select_related("debrief__candidacy__role", "by")
    assert decisions
    for decision in decisions:
        assert decision.by in manager.values()
        combined = composite(decision.by, decision.debrief.candidacy)
        assert combined is not None
        assert combined.value == decision.composite
        assert decision.departs_from_composite == departs_from(decision.composite, decision.outcome)


def test_the_audit_trail_can_be_sealed_by_the_worker(data):
    assert chain.extend() == AuditEvent.objects.count()
    assert not AuditEvent.objects.filter(verb="scorecard.sealed").exclude(scope_uid__in=Candidacy.objects.values("uid"))


PAGES = ["today", "role_list", "interview_list", "question_list"]


@pytest.mark.parametrize("place", ["recruiter", "manager0", "manager1", "interviewer0", "interviewer5"])
def test_the_pages_of_everybody_open(data, place):
    client, reader = Client(), person(place)
    client.force_login(reader, backend="accounts.backends.EmailBackend")
    addresses = [reverse(name) for name in PAGES if reader.access_level != "member" or name != "question_list"]
    addresses += [reverse("role_detail", args=[role.uid]) for role in Role.objects.visible_to(reader)[:4]]
    for state in ("active", "hired", "closed"):
        rows = Candidacy.objects.visible_to(reader).filter(state=state).order_by("pk")
        addresses += [reverse("candidacy_detail", args=[each.uid]) for each in rows[:3]]
    addresses += [reverse("debrief_detail", args=[each.uid]) for each in Debrief.objects.visible_to(reader)[:3]]
    mine = Interview.objects.filter(panelists__in=Panelist.objects.owing().filter(user=reader)).order_by("pk")
    addresses += [reverse("scorecard_edit", args=[each.uid]) for each in mine[:2]]
    assert [(client.get(each).status_code, each) for each in addresses] == [(200, each) for each in addresses]


LONG = ["hiring_interview", "hiring_panelist", "hiring_booking", "scorecards_scorecard", "scorecards_rating",
        "scorecards_answer", "scorecards_exposure", "core_auditevent", "hiring_stagedecision"]  # fmt: skip


@pytest.mark.parametrize("place", ["recruiter", "manager0", "interviewer0"])
def test_every_filter_of_the_daily_pages_has_an_index(data, place, settings):
    if connection.vendor != "postgresql":
        pytest.skip("Plans are read on PostgreSQL.")
    settings.PREPARED_STATEMENTS = False
    client, reader = Client(), person(place)
    client.force_login(reader, backend="accounts.backends.EmailBackend")
    candidacy = Candidacy.objects.visible_to(reader).running().earliest("pk")
    pages = [reverse("today"), reverse("role_list"), reverse("interview_list")]
    pages += [reverse("role_detail", args=[candidacy.role.uid]), reverse("candidacy_detail", args=[candidacy.uid])]
    asked: list[tuple[str, object]] = []

    def note(execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        for page in pages:
            assert client.get(page).status_code == 200
    whole = set()
    with connection.cursor() as cursor:
        # What is read from end to end all the same has nothing else to go by.
        cursor.execute("SET LOCAL enable_seqscan = off")
        for sql, params in asked:
            cursor.execute(f"EXPLAIN {sql}", params)
            whole |= {name for (line,) in cursor.fetchall() for name in LONG if f"Seq Scan on {name} " in line}
        cursor.execute("SET LOCAL enable_seqscan = on")
    assert asked
    assert whole == set()


def test_the_list_of_roles_counts_who_runs_and_leaves_the_guides_texts_behind(data):
    client, reader = Client(), person("recruiter")
    client.force_login(reader, backend="accounts.backends.EmailBackend")
    with CaptureQueriesContext(connection) as queries:
        roles = client.get(reverse("role_list")).context["page"].object_list
    assert {role.running for role in roles} == {role.candidacies.running().count() for role in roles}
    assert not any('"question_bank_guideversion"."job_description"' in query["sql"] for query in queries)
