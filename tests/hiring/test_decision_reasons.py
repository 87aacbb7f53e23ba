"""Who reads a gate's decision learns how it went; who reads its reason may read scorecards."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from debriefs.packets import decision_file
from hiring import services
from hiring.models import Panelist, StageDecision
from scorecards.models import Reveal
from tests.factories import InterviewFactory, PanelistFactory, ScorecardFactory, UserFactory, seat

pytestmark = pytest.mark.django_db
REASON = "Ivan gave nothing but fours"


@pytest.fixture
def place(candidacy) -> Panelist:
    """A decider on the panel who has not sealed."""
    user = UserFactory()
    seat(candidacy.role, user, "recruiter")
    return PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=user)


def gone(place: Panelist, how: str) -> Panelist:
    marks = {"left": {"left_at": timezone.now()}, "recused": {"recused_at": timezone.now(), "recusal_reason": "Kin."}}
    Panelist.objects.filter(pk=place.pk).update(**marks[how])
    return place


def reveal(candidacy, by, *, closed: bool) -> None:
    now = timezone.now()
    Reveal.objects.create(candidacy=candidacy, at=now, by=by, closed_at=now if closed else None)


def shown(user) -> list[str]:
    return list(StageDecision.objects.visible_to(user).values_list("shown_reason", flat=True))


def pages(user, candidacy) -> list[str]:
    client = Client()
    client.force_login(user)
    names = ("candidacy_detail", "candidacy_history")
    return [client.get(reverse(name, args=[candidacy.uid])).content.decode() for name in names]


def test_who_recused_learns_how_it_went_after_the_debrief_and_never_why(candidacy, place, mara):
    user = gone(place, "recused").user
    services.close_candidacy(candidacy=candidacy, reason=REASON, by=mara)
    reveal(candidacy, mara, closed=True)
    assert shown(user) == [""]
    for page in pages(user, candidacy):
        assert REASON not in page
        assert "The reason may speak of scorecards" in page
        assert reverse("independence_explain", args=[candidacy.uid]) in page


def test_a_decider_who_left_unsealed_reads_no_reason_once_the_candidacy_has_ended(candidacy, place, mara):
    user = gone(place, "left").user
    services.close_candidacy(candidacy=candidacy, reason=REASON, by=mara)
    assert shown(user) == [""]
    assert all(REASON not in page for page in pages(user, candidacy))


def test_a_decider_who_left_reads_it_once_the_debrief_has_closed(candidacy, place, mara):
    user = gone(place, "left").user
    services.close_candidacy(candidacy=candidacy, reason=REASON, by=mara)
    reveal(candidacy, mara, closed=True)
    assert shown(user) == [REASON]


def test_a_free_decider_reads_it_at_once_and_the_panel_when_it_is_revealed(candidacy, mara, rosa, iris):
    card = ScorecardFactory(
        panelist=PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=iris), sealed=True
    )
    services.hold(candidacy=candidacy, reason=REASON, by=mara)
    assert shown(rosa) == [REASON]
    assert shown(card.panelist.user) == []
    reveal(candidacy, mara, closed=False)
    assert shown(card.panelist.user) == [REASON]
    assert all(REASON in page for page in pages(iris, candidacy))


def test_the_decision_file_prints_what_its_reader_may_read(candidacy, place, mara):
    from debriefs.models import Debrief, Decision

    services.hold(candidacy=candidacy, reason=REASON, by=mara)
    now = timezone.now()
    debrief = Debrief.objects.create(
        candidacy=candidacy,
        facilitator=mara,
        opened_at=now,
        opened_by=mara,
        closed_at=now,
        guide_version=candidacy.role.guide_version,
    )
    Decision.objects.create(debrief=debrief, outcome="hold", reason="Wait", by=mara, at=now)
    assert REASON in decision_file(mara, debrief.uid).html(reader=mara)
    gone(place, "recused")
    Reveal.objects.create(candidacy=candidacy, at=now, by=mara, closed_at=timezone.now())
    assert REASON not in decision_file(place.user, debrief.uid).html(reader=place.user)
