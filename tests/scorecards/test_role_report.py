"""The report on a role counts marks, of scorecards that its reader may read, in stages that are in as a whole."""

import pytest
from django.urls import reverse
from django.utils import timezone

from hiring.models import Panelist
from scorecards.models import Exposure, Independence
from scorecards.queries.role_report import role_report
from scorecards.services import break_glass
from scorecards.visibility import countable_scorecards
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory, ScorecardFactory, UserFactory, seat

pytestmark = pytest.mark.django_db


def marked(candidacy, mark: str = "independent", kind: str = "technical", user=None):
    interview = InterviewFactory(candidacy=candidacy, stage=candidacy.role.stages.get(kind=kind))
    place = PanelistFactory(interview=interview, user=user or UserFactory())
    exposed = {"exposed_at": timezone.now()} if mark == Independence.NOT_INDEPENDENT else {}
    return ScorecardFactory(panelist=place, sealed=True, independence=mark, **exposed)


def numbers(user, role) -> tuple[int, int, int]:
    found = role_report(user, role).all
    return found.independent, found.late, found.not_independent


def test_marks_are_counted_by_stage_and_together(role, candidacy, mara):
    for mark in ("independent", "independent", "late", "not_independent"):
        marked(candidacy, mark)
    marked(CandidacyFactory(role=role), "independent", kind="culture")
    marked(CandidacyFactory(), "late")
    report = role_report(mara, role)
    lines = {line.name: line for line in report.lines if line.total}
    assert [line.total for line in lines.values()] == [4, 1]
    assert (report.all.independent, report.all.late, report.all.not_independent) == (3, 1, 1)
    assert (report.all.share, report.candidacies) == (60, 2)
    bar = report.all
    assert [bar.late_from, bar.late_width, bar.exposed_from, bar.exposed_width] == [60, 20, 80, 20]


def test_no_figure_is_rounded_up(role, candidacy, mara):
    for mark in ("independent", "independent", "late"):
        marked(candidacy, mark)
    assert role_report(mara, role).all.share == 66


def test_nothing_is_counted_before_the_whole_stage_is_in(role, candidacy, mara, iris):
    place = PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=iris)
    marked(candidacy)
    assert numbers(mara, role) == (0, 0, 0)
    ScorecardFactory(panelist=place, sealed=True)
    assert numbers(mara, role) == (2, 0, 0)


@pytest.mark.parametrize("how", ["owing", "left", "recused"])
def test_a_candidate_on_whom_a_panel_bars_the_reader_is_left_out_with_their_own_scorecard(role, candidacy, mara, how):
    marks = {
        "left": {"left_at": timezone.now()},
        "recused": {"recused_at": timezone.now(), "recusal_reason": "Kin."},
    }.get(how, {})
    later = InterviewFactory(candidacy=candidacy, stage=role.stages.get(kind="culture"))
    place = PanelistFactory(interview=later, user=mara, **marks)
    marked(candidacy, user=mara)
    alone = numbers(mara, role)
    marked(candidacy, "late")
    assert numbers(mara, role) == alone == (0, 0, 0)
    if how == "owing":
        ScorecardFactory(panelist=place, sealed=True)
        assert numbers(mara, role) == (2, 1, 0)


def test_an_admin_counts_what_they_may_read_and_that_is_nothing_by_being_one(role, candidacy, ada):
    marked(candidacy)
    assert numbers(ada, role) == (0, 0, 0)
    break_glass(candidacy=candidacy, reason="A complaint", by=ada)
    assert numbers(ada, role) == (1, 0, 0)


def test_an_open_glass_counts_no_stage_that_is_not_in(role, candidacy, ada, iris):
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=iris)
    marked(candidacy)
    break_glass(candidacy=candidacy, reason="A complaint", by=ada)
    assert not countable_scorecards(ada).exists()


def test_the_page_says_what_is_counted_and_reading_it_exposes_nobody(client, role, candidacy, mara):
    marked(candidacy, "late")
    client.force_login(mara)
    page = client.get(reverse("role_independence", args=[role.uid])).content.decode()
    assert "0 of 1 scorecards were sealed independently" in page
    assert "Counted are the scorecards that you may read, of 1 candidate," in page
    assert not Exposure.objects.exists()
    assert (
        reverse("role_independence", args=[role.uid])
        in client.get(reverse("role_detail", args=[role.uid])).content.decode()
    )


def test_the_empty_page_says_so(client, role, mara, ada):
    for user in (mara, ada):
        client.force_login(user)
        page = client.get(reverse("role_independence", args=[role.uid])).content.decode()
        assert "Nothing to count for you yet" in page


def test_interviewers_are_refused_and_not_led_there(client, role, candidacy, iris):
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=iris)
    client.force_login(iris)
    url = reverse("role_independence", args=[role.uid])
    assert client.get(url).status_code == 403
    assert url not in client.get(reverse("role_detail", args=[role.uid])).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_queries_for_one_and_for_three(client, role, mara, count, django_assert_num_queries):
    seat(role, UserFactory(), "recruiter")
    for _ in range(count):
        marked(CandidacyFactory(role=role))
    client.force_login(mara)
    assert Panelist.objects.count() == count
    with django_assert_num_queries(9):
        client.get(reverse("role_independence", args=[role.uid]))
