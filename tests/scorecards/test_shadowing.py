"""Sitting in to learn: bound like the panel, waited for by nobody, counted nowhere, compared afterwards."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.models import OutboxMessage
from debriefs.packets import _readings
from debriefs.services import OwnScorecardOwed, open_debrief, prepare_debrief
from debriefs.visibility import room
from hiring.models import Candidacy, CandidacyState, Interview, Panelist
from hiring.queries.shown import shown_candidacies
from hiring.queries.standing import standing
from hiring.services import LastRater, advance, cancel_interview, release_panelist
from scorecards.models import Exposure, Reveal, Scorecard
from scorecards.queries import composite, coverage, evidence_matrix, progress
from scorecards.queries.comparison import comparison
from scorecards.queries.role_report import role_report
from scorecards.queries.todos import todos_of
from scorecards.services import open_scorecard, reveal_candidacy, seal_scorecard
from scorecards.services.telling import tell_recruiters
from scorecards.visibility import may_read, visible_scorecards
from tests.factories import PanelistFactory, ScorecardFactory, UserFactory

from .conftest import fill, save, sealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def theo() -> User:
    return UserFactory(name="Theo Thorn", email="theo@example.org")


@pytest.fixture
def theo_sits_in(interview: Interview, theo: User) -> Panelist:
    return PanelistFactory(interview=interview, user=theo, shadows=True)


@pytest.fixture
def ivans(interview: Interview, ivan_sits: Panelist, ivan: User) -> Scorecard:
    return sealed(interview, ivan, level=4)


@pytest.fixture
def theos(interview: Interview, theo_sits_in: Panelist, theo: User) -> Scorecard:
    return sealed(interview, theo, level=1)


def revealed(candidacy: Candidacy, by: User) -> None:
    Reveal.objects.create(candidacy=candidacy, at=timezone.now(), by=by)


def test_nothing_waits_for_whoever_sits_in(candidacy, interview, ivans, theo_sits_in, mara, rosa):
    [stage] = progress(mara, candidacy)
    shown = standing(mara, shown_candidacies(mara).get(pk=candidacy.pk))

    assert (stage.is_complete, [place.name for place in stage.panelists]) == (True, ["Ivan Ivanov"])
    assert shown.ready
    assert may_read(mara, ivans)
    assert not room(mara, candidacy).owing
    advance(candidacy=candidacy, reason="Depth.", by=mara)


def test_the_debrief_opens_without_a_reason_while_they_still_write(candidacy, ivans, theo_sits_in, mara):
    debrief = prepare_debrief(candidacy=candidacy, facilitator=mara, scheduled_at=timezone.now(), by=mara)

    open_debrief(debrief=debrief, by=mara)

    assert candidacy.reveals.get().override_reason == ""


def test_they_owe_their_own_and_read_nothing_before(candidacy, ivans, theo_sits_in, theo, mara):
    revealed(candidacy, mara)

    assert [todo.act for todo in todos_of(theo)] == ["Fill in"]
    assert not may_read(theo, ivans)
    assert Candidacy.objects.held_for(theo).get() == candidacy


def test_their_scorecard_counts_nowhere(candidacy, ivans, theos, mara, theo, ada):
    revealed(candidacy, mara)

    for reader in (mara, theo, ivans.panelist.user):
        matrix = evidence_matrix(reader, candidacy)
        assert [card.pk for card in matrix.scorecards] == [ivans.pk], reader
        assert composite(reader, candidacy).value == 4, reader
        assert {name for row in coverage(reader, candidacy) for name in row.ratings} == {"Ivan Ivanov"}
    assert role_report(mara, candidacy.role).all.total == 1


def test_they_are_no_part_of_the_room(candidacy, ivans, theos, mara, theo):
    revealed(candidacy, mara)

    assert theo not in room(mara, candidacy).people
    assert not room(theo, candidacy).takes_part


def test_the_recruiters_hear_of_the_panels_scorecard_alone(candidacy, ivans, theos, rosa):
    for card in (ivans, theos):
        tell_recruiters(scorecard=card)

    heard = OutboxMessage.objects.filter(subject__endswith="is in").values_list("subject", flat=True)
    assert list(heard) == ["Ivan Ivanov's scorecard on Amara Nwosu is in"]


@pytest.mark.parametrize("moment", ["before", "revealed", "ended"])
def test_who_reads_it_and_when(candidacy, ivans, theos, mara, ada, moment):
    if moment == "revealed":
        revealed(candidacy, mara)
    if moment == "ended":
        Candidacy.objects.update(state=CandidacyState.CLOSED, ended_at=timezone.now())

    assert may_read(ivans.panelist.user, theos) == (moment != "before")
    assert may_read(theos.panelist.user, theos)
    assert not may_read(mara, theos)
    assert not may_read(ada, theos)


def test_a_rater_who_has_not_sealed_does_not_read_it(candidacy, interview, theos, iris_sits, iris, mara):
    revealed(candidacy, mara)
    assert not may_read(iris, theos)


def test_a_rater_of_another_interview_does_not_read_it(candidacy, theos, mara, iris):
    elsewhere = PanelistFactory(user=iris, interview__candidacy=candidacy)
    ScorecardFactory(panelist=elsewhere, sealed=True)
    revealed(candidacy, mara)

    assert not may_read(iris, theos)


def test_compare_criterion_by_criterion_furthest_apart_first(candidacy, interview, ivans, theo_sits_in, theo, mara):
    card = fill(open_scorecard(interview=interview, by=theo), level=4)
    first, second = [placed.criterion for placed in interview.stage.guide_stage.placements.order_by("position")[:2]]
    save(card, {"ratings": {second.uid: {"level": 2}, first.uid: {"level": 0}}}, seq=9_000)
    sealed_card = seal_scorecard(scorecard=card, by=theo)
    revealed(candidacy, mara)

    both = comparison(theo, sealed_card)

    assert both is not None
    assert (both.pairs[0].row.criterion, both.pairs[0].steps_words) == (second, "2 levels apart")
    assert (both.pairs[-1].row.criterion, both.pairs[-1].steps_words) == (first, "not comparable")
    total = len(both.pairs)
    assert both.sentence == f"Same level on {total - 2} of {total - 1} criteria, 2 or more on 1."


def test_both_sides_find_the_comparison_on_the_candidates_page(client: Client, candidacy, ivans, theos, mara):
    revealed(candidacy, mara)
    url = reverse("scorecard_compare", args=[theos.uid])
    for card in (ivans, theos):
        client.force_login(card.panelist.user)

        assert url in client.get(reverse("candidacy_scorecards_part", args=[candidacy.uid])).content.decode()
        page = client.get(url).content.decode()

        assert "Same level on 0 of" in page
        assert page.count("<blockquote") == 2 * len(ivans.ratings.all())
    assert Exposure.objects.filter(user=ivans.panelist.user, scorecard=theos, via="comparison").exists()


def test_before_the_reveal_there_is_no_comparison(client: Client, candidacy, ivans, theos, mara):
    for user in (ivans.panelist.user, theos.panelist.user, mara):
        client.force_login(user)
        assert client.get(reverse("scorecard_compare", args=[theos.uid])).status_code == 404
        assert "Compare" not in client.get(reverse("candidacy_scorecards_part", args=[candidacy.uid])).content.decode()
    assert list(visible_scorecards(theos.panelist.user)) == [theos]


def test_a_raters_scorecard_is_no_page_of_comparison(client: Client, candidacy, ivans, theos, mara):
    revealed(candidacy, mara)
    client.force_login(theos.panelist.user)
    assert client.get(reverse("scorecard_compare", args=[ivans.uid])).status_code == 404


def test_the_debriefs_documents_tell_of_no_reading_of_it(candidacy, ivans, theos, mara, client: Client):
    debrief = prepare_debrief(candidacy=candidacy, facilitator=mara, scheduled_at=timezone.now(), by=mara)
    reveal_candidacy(candidacy=candidacy, by=mara)
    client.force_login(ivans.panelist.user)
    client.get(reverse("scorecard_compare", args=[theos.uid]))

    assert _readings(ivans.panelist.user, debrief) == []


def test_the_page_tells_them_that_it_does_not_count(client: Client, interview, theo_sits_in, theo):
    client.force_login(theo)
    page = client.get(reverse("scorecard_edit", args=[interview.uid])).content.decode()

    assert "You sit in to learn." in page
    assert "Theo Thorn (sits in to learn)" in page


def test_another_trainee_is_no_part_of_a_comparison(client: Client, candidacy, interview, ivans, theos, mara):
    tess = UserFactory(name="Tess Tan", email="tess@example.org")
    PanelistFactory(interview=interview, user=tess, shadows=True)
    other = sealed(interview, tess, level=2)
    revealed(candidacy, mara)
    client.force_login(ivans.panelist.user)

    page = client.get(reverse("scorecard_compare", args=[theos.uid])).content.decode()

    assert "Tess Tan" not in page
    assert not Exposure.objects.filter(scorecard=other).exists()


def test_in_a_second_round_it_waits_for_the_second_debrief(candidacy, interview, ivans, theo_sits_in, theo, mara):
    earlier = timezone.now() - timedelta(days=2)
    Reveal.objects.create(candidacy=candidacy, at=earlier, by=mara, closed_at=earlier)
    card = sealed(interview, theo)

    assert not may_read(ivans.panelist.user, card)
    revealed(candidacy, mara)
    assert may_read(ivans.panelist.user, card)


def test_the_debriefs_page_tells_an_owing_trainee_no_more_than_a_panelist(
    client: Client, candidacy, ivans, theo_sits_in, theo, mara
):
    debrief = prepare_debrief(candidacy=candidacy, facilitator=mara, scheduled_at=timezone.now(), by=mara)
    open_debrief(debrief=debrief, by=mara)
    debrief.refresh_from_db()
    debrief.closed_at = timezone.now()
    debrief.save(update_fields=["closed_at"])
    client.force_login(theo)

    page = client.get(reverse("debrief_detail", args=[debrief.uid])).content.decode()

    assert "Your scorecard comes first." in page
    assert "Closed" not in page


def test_the_debriefs_page_tells_a_trainee_who_has_sealed_where_to_compare(
    client: Client, candidacy, ivans, theos, mara
):
    debrief = prepare_debrief(candidacy=candidacy, facilitator=mara, scheduled_at=timezone.now(), by=mara)
    open_debrief(debrief=debrief, by=mara)
    client.force_login(theos.panelist.user)

    assert "You sat in to learn." in client.get(reverse("debrief_detail", args=[debrief.uid])).content.decode()


def test_a_hiring_manager_who_sits_in_and_owes_is_told_so(candidacy, interview, ivans, mara):
    debrief = prepare_debrief(candidacy=candidacy, facilitator=mara, scheduled_at=timezone.now(), by=mara)
    PanelistFactory(interview=interview, user=mara, shadows=True)
    with pytest.raises(OwnScorecardOwed):
        open_debrief(debrief=debrief, by=mara)


def test_nobody_is_released_who_leaves_trainees_alone(interview, ivan_sits, theo_sits_in, mara):
    with pytest.raises(LastRater):
        release_panelist(panelist=ivan_sits, reason="Ill", by=mara)
    assert release_panelist(panelist=theo_sits_in, reason="Ill", by=mara).left_at


def test_an_interview_with_a_trainees_scorecard_alone_can_be_called_off(interview, ivan_sits, theos, mara):
    assert cancel_interview(interview=interview, reason="Ivan is ill.", by=mara).cancelled_at


def test_a_stage_in_which_nobody_rates_waits_for_somebody_who_does(candidacy, interview, theos, mara):
    shown = standing(mara, shown_candidacies(mara).get(pk=candidacy.pk))

    assert (shown.ready, shown.waits_for) == (False, "Somebody who rates")
