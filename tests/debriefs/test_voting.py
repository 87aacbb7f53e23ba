"""The silent re-vote: entered alone, shown together."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import Refused
from core.models import AuditEvent
from debriefs import services
from debriefs.models import Ballot, Revote
from scorecards.models import Revision
from scorecards.services import revise
from tests.debriefs.deciding import decide
from tests.factories import InterviewFactory, PanelistFactory, ScorecardFactory

CHANGED = "Her second answer showed depth."


@pytest.fixture
def called(opened, mara) -> Revote:
    return services.call_revote(debrief=opened, by=mara)


def page(client, user, debrief) -> str:
    client.force_login(user)
    return client.get(reverse("debrief_detail", args=[debrief.uid]), {"step": "revote"}).content.decode()


def test_calling_shows_the_step_to_everybody(called, opened):
    opened.meeting.refresh_from_db()
    assert opened.meeting.step == "revote"
    assert AuditEvent.objects.filter(verb="debrief.revote_called").exists()


def test_only_who_leads_calls_shows_and_drops(opened, mara, iris, iris_sealed):
    with pytest.raises(services.NotLeading):
        services.call_revote(debrief=opened, by=iris)
    services.call_revote(debrief=opened, by=mara)
    services.vote(debrief=opened, scorecard=iris_sealed, recommendation=3, by=iris)
    for act in (services.show_revote, services.drop_revote):
        with pytest.raises(services.NotLeading):
            act(debrief=opened, by=iris)

    assert Revote.objects.under_way().count() == 1


def test_one_at_a_time(called, opened, mara):
    with pytest.raises(services.RevoteUnderWay):
        services.call_revote(debrief=opened, by=mara)
    with pytest.raises(IntegrityError), transaction.atomic():
        Revote.objects.create(debrief=opened, called_by=mara, called_at=timezone.now())


def test_nobody_sees_what_was_entered_before_all_is_shown(client, called, opened, mara, iris, ivan, iris_sealed):
    services.vote(debrief=opened, scorecard=iris_sealed, recommendation=1, reason=CHANGED, by=iris)

    for user in (mara, ivan):
        assert CHANGED not in page(client, user, opened)
        assert not Ballot.objects.visible_to(user).exists()
    assert CHANGED in page(client, iris, opened)
    assert not Revision.objects.exists()
    assert not AuditEvent.objects.filter(verb="scorecard.revised").exists()


def test_shown_together_each_change_is_its_authors_revision(
    client, called, opened, mara, iris, ivan, iris_sealed, ivan_sealed
):
    services.vote(debrief=opened, scorecard=iris_sealed, recommendation=1, reason=CHANGED, by=iris)
    same = ivan_sealed.recommendation
    services.vote(debrief=opened, scorecard=ivan_sealed, recommendation=same, by=ivan)
    services.show_revote(debrief=opened, by=mara)

    revision = Revision.objects.get()
    assert (revision.scorecard, revision.by, revision.recommendation, revision.reason, revision.after_reveal) == (
        iris_sealed,
        iris,
        1,
        CHANGED,
        True,
    )
    iris_sealed.refresh_from_db()
    assert iris_sealed.recommendation != 1, "what was sealed stays"
    assert CHANGED in page(client, ivan, opened)
    assert AuditEvent.objects.get(verb="debrief.revote_shown").data == {"ballots": 2}


def test_entering_again_replaces_what_was_entered(called, opened, iris, iris_sealed):
    for recommendation in (1, 2):
        services.vote(debrief=opened, scorecard=iris_sealed, recommendation=recommendation, reason=CHANGED, by=iris)

    assert Ballot.objects.get().recommendation == 2


def test_a_change_needs_its_reason(called, opened, iris, iris_sealed):
    with pytest.raises(services.VoteReasonMissing):
        services.vote(debrief=opened, scorecard=iris_sealed, recommendation=1, reason="  ", by=iris)
    with pytest.raises(services.VoteReasonTooLong):
        services.vote(debrief=opened, scorecard=iris_sealed, recommendation=1, reason="x" * 5_001, by=iris)
    with pytest.raises(services.NotAnOption):
        services.vote(debrief=opened, scorecard=iris_sealed, recommendation=5, reason=CHANGED, by=iris)

    assert not Ballot.objects.exists()


def test_nobody_votes_for_another_or_without_a_scorecard(called, opened, mara, ivan, iris_sealed):
    for user in (mara, ivan):
        with pytest.raises(services.NotInTheRoom):
            services.vote(debrief=opened, scorecard=iris_sealed, recommendation=1, reason=CHANGED, by=user)

    assert not Ballot.objects.exists()


def test_there_is_nothing_to_show_before_anybody_has_entered(called, opened, mara):
    with pytest.raises(services.NobodyVoted):
        services.show_revote(debrief=opened, by=mara)

    assert Revote.objects.under_way().exists()


def test_what_is_dropped_is_never_seen(client, called, opened, mara, iris, iris_sealed):
    services.vote(debrief=opened, scorecard=iris_sealed, recommendation=1, reason=CHANGED, by=iris)
    services.drop_revote(debrief=opened, by=mara)

    assert not Revision.objects.exists()
    assert CHANGED not in page(client, mara, opened)
    for act in (services.show_revote, services.drop_revote):
        with pytest.raises(services.NoRevote):
            act(debrief=opened, by=mara)


def test_a_mind_changed_and_changed_back_is_still_said(called, opened, mara, iris, iris_sealed):
    before = iris_sealed.recommendation
    services.vote(debrief=opened, scorecard=iris_sealed, recommendation=before, by=iris)
    revise(scorecard=iris_sealed, recommendation=1, reason="For a moment.", by=iris)
    services.show_revote(debrief=opened, by=mara)

    assert Revision.objects.order_by("pk").last().recommendation == before


def test_by_the_page_words_are_kept_when_the_reason_is_missing(client, called, opened, iris, iris_sealed):
    client.force_login(iris)
    address = reverse("ballot_create", args=[opened.uid])
    name = f"vote-{iris_sealed.uid}"

    nothing = client.post(address, {f"{name}-reason": "Half a thought"})
    assert nothing.status_code == 422
    assert "Half a thought" in nothing.content.decode()
    assert "Choose what you recommend now." in nothing.content.decode()

    refused = client.post(address, {f"{name}-recommendation": "1"})
    assert refused.status_code == 422
    assert "Write what you learned that changed your mind." in refused.content.decode()

    assert client.post(address, {f"{name}-recommendation": "1", f"{name}-reason": CHANGED}).status_code == 302
    assert Ballot.objects.get().recommendation == 1


def test_a_vote_after_it_was_shown_is_refused_and_kept_on_the_page(client, called, opened, mara, iris, iris_sealed):
    services.vote(debrief=opened, scorecard=iris_sealed, recommendation=1, reason=CHANGED, by=iris)
    services.show_revote(debrief=opened, by=mara)

    with pytest.raises(services.NoRevote):
        services.vote(debrief=opened, scorecard=iris_sealed, recommendation=2, reason=CHANGED, by=iris)


def test_what_is_entered_too_late_comes_back_with_its_words(client, called, opened, mara, iris, iris_sealed):
    client.force_login(iris)
    address, name = reverse("ballot_create", args=[opened.uid]), f"vote-{iris_sealed.uid}"
    data = {f"{name}-recommendation": "1", f"{name}-reason": CHANGED}
    services.drop_revote(debrief=opened, by=mara)

    answer = client.post(address, data)
    assert answer.status_code == 422
    assert "No re-vote is under way." in answer.content.decode()
    assert CHANGED in answer.content.decode()

    decide(debrief=opened, outcome="hold", reason="We want to know more.", by=mara)
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert CHANGED in answer.content.decode()


def test_a_note_that_comes_too_late_comes_back_with_its_words(client, opened, role, mara, iris):
    question = role.guide_version.stages.get(kind="debrief").questions.in_order().first()
    decide(debrief=opened, outcome="hold", reason="We want to know more.", by=mara)
    client.force_login(iris)
    address = reverse("agenda_note_save", args=[opened.uid, question.uid])
    answer = client.post(address, {"text": CHANGED, "base_revision": "0"}, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert CHANGED in answer.content.decode()
    assert "closed" in answer.content.decode()


def test_nothing_is_decided_while_a_revote_is_under_way(called, opened, mara):
    with pytest.raises(services.RevoteUnderWay):
        decide(debrief=opened, outcome="hold", reason="We want to know more.", by=mara)

    assert Revote.objects.under_way().exists()


def test_a_recommendation_is_not_published_past_the_silent_revote(called, opened, iris, iris_sealed):
    with pytest.raises(Refused, match="silent re-vote"):
        services.change_mind(debrief=opened, scorecard=iris_sealed, recommendation=1, reason=CHANGED, by=iris)

    assert not Revision.objects.exists()


def test_two_scorecards_are_entered_in_one_go(client, called, opened, candidacy, iris, iris_sealed):
    stage = candidacy.role.stages.get(kind="culture")
    place = PanelistFactory(interview=InterviewFactory(candidacy=candidacy, stage=stage), user=iris)
    other = ScorecardFactory(panelist=place, sealed=True)
    page_of_iris = page(client, iris, opened)
    assert page_of_iris.count("What you recommend now") == 2
    assert page_of_iris.count(reverse("ballot_create", args=[opened.uid])) == 1

    half = {f"vote-{iris_sealed.uid}-recommendation": "3", f"vote-{iris_sealed.uid}-reason": "As before."}
    answer = client.post(reverse("ballot_create", args=[opened.uid]), half)
    assert answer.status_code == 422
    assert "As before." in answer.content.decode()
    assert not Ballot.objects.exists()

    both = half | {f"vote-{other.uid}-recommendation": "3"}
    assert client.post(reverse("ballot_create", args=[opened.uid]), both).status_code == 302
    assert Ballot.objects.count() == 2
