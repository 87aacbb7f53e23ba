"""The summary: put together by rules, anew when a fact changes, and closed to whoever may not read all of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Job
from debriefs import services
from debriefs.models import Debrief, Summary
from debriefs.queries import SUMMARISE, compose, moves_of, readable_summaries
from hiring.services import recuse
from scorecards.models import Exposure
from scorecards.services import revise
from tests.debriefs.deciding import decide
from tests.factories import InterviewFactory, PanelistFactory, ScorecardFactory

from .conftest import follow

CHANGED = "Her second answer showed depth."


@pytest.fixture
def work(run_jobs):
    """Do what waits, as the worker does once the rest is over; how many there were."""

    def do() -> int:
        waiting = Job.objects.unfinished().filter(name=SUMMARISE)
        count = waiting.update(run_after=timezone.now())
        run_jobs(SUMMARISE)
        return count

    return do


def said(debrief: Debrief) -> dict:
    return compose(Debrief.objects.get(pk=debrief.pk))[0]


def test_two_levels_apart_is_a_disagreement_and_neither_strength_nor_concern(opened):
    content = said(opened)

    assert content["disagreements"]
    assert content["strengths"] == content["concerns"] == []
    [views] = {str(row["views"]) for row in content["disagreements"][:1]}
    assert "Said so in the interview with Ivan Ivanov." in views


@pytest.mark.parametrize(
    ("levels", "strengths", "concerns"),
    [
        ((3, 4), True, False),
        ((1, 2), False, True),
        ((2, 3), False, False),
        ((0, 3), True, False),
        ((0, 0), False, False),
    ],
)
def test_what_all_rate_high_is_a_strength_and_what_all_rate_low_a_concern(
    prepared, mara, iris_sits, ivan_sits, levels, strengths, concerns
):
    for place, level in zip((iris_sits, ivan_sits), levels, strict=True):
        ScorecardFactory(panelist=place, sealed=True, level=level)
    content = said(services.open_debrief(debrief=prepared, by=mara))

    assert bool(content["strengths"]) == strengths
    assert bool(content["concerns"]) == concerns
    assert bool(content["holes"]) == (levels == (0, 0))


def test_a_changed_mind_stands_beside_what_was_sealed(opened, iris, iris_sealed):
    services.change_mind(debrief=opened, scorecard=iris_sealed, recommendation=1, reason=CHANGED, by=iris)
    content = said(opened)

    [row] = [row for row in content["recommendations"] if row["who"] == iris.name]
    assert (row["sealed"], row["now"]) == ("Hire", "Strong no hire")
    assert [(row["who"], row["reason"]) for row in content["changes"]] == [(iris.name, CHANGED)]


def test_the_decision_has_it_put_together(opened, mara, work):
    decide(debrief=opened, outcome="hold", reason="We want to know more.", by=mara)
    assert work() == 1

    summary = Summary.objects.get()
    assert summary.content["decision"]["reason"] == "We want to know more."
    assert summary.scorecards.count() == 2


def test_a_fact_that_changes_makes_a_new_one_and_keeps_the_old(opened, mara, iris, work):
    step = services.NextStepInput("Call her", mara, opened.opened_at.date())
    decide(debrief=opened, outcome="hold", reason="We want to know more.", by=mara, next_steps=[step])
    work()
    services.tick_next_step(step=opened.next_steps.get(), by=mara)
    assert work() == 1

    first, second = Summary.objects.order_by("number")
    assert first.replaced_at == second.made_at
    assert (first.content["next_steps"][0]["done"], second.content["next_steps"][0]["done"]) == (False, True)


def test_the_same_facts_make_no_new_one(opened, mara, work):
    for _ in range(2):
        services.request_summary(debrief=opened, by=mara)
        work()

    assert Summary.objects.count() == 1


def test_while_one_waits_no_second_is_asked_for(opened, mara):
    jobs = {services.request_summary(debrief=opened, by=mara).pk for _ in range(3)}

    assert len(jobs) == 1


def test_nobody_asks_before_it_is_open_or_without_being_in_the_room(prepared, overridden, mara, ivan):
    with pytest.raises(services.NotInTheRoom):
        services.request_summary(debrief=overridden, by=ivan)
    assert not Job.objects.filter(name=SUMMARISE).exists()


def test_what_was_sealed_after_the_debrief_is_in_no_summary_of_it(opened, mara, candidacy, iris):
    decide(debrief=opened, outcome="hold", reason="We want to know more.", by=mara)
    later = InterviewFactory(candidacy=candidacy, stage=candidacy.role.stages.get(kind="culture"))
    place = PanelistFactory(interview=later)
    ScorecardFactory(panelist=place, sealed=True, sealed_at=opened.opened_at + timedelta(days=9))

    assert place.user.name not in str(said(opened))


def test_whoever_may_not_read_one_of_its_scorecards_reads_none_of_it(client, opened, mara, iris, ivan, ivan_sits, work):
    services.request_summary(debrief=opened, by=mara)
    work()
    assert len(readable_summaries(iris, opened)) == 1
    assert "Strengths" in follow(client, iris, reverse("summary_detail", args=[opened.uid])).content.decode()

    again = PanelistFactory(interview=InterviewFactory(candidacy=opened.candidacy), user=iris)
    assert follow(client, iris, reverse("summary_detail", args=[opened.uid])).status_code == 403
    recuse(panelist=again, reason="I know her.", by=iris)
    assert follow(client, iris, reverse("summary_detail", args=[opened.uid])).status_code == 403
    assert readable_summaries(iris, opened) == []


def test_reading_it_is_on_record(client, opened, mara, iris, work):
    services.request_summary(debrief=opened, by=mara)
    work()
    follow(client, iris, reverse("summary_detail", args=[opened.uid]))

    assert Exposure.objects.get(user=iris).via == "summary"


def test_the_page_holds_the_text_and_the_earlier_ones(client, opened, mara, iris, iris_sealed, work):
    address = reverse("summary_detail", args=[opened.uid])
    assert "No summary yet" in follow(client, mara, address).content.decode()
    services.request_summary(debrief=opened, by=mara)
    assert "is being put together" in follow(client, mara, address).content.decode()
    work()
    services.change_mind(debrief=opened, scorecard=iris_sealed, recommendation=1, reason=CHANGED, by=iris)
    assert work() == 1

    page = follow(client, mara, address).content.decode()
    assert "RECOMMENDATIONS" in page
    assert page.count(CHANGED) == 2
    earlier = follow(client, mara, address, number="1").content.decode()
    assert "This is an earlier summary." in earlier
    assert CHANGED not in earlier


def test_what_changes_after_it_closed_belongs_to_a_later_debrief(opened, mara, iris, iris_sealed):
    decide(debrief=opened, outcome="hold", reason="We want to know more.", by=mara)
    revise(scorecard=iris_sealed, recommendation=1, reason=CHANGED, by=iris)

    assert CHANGED not in str(said(opened))


def test_a_question_for_the_referees_is_carried_by_their_checks_and_the_summary(client, opened, iris, candidacy):
    client.force_login(iris)
    address = reverse("referees_ask", args=[opened.uid])
    empty = client.post(address, {"text": " "})
    assert empty.status_code == 422
    assert "Write the question." in empty.content.decode()

    answer = client.post(address, {"text": "Did she own the outage?", "item": "2"})
    assert answer.url.endswith("?step=agenda&item=2")
    [asked] = candidacy.follow_ups.all()
    assert (asked.text, asked.asked_by, asked.for_referee) == ("Did she own the outage?", iris, False)
    assert said(opened)["questions"] == [{"text": "Did she own the outage?", "by": iris.name}]


@pytest.mark.parametrize("act", ["undo", "reopen", "dissent"])
def test_whatever_goes_on_record_is_told_to_open_pages_and_renews_the_summary(opened, mara, iris, work, act):
    if act == "dissent":
        services.request_summary(debrief=opened, by=mara)
    else:
        decide(debrief=opened, outcome="hold", reason="We want to know more.", by=mara)
    work()
    moves = moves_of([opened.uid])[opened.uid]
    fresh = Debrief.objects.get(pk=opened.pk)
    if act == "undo":
        services.undo_decision(debrief=fresh, by=mara)
    elif act == "reopen":
        services.reopen_debrief(debrief=fresh, reason="A reference tells of more.", by=mara)
    else:
        services.record_dissent(debrief=fresh, text="I would hire her.", by=iris)

    assert moves_of([opened.uid])[opened.uid] > moves
    assert Job.objects.unfinished().filter(name=SUMMARISE).count() == 1
