"""Listeners: they read along from the opening until the closing, and write nothing."""

import pytest
from django.urls import reverse

from debriefs import services
from debriefs.models import Listener
from hiring.models import Candidacy
from scorecards.models import Independence
from scorecards.services import seal_scorecard
from scorecards.visibility import visible_scorecards
from tests.debriefs.deciding import decide
from tests.factories import InterviewFactory, PanelistFactory, ScorecardFactory, UserFactory

REASON = "Explained the trade-off twice, with numbers."


@pytest.fixture
def lou():
    return UserFactory(name="Lou Lind", email="lou@example.org")


@pytest.fixture
def allowed(role, mara):
    return services.set_debrief_policy(
        role=role, covers="none", approvers=[], needed=1, in_order=False, listeners=True, by=mara
    )


@pytest.fixture
def listened(allowed, prepared, mara, lou, iris_sealed, ivan_sealed):
    """Open, with Lou listening."""
    services.invite_listener(debrief=prepared, user=lou, by=mara)
    return services.open_debrief(debrief=prepared, by=mara)


def test_nobody_listens_unless_the_role_lets_them(prepared, mara, lou):
    with pytest.raises(services.ListenersNotAllowed):
        services.invite_listener(debrief=prepared, user=lou, by=mara)


def test_who_is_or_was_on_a_panel_or_takes_part_cannot_listen(allowed, prepared, mara, rosa, iris, iris_sits, lou):
    for user in (iris, rosa, mara):
        with pytest.raises(services.NotAListener):
            services.invite_listener(debrief=prepared, user=user, by=mara)
    lou.is_active = False
    lou.save()
    with pytest.raises(services.ListenerGone):
        services.invite_listener(debrief=prepared, user=lou, by=mara)


@pytest.mark.parametrize("persona", ["rosa", "iris", "ada", "stan"])
def test_only_who_leads_invites(allowed, prepared, lou, request, persona):
    with pytest.raises(services.NotInTheRoom):
        services.invite_listener(debrief=prepared, user=lou, by=request.getfixturevalue(persona))


def test_before_the_opening_a_listener_reads_nothing(client, allowed, prepared, mara, lou, iris_sealed):
    services.invite_listener(debrief=prepared, user=lou, by=mara)
    client.force_login(lou)
    assert client.get(reverse("debrief_detail", args=[prepared.uid])).status_code == 404
    assert not visible_scorecards(lou).exists()


def test_a_listener_reads_what_the_panel_reads(client, listened, candidacy, lou, iris_sealed):
    client.force_login(lou)
    assert "you are invited to listen" in client.get(reverse("today")).content.decode()
    address = reverse("debrief_detail", args=[listened.uid])
    for step in ("requirements", "evidence", "disagreements", "agenda", "revote", "decision"):
        page = client.get(address, {"step": step})
        assert page.status_code == 200
        assert "You read along." in page.content.decode()
        assert "Save dissent" not in page.content.decode()
        assert "Record decision" not in page.content.decode()
    assert iris_sealed in visible_scorecards(lou)
    assert not Candidacy.objects.visible_to(lou).exists()
    for name in ("candidacy_detail", "candidacy_history", "candidacy_scorecards_part"):
        assert client.get(reverse(name, args=[candidacy.uid])).status_code == 404


def test_a_listener_writes_nothing(client, listened, lou, iris_sealed):
    client.force_login(lou)
    question = listened.version.stages.get(kind="debrief").questions.first()
    posts = {
        reverse("dissent_record", args=[listened.uid]): {"text": "No."},
        reverse("other_role_name", args=[listened.uid]): {"why": "x"},
        reverse("decision_create", args=[listened.uid]): {"outcome": "hold", "reason": "x"},
        reverse("decision_answer", args=[listened.uid]): {"answer": "approve"},
        reverse("decision_undo", args=[listened.uid]): {},
        reverse("debrief_reopen", args=[listened.uid]): {"reason": "x"},
        reverse("agenda_note_save", args=[listened.uid, question.uid]): {"text": "x", "base_revision": "0"},
        reverse("revision_create", args=[listened.uid, iris_sealed.uid]): {"reason": "x"},
        reverse("listener_invite", args=[listened.uid]): {"user": lou.uid},
    }
    for address, data in posts.items():
        assert client.post(address, data).status_code == 403, address
    for write in (
        lambda: services.record_dissent(debrief=listened, text="No.", by=lou),
        lambda: decide(debrief=listened, outcome="hold", reason="x", by=lou),
    ):
        with pytest.raises(services.NotInTheRoom):
            write()


def test_it_ends_with_the_debrief_and_stays_on_record(client, listened, mara, lou):
    decide(debrief=listened, outcome="hold", reason=REASON, by=mara)
    client.force_login(lou)
    assert client.get(reverse("debrief_detail", args=[listened.uid])).status_code == 404
    assert not visible_scorecards(lou).exists()
    client.force_login(mara)
    page = client.get(reverse("debrief_detail", args=[listened.uid])).content.decode()
    assert "Lou Lind" in page
    services.reopen_debrief(debrief=listened, reason="More.", by=mara)
    assert not visible_scorecards(lou).exists()


def test_it_is_ended_by_who_leads(client, listened, mara, lou):
    client.force_login(mara)
    assert client.post(reverse("listener_dismiss", args=[listened.uid, lou.uid])).status_code == 302
    assert Listener.objects.get().ended_at
    assert not visible_scorecards(lou).exists()
    assert client.post(reverse("listener_invite", args=[listened.uid]), {"user": lou.uid}).status_code == 302
    assert visible_scorecards(lou).exists()
    assert client.post(reverse("listener_invite", args=[listened.uid]), {"user": lou.uid}).status_code == 422


def joins(candidacy, user):
    place = PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=user)
    return ScorecardFactory(panelist=place, level=2, recommendation=2)


def test_a_listener_who_joins_a_panel_is_bound_and_marked_as_having_read(client, listened, candidacy, lou):
    client.force_login(lou)
    address = reverse("debrief_detail", args=[listened.uid])
    client.get(address, {"step": "evidence"})
    card = joins(candidacy, lou)
    assert not visible_scorecards(lou).exclude(pk=card.pk).exists()
    page = client.get(address, {"step": "evidence"}).content.decode()
    assert "Said so in the interview with Iris" not in page
    assert "Your scorecard comes first" in page

    seal_scorecard(scorecard=card, by=lou)
    card.refresh_from_db()
    assert card.independence == Independence.NOT_INDEPENDENT


def test_a_listener_who_opened_no_page_was_in_the_room_all_the_same(listened, candidacy, mara, lou):
    decide(debrief=listened, outcome="hold", reason=REASON, by=mara)
    card = joins(candidacy, lou)
    seal_scorecard(scorecard=card, by=lou)
    card.refresh_from_db()
    assert card.independence == Independence.LATE


def test_who_joined_a_panel_before_the_opening_is_not_let_in(allowed, prepared, candidacy, mara, lou, iris_sealed):
    services.invite_listener(debrief=prepared, user=lou, by=mara)
    card = joins(candidacy, lou)
    services.open_debrief(debrief=prepared, by=mara, override_reason="The offer ends.")
    assert not visible_scorecards(lou).exclude(pk=card.pk).exists()


def test_a_listeners_page_follows_the_meeting(client, listened, lou):
    client.force_login(lou)
    for name in ("debrief_stream", "debrief_now"):
        assert client.get(reverse(name, args=[listened.uid])).status_code == 200, name
