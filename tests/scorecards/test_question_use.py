from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hiring.models import SeatKind
from question_bank.models import GuideVersion, Question, QuestionIndex, StageKind
from question_bank.queries import find_questions
from question_bank.services.indexing import index_guide
from scorecards.models import Answer, Scorecard
from scorecards.queries import use
from scorecards.queries.use import Use, use_of
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory, ScorecardFactory, UserFactory, seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def role():
    return CandidacyFactory().role


@pytest.fixture
def rita(role):
    """A recruiter of the role, who reads what is in."""
    user = UserFactory(access_level="recruiter", name="Rita Roth")
    seat(role, user, SeatKind.RECRUITER)
    return user


@pytest.fixture
def question(role):
    return role.stages.get(kind=StageKind.TECHNICAL).guide_stage.questions.order_by("position")[0]


def interview(role, question, *, asked="asked", seconds=240, level=3, days=2, sealed=True, owing=None):
    """Somebody's technical interview ``days`` ago in which the question was ``asked``."""
    held = InterviewFactory(
        candidacy=CandidacyFactory(role=role),
        stage=role.stages.get(kind=StageKind.TECHNICAL),
        starts_at=timezone.now() - timedelta(days=days),
    )
    card = ScorecardFactory(panelist=PanelistFactory(interview=held), level=level)
    Answer.objects.create(scorecard=card, question=question, asked=asked, seconds=seconds)
    if sealed:
        Scorecard.objects.filter(pk=card.pk).update(sealed_at=timezone.now(), independence="independent")
    if owing:
        PanelistFactory(interview=held, user=owing)
    return held


def test_what_the_reader_may_count_is_told(role, rita, question):
    last = interview(role, question, seconds=240)
    interview(role, question, seconds=360, level=0, days=9)
    interview(role, question, seconds=0, days=120)
    interview(role, question, asked="skipped")
    found = use_of(rita, question)
    assert (found.planned, found.asked, found.skipped, found.lately) == (4, 3, 1, 2)
    assert (found.last, found.roles) == (last.starts_at, [role.title])
    assert (found.minutes, found.zero_share) == (5, 33)
    assert not found.overused


def test_of_two_scorecards_no_time_and_no_share_is_told(role, rita, question):
    for _ in range(2):
        interview(role, question)
    found = use_of(rita, question)
    assert (found.asked, found.minutes, found.zero_share) == (2, None, None)


def test_what_others_sealed_stays_out_while_the_stage_or_the_reader_owes(role, rita, question):
    interview(role, question, sealed=False)
    interview(role, question, owing=UserFactory())
    interview(role, question, owing=rita)
    assert use_of(rita, question) == Use(planned=3)
    assert question.index.pk in find_questions(use="never", user=rita).entries


@pytest.mark.parametrize("level", ["admin", "recruiter"])
def test_whoever_may_read_no_scorecard_counts_none(role, question, level):
    interview(role, question)
    found = use_of(UserFactory(access_level=level), question)
    assert (found.asked, found.last, found.roles, found.scorecards) == (0, None, [], 0)


def test_questions_are_filtered_by_what_the_reader_may_count(role, rita, question, monkeypatch):
    monkeypatch.setattr(use, "OFTEN", 1)
    others = set(QuestionIndex.objects.exclude(question=question).values_list("pk", flat=True))
    stranger = UserFactory(access_level="admin")
    interview(role, question)
    assert find_questions(use="overused", user=rita).entries == []
    assert set(find_questions(use="never", user=rita).entries) == others
    interview(role, question)
    interview(role, question, days=120)
    assert find_questions(use="overused", user=rita, kind="technical", q="question").entries == [question.index.pk]
    assert find_questions(use="overused", user=rita, kind="screen").entries == []
    assert find_questions(use="overused", user=stranger).entries == []
    assert question.index.pk in find_questions(use="never", user=stranger).entries
    assert use_of(rita, question).overused


def test_a_question_keeps_its_use_in_the_next_version(role, rita, question):
    interview(role, question)
    version = role.guide_version
    again = GuideVersion.objects.get(pk=version.pk)
    again.pk, again.number, again.uid = None, version.number + 1, "nextversion"
    again.save()
    stage = again.stages.create(key=question.stage.key, kind="technical", name="Technical", position=1)
    same = Question.objects.create(stage=stage, key=question.key, position=1, text="Newly worded?", type="behavioural")
    other = Question.objects.create(stage=stage, key="other", position=2, text="Another?", type="behavioural")
    index_guide(version.guide)
    assert (use_of(rita, same).planned, use_of(rita, same).asked) == (1, 1)
    assert use_of(rita, other).asked == 0
    assert find_questions(use="never", user=rita).entries == [other.index.pk]


def test_the_page_tells_and_flags(client, role, rita, question, monkeypatch):
    monkeypatch.setattr(use, "OFTEN", 2)
    for _ in range(3):
        interview(role, question)
    client.force_login(rita)
    shown = client.get(reverse("question_detail", args=[question.uid])).content.decode()
    assert "Asked too often." in shown
    assert "asked in 3 interviews of the last 90 days" in shown
    assert "4 min" in shown
    answer = client.get(reverse("question_list"), {"use": "overused"})
    assert [line.question for line in answer.context["lines"]] == [question]


def test_a_question_costs_the_same_with_one_and_with_three_scorecards(
    client, role, rita, question, django_assert_max_num_queries
):
    client.force_login(rita)
    interview(role, question)
    with django_assert_max_num_queries(13):
        client.get(reverse("question_detail", args=[question.uid]))
    for _ in range(3):
        interview(role, question)
    with django_assert_max_num_queries(13):
        client.get(reverse("question_detail", args=[question.uid]))
    with django_assert_max_num_queries(6):
        client.get(reverse("question_list"), {"use": "never", "q": "question"})
