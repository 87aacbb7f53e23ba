"""Why can't I see this?: which part of the rule is told, in each person's case."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hiring.models import CandidacyState, Panelist
from scorecards.models import OPEN_FOR, Reveal
from scorecards.queries.explaining import Case, explain
from scorecards.services import break_glass, end_break_glass
from tests.factories import InterviewFactory, PanelistFactory, ScorecardFactory, UserFactory, seat

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# Locks that hide nothing of anybody's: what is final, pinned, or another person's act.
NOTHING_HIDDEN = {"scorecards/_review.html", "hiring/role_guide.html", "debriefs/_step_decision.html"}


def told(user, candidacy) -> str:
    client = Client()
    client.force_login(user)
    page = client.get(reverse("independence_explain", args=[candidacy.uid])).content.decode()
    return " ".join(page[page.index("In your case") : page.index("The rule")].split())


def reveal(candidacy, by, *, closed: bool = False) -> None:
    now = timezone.now()
    Reveal.objects.create(candidacy=candidacy, at=now, by=by, closed_at=now if closed else None)


def end(candidacy) -> None:
    candidacy.state, candidacy.ended_at = CandidacyState.CLOSED, timezone.now()
    candidacy.save()


@pytest.fixture
def iris_sealed(iris_sits):
    return ScorecardFactory(panelist=iris_sits, sealed=True)


@pytest.fixture
def ivan_sealed(ivan_sits):
    return ScorecardFactory(panelist=ivan_sits, sealed=True)


def test_owing(candidacy, iris, iris_sits, ivan_sealed):
    assert explain(iris, candidacy).case == Case.OWING
    assert "You owe a scorecard on Amara Nwosu" in told(iris, candidacy)
    assert "before every other right" not in told(iris, candidacy)


def test_owing_as_a_decider(candidacy, interview, mara, ivan_sealed):
    PanelistFactory(interview=interview, user=mara)
    assert "sitting on the panel comes before every other right" in told(mara, candidacy)


def test_sealed_and_waiting_for_the_debrief(candidacy, iris, iris_sealed, ivan_sealed):
    assert explain(iris, candidacy).case == Case.WAITING
    assert "as soon as the debrief has opened" in told(iris, candidacy)
    assert "open to you now" not in told(iris, candidacy)


def test_revealed_and_readable_now(candidacy, iris, mara, iris_sealed, ivan_sealed):
    reveal(candidacy, mara)
    assert explain(iris, candidacy).readable == 1
    assert "a debrief has revealed them" in told(iris, candidacy)
    assert "One scorecard of somebody else is open to you now" in told(iris, candidacy)


def test_a_second_round(candidacy, iris, ivan, mara, iris_sealed, ivan_sealed):
    reveal(candidacy, mara, closed=True)
    assert "More interviews followed" not in told(iris, candidacy)
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=ivan)
    assert "is revealed by the next one" in told(iris, candidacy)
    assert "One scorecard of somebody else is open" in told(iris, candidacy)


def test_left_before_sealing(candidacy, interview, iris, mara, iris_sits, ivan_sealed):
    Panelist.objects.filter(pk=iris_sits.pk).update(left_at=timezone.now())
    assert explain(iris, candidacy).case == Case.UNSEALED
    assert "this candidate stands still for you" in told(iris, candidacy)
    reveal(candidacy, mara)
    assert "stands still for you" in told(iris, candidacy)
    Reveal.objects.update(closed_at=timezone.now())
    assert explain(iris, candidacy).case == Case.REVEALED
    assert "open to you now" in told(iris, candidacy)


@pytest.mark.parametrize("left", [True, False])
def test_ended_before_sealing(candidacy, iris, iris_sits, ivan_sealed, left):
    if left:
        Panelist.objects.filter(pk=iris_sits.pk).update(left_at=timezone.now())
    end(candidacy)
    assert "ended before you had sealed a scorecard" in told(iris, candidacy)
    assert "How it ended is open to you" in told(iris, candidacy)


def test_ended_without_a_debrief(candidacy, iris, iris_sealed, ivan_sealed):
    end(candidacy)
    assert "ended without a debrief" in told(iris, candidacy)


def test_ended_after_a_debrief(candidacy, iris, mara, iris_sealed, ivan_sealed):
    reveal(candidacy, mara, closed=True)
    end(candidacy)
    assert "What a debrief revealed stays open to you" in told(iris, candidacy)


def test_recused(candidacy, iris, mara, iris_sits, ivan_sealed):
    Panelist.objects.filter(pk=iris_sits.pk).update(recused_at=timezone.now(), recusal_reason="Kin.")
    assert "opens to you when the debrief has closed" in told(iris, candidacy)
    reveal(candidacy, mara, closed=True)
    assert "How it went is open to you now" in told(iris, candidacy)
    assert "do not read the scorecards" in told(iris, candidacy)


def test_a_decider_waiting_for_a_stage(candidacy, mara, iris_sits, ivan_sealed):
    assert "Not all in yet: Technical Interview" in told(mara, candidacy)
    assert "open to you now" not in told(mara, candidacy)
    ScorecardFactory(panelist=iris_sits, sealed=True)
    assert "Not all in yet" not in told(mara, candidacy)
    assert "2 scorecards of others are open to you now" in told(mara, candidacy)


def test_nobody_bound_hears_which_stage_is_waited_for(candidacy, interview, rosa, ivan_sealed, iris_sits):
    place = PanelistFactory(interview=interview, user=rosa)
    for marks in ({}, {"left_at": timezone.now()}, {"recused_at": timezone.now(), "recusal_reason": "Kin."}):
        Panelist.objects.filter(pk=place.pk).update(**marks)
        words = told(rosa, candidacy)
        assert "Not all in yet" not in words
        assert "open to you now" not in words
        assert explain(rosa, candidacy).waits_for == []


def test_outside(candidacy, ada, ivan_sealed):
    words = told(UserFactory(access_level="recruiter"), candidacy)
    assert "You sit on no panel for Amara Nwosu" in words
    assert "Being an admin" not in words
    assert "in an emergency" not in words
    assert "Being an admin does not change that" in told(ada, candidacy)
    assert reverse("glass_break", args=[candidacy.uid]) in told(ada, candidacy)


def test_the_glass_open_over_and_ended(candidacy, ada, ivan_sealed):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        glass = break_glass(candidacy=candidacy, reason="A complaint", by=ada)
        words = told(ada, candidacy)
        assert "You opened the sealed scorecards as an admin, until" in words
        assert "One scorecard of somebody else is open to you now" in words
        assert reverse("glass_break", args=[candidacy.uid]) not in words
        end_break_glass(glass=glass, by=ada)
        assert "You had opened the scorecards as an admin" in told(ada, candidacy)
        break_glass(candidacy=candidacy, reason="A complaint", by=ada)
        clock.shift(OPEN_FOR + timedelta(minutes=1))
        assert "You had opened the scorecards as an admin" in told(ada, candidacy)
        assert reverse("glass_break", args=[candidacy.uid]) in told(ada, candidacy)


def test_an_admin_of_the_panel_is_not_offered_the_glass(candidacy, interview, ada, ivan_sealed):
    PanelistFactory(interview=interview, user=ada)
    assert reverse("glass_break", args=[candidacy.uid]) not in told(ada, candidacy)


def test_an_admin_who_decides_may_break_it_for_a_stage_that_is_not_in(candidacy, ada, iris_sits, ivan_sealed):
    seat(candidacy.role, ada, "recruiter")
    assert "Not all in yet" in told(ada, candidacy)
    assert reverse("glass_break", args=[candidacy.uid]) in told(ada, candidacy)


def test_every_notice_that_hides_something_leads_here():
    pages = {path.relative_to(TEMPLATES).as_posix(): path.read_text() for path in TEMPLATES.rglob("*.html")}
    locks = [
        (name, lock)
        for name, text in pages.items()
        for lock in re.findall(r'notice.html" with kind="lock"[^%]*', text)
        if name.split("/")[0] in {"hiring", "debriefs", "scorecards", "references"} and name not in NOTHING_HIDDEN
    ]
    assert len(locks) > 8
    assert [(name, lock) for name, lock in locks if "url=u_why" not in lock] == []
    assert [name for name, _ in locks if "independence_explain" not in pages[name]] == []
