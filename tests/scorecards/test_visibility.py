"""The independence rule, over who a person is, how their own scorecard stands, and how far the debrief is."""

from itertools import product
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from hiring.models import Candidacy, Interview, Seat, SeatKind
from scorecards.models import Reveal, Scorecard
from scorecards.queries import composite, coverage, evidence_matrix, progress
from scorecards.queries.panel import scorecards_panel
from scorecards.queries.todos import todos_of
from scorecards.visibility import may_read, may_see_progress, visible_scorecards
from tests.factories import InterviewFactory, PanelistFactory, ScorecardFactory, UserFactory, seat

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PANEL = ["none", "pending", "draft", "sealed", "left unsealed", "left sealed", "recused"]
SEATS = [None, SeatKind.INTERVIEWER, SeatKind.HIRING_MANAGER, SeatKind.RECRUITER]
LEVELS = ["member", "recruiter", "admin"]
REVEALS = ["hidden", "revealed", "closed"]


def reader(interview: Interview, panel: str, kind: str | None, level: str) -> User:
    """Somebody who sits on ``interview`` as ``panel`` says, with this seat and access level."""
    user = UserFactory(access_level=level)
    if kind:
        seat(interview.candidacy.role, user, kind)
    if panel == "none":
        return user
    now = timezone.now()
    place: dict[str, Any] = {"joined_at": interview.created_at}
    if panel.startswith("left"):
        place |= {"left_at": now}
    if panel == "recused":
        place |= {"recused_at": now, "recusal_reason": "We are cousins."}
    panelist = PanelistFactory(interview=interview, user=user, **place)
    if panel in {"draft", "left unsealed"}:
        ScorecardFactory(panelist=panelist)
    if panel in {"sealed", "left sealed"}:
        ScorecardFactory(panelist=panelist, sealed=True)
    return user


def reveal(candidacy: Candidacy, state: str, by: User) -> None:
    if state != "hidden":
        now = timezone.now()
        Reveal.objects.create(candidacy=candidacy, at=now, by=by, closed_at=now if state == "closed" else None)


def expected(panel: str, kind: str | None, state: str, *, complete: bool) -> bool:
    """The rule, said once more in other words."""
    if panel in {"pending", "draft", "recused"}:
        return False
    decides = kind in {SeatKind.HIRING_MANAGER, SeatKind.RECRUITER}
    if panel == "left unsealed":
        return state == "closed"
    if panel in {"sealed", "left sealed"}:
        return state != "hidden" or (decides and complete)
    return decides and complete


@pytest.fixture
def ivans(interview: Interview, ivan_sits: Any) -> Scorecard:
    """Ivan's sealed scorecard on the technical interview."""
    return ScorecardFactory(panelist=ivan_sits, sealed=True, level=4)


@pytest.mark.parametrize(("panel", "state"), list(product(PANEL, REVEALS)))
def test_who_may_read(interview, ivans, candidacy, ada, panel, state):
    reveal(candidacy, state, ada)
    for kind, level in product(SEATS, LEVELS):
        user = reader(interview, panel, kind, level)
        complete = panel not in {"pending", "draft"}
        allowed = expected(panel, kind, state, complete=complete)
        assert may_read(user, ivans) == allowed, (panel, kind, level, state)
        listed = visible_scorecards(user).filter(panelist__user=ivans.panelist.user)
        assert list(listed) == ([ivans] if allowed else [])
        # The next one meets the same panel as before.
        user.panels.update(left_at=timezone.now())
        Scorecard.objects.filter(panelist__user=user, sealed_at=None).delete()
        Seat.objects.filter(user=user).delete()


@pytest.mark.parametrize(("kind", "level"), list(product(SEATS, LEVELS)))
def test_a_draft_is_read_by_its_author_alone(interview, iris_sits, iris, kind, level):
    draft = ScorecardFactory(panelist=iris_sits, level=2)
    assert may_read(iris, draft)
    assert not may_read(reader(interview, "none", kind, level), draft)
    assert not may_read(reader(interview, "sealed", kind, level), draft)


def test_a_stage_opens_to_deciders_when_everybody_is_in(interview, ivans, iris_sits, mara):
    assert not may_read(mara, ivans)
    mine = ScorecardFactory(panelist=iris_sits, sealed=True)
    assert set(visible_scorecards(mara)) == {ivans, mine}


def test_owing_in_another_stage_closes_everything(interview, ivans, candidacy, mara):
    later = InterviewFactory(candidacy=candidacy, stage=candidacy.role.stages.get(kind="culture"))
    assert may_read(mara, ivans)
    PanelistFactory(interview=later, user=mara)
    assert not may_read(mara, ivans)
    assert not may_see_progress(mara, candidacy)


def test_sealing_here_opens_nothing_on_another_candidacy(interview, ivans, candidacy, ada, role, iris, iris_sits):
    reveal(candidacy, "revealed", ada)
    elsewhere = ScorecardFactory(panelist__user=iris, sealed=True)
    assert elsewhere
    assert not may_read(iris, ivans)


@pytest.mark.parametrize("panel", ["pending", "draft", "left unsealed", "recused"])
@pytest.mark.parametrize("kind", SEATS)
@pytest.mark.parametrize("level", LEVELS)
def test_nothing_that_a_bound_person_gets_depends_on_the_others(interview, candidacy, ivan_sits, panel, kind, level):
    user = reader(interview, panel, kind, level)

    def world() -> list[Any]:
        matrix = evidence_matrix(user, candidacy)
        return [
            [stage.name for stage in matrix.stages],
            composite(user, candidacy),
            coverage(user, candidacy),
            progress(user, candidacy),
            scorecards_panel(user, candidacy),
            todos_of(user),
            may_see_progress(user, candidacy),
        ]

    nothing = world()
    card = ScorecardFactory(panelist=ivan_sits)
    draft = world()
    card.delete()
    ScorecardFactory(panelist=ivan_sits, sealed=True, level=4)
    assert nothing == draft == world()


def test_recruiters_by_access_level_alone_see_no_progress(interview, ivans, candidacy, ada):
    other = UserFactory(access_level="recruiter")
    assert not may_see_progress(other, candidacy)
    assert not may_see_progress(ada, candidacy)
    assert progress(other, candidacy) == []


def test_a_decider_finds_their_own_sealed_scorecard_once(interview, iris, mara, candidacy):
    for person in (iris, mara):
        ScorecardFactory(panelist=PanelistFactory(interview=interview, user=person), sealed=True)
    panel = scorecards_panel(mara, candidacy)
    assert panel.own == []
    assert sorted(place.name for place in panel.stages[0].places) == sorted([iris.name, mara.name])
