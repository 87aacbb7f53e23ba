"""Lists and predicates agree, for every persona."""

import pytest

from hiring import services
from hiring.models import Candidacy, Document, DocumentKind, Interview, Role, StageDecision
from tests.factories import CandidacyFactory, RoleFactory, ScorecardFactory, UserFactory, seat

PEOPLE = ["ada", "rosa", "mara", "iris", "ivan", "stan"]


@pytest.fixture
def world(candidacy, iris, ivan, mara, plan):
    """Two roles; Iris owes on one interview, Ivan has sealed on another candidacy, somebody left."""
    other = CandidacyFactory(role=candidacy.role)
    elsewhere = CandidacyFactory(role=RoleFactory())
    owed = plan(iris)
    later = plan(ivan, stage=candidacy.role.stages.get(kind="culture"), hours=48)
    sealed = plan(ivan, candidacy=other, hours=-3)
    ScorecardFactory(panelist=sealed.panelists.get(), sealed=True)
    services.hold(candidacy=candidacy, reason="Wait.", by=mara)
    services.hold(candidacy=elsewhere, reason="Wait.", by=mara)
    for one in (candidacy, other, elsewhere):
        Document.objects.create(candidacy=one, kind=DocumentKind.RESUME, file="x", original_name="cv", size=1)
    return owed, later, sealed


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(
    ("model", "permission"),
    [
        (Role, "hiring.view_role"),
        (Candidacy, "hiring.view_candidacy"),
        (Interview, "hiring.view_interview"),
        (Document, "hiring.view_document"),
    ],
)
def test_what_a_list_shows_is_what_the_predicate_allows(request, world, who, model, permission):
    user = request.getfixturevalue(who)
    listed = set(model.objects.visible_to(user))
    assert listed == {thing for thing in model.objects.all() if user.has_perm(permission, thing)}
    assert who not in {"stan"} or not listed


def test_whoever_owes_sees_their_own_interviews_only(world, iris, ivan, mara):
    owed, later, _ = world
    assert set(Interview.objects.visible_to(iris)) == {owed}
    assert later not in Interview.objects.visible_to(iris)
    assert {owed, later} <= set(Interview.objects.visible_to(mara))
    assert not StageDecision.objects.visible_to(iris).exists()
    assert StageDecision.objects.visible_to(mara).count() == 1


@pytest.mark.parametrize(
    ("permission", "allowed"),
    [
        ("hiring.view_candidacy", {"ada", "rosa", "mara", "iris", "ivan"}),
        ("hiring.decide_candidacy", {"rosa", "mara"}),
        ("hiring.withdraw_candidacy", {"ada", "rosa", "mara"}),
        ("hiring.plan_interview", {"ada", "rosa", "mara"}),
        ("hiring.attach_document", {"ada", "rosa", "mara"}),
    ],
)
def test_who_may_act_on_a_candidacy(request, world, candidacy, permission, allowed):
    assert {who for who in PEOPLE if request.getfixturevalue(who).has_perm(permission, candidacy)} == allowed


def test_roles_are_opened_by_recruiters_and_changed_by_their_deciders(request, role):
    assert {who for who in PEOPLE if request.getfixturevalue(who).has_perm("hiring.open_role")} == {"ada", "rosa"}
    may_edit = {who for who in PEOPLE if request.getfixturevalue(who).has_perm("hiring.edit_role", role)}
    assert may_edit == {"ada", "rosa", "mara"}


def test_whoever_owes_a_later_interview_cannot_change_an_earlier_one(candidacy, plan, rosa, iris):
    earlier = plan(iris, hours=5)
    mine = plan(rosa, stage=candidacy.role.stages.get(kind="culture"), hours=30)
    assert not rosa.has_perm("hiring.change_interview", earlier)
    assert rosa.has_perm("hiring.change_interview", mine)


def test_only_a_standing_panelist_steps_down(plan, iris, ivan, rosa):
    panelist = plan(iris).panelists.get()
    assert iris.has_perm("hiring.recuse_panelist", panelist)
    assert not ivan.has_perm("hiring.recuse_panelist", panelist)
    services.release_panelist(panelist=panelist, reason="Away.", by=rosa)
    assert not iris.has_perm("hiring.recuse_panelist", panelist)


def test_a_recruiter_by_seat_only_decides_too(candidacy):
    person = UserFactory()
    seat(candidacy.role, person, "recruiter")
    assert person.has_perm("hiring.decide_candidacy", candidacy)
