import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.models import AuditEvent
from hiring import services
from hiring.models import Candidate, Role, RoleState, Seat, SeatKind
from tests.factories import CandidacyFactory, GuideVersionFactory, RoleFactory, UserFactory


def kinds(role):
    return list(role.stages.in_order().values_list("kind", flat=True))


def test_opening_makes_every_stage_of_the_guide_and_gives_seats(rosa, mara):
    version = GuideVersionFactory()
    role = services.open_role(
        title=" ML Engineer ",
        guide_version=version,
        by=rosa,
        seats=[(mara, SeatKind.HIRING_MANAGER), (rosa, SeatKind.RECRUITER)],
        placeholder_values={"company": "Northwind", "unknown": "x"},
    )
    assert role.title == "ML Engineer"
    assert kinds(role) == [stage.kind for stage in version.stages.order_by("position")]
    assert set(role.seats.values_list("user__name", "kind")) == {
        ("Mara Muñoz", "hiring_manager"),
        ("Rosa Reyes", "recruiter"),
    }
    assert "unknown" not in role.placeholder_values
    assert set(AuditEvent.objects.values_list("verb", flat=True)) == {"role.opened", "seat.given"}


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_a_role_opens_from_a_published_version_only(rosa, state):
    version = GuideVersionFactory.build(state=state)
    with pytest.raises(services.NotPublished) as refusal:
        services.open_role(title="ML", guide_version=version, by=rosa)
    assert refusal.value.field == "guide_version"
    assert not Role.objects.exists()


def test_a_refused_seat_leaves_no_role_behind(rosa):
    gone = UserFactory(is_active=False)
    with pytest.raises(services.NotActive):
        services.open_role(title="ML", guide_version=GuideVersionFactory(), by=rosa, seats=[(gone, "interviewer")])
    assert not Role.objects.exists()


def test_stages_can_be_dropped_and_moved_until_somebody_enters(role, rosa):
    services.drop_stage(stage=role.stages.get(kind="culture"), by=rosa)
    services.move_stage(stage=role.stages.get(kind="applied_ml"), position=1, by=rosa)
    assert kinds(role) == ["applied_ml", "screen", "work_sample", "technical", "debrief", "references"]
    assert list(role.stages.in_order().values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]
    with pytest.raises(services.NoSuchPlace):
        services.move_stage(stage=role.stages.get(kind="screen"), position=7, by=rosa)
    services.add_candidacy(role=role, name="Amara", email="a@example.net", by=rosa)
    for act in (
        lambda: services.drop_stage(stage=role.stages.get(kind="screen"), by=rosa),
        lambda: services.move_stage(stage=role.stages.get(kind="screen"), position=1, by=rosa),
    ):
        with pytest.raises(services.StagesFixed):
            act()


def test_the_last_scored_stage_stays(role, rosa):
    for stage in role.stages.exclude(kind__in=["technical", "debrief"]):
        services.drop_stage(stage=stage, by=rosa)
    with pytest.raises(services.LastStage):
        services.drop_stage(stage=role.stages.get(kind="technical"), by=rosa)


def test_candidates_enter_the_first_scored_stage_once(role, rosa):
    services.move_stage(stage=role.stages.get(kind="debrief"), position=1, by=rosa)
    candidacy = services.add_candidacy(role=role, name="Amara  Nwosu", email="Amara@Example.net ", by=rosa)
    assert candidacy.stage.kind == "screen"
    assert (candidacy.candidate.name, candidacy.candidate.email) == ("Amara Nwosu", "amara@example.net")
    with pytest.raises(services.AlreadyHere):
        services.add_candidacy(role=role, name="A. N.", email="AMARA@example.net", by=rosa)
    again = services.add_candidacy(role=RoleFactory(), name="Other Name", email="amara@example.net", by=rosa)
    assert again.candidate == candidacy.candidate
    assert Candidate.objects.get().name == "Amara Nwosu"


def test_a_closed_role_takes_nobody_and_an_unknown_zone_is_refused(role, rosa):
    with pytest.raises(services.NoSuchZone):
        services.add_candidacy(role=role, name="A", email="a@example.net", timezone="Mars/Base", by=rosa)
    services.close_role(role=role, by=rosa)
    services.close_role(role=role, by=rosa)
    assert role.state == RoleState.CLOSED
    with pytest.raises(services.RoleClosed):
        services.add_candidacy(role=role, name="A", email="a@example.net", by=rosa)
    assert AuditEvent.objects.filter(verb="role.closed").count() == 1


def test_seats_are_held_once_and_somebody_can_always_decide(role, rosa, mara, iris):
    with pytest.raises(services.SeatTaken):
        services.give_seat(role=role, user=mara, kind="hiring_manager", by=rosa)
    services.take_seat(seat=role.seats.get(user=iris), by=rosa)
    services.take_seat(seat=role.seats.get(user=rosa), by=rosa)
    with pytest.raises(services.LastDecider):
        services.take_seat(seat=role.seats.get(user=mara), by=rosa)


def test_the_database_keeps_seats_stages_and_candidacies_single(role, mara, candidacy):
    stage = role.stages.first()
    for create in (
        lambda: Seat.objects.create(role=role, user=mara, kind="hiring_manager"),
        lambda: role.stages.create(guide_stage=stage.guide_stage, kind="screen", name="x", position=99),
        lambda: CandidacyFactory(role=role, candidate=candidacy.candidate),
        lambda: Role.objects.filter(pk=role.pk).update(state="closed"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            create()


def test_who_cannot_sign_in_any_more_does_not_count_as_a_decider(role, mara, rosa, ada):
    rosa.is_active = False
    rosa.save()
    with pytest.raises(services.LastDecider):
        services.take_seat(seat=role.seats.get(user=mara), by=ada)


def test_names_are_hidden_from_those_who_rate_a_work_sample_unless_a_role_shows_them(rosa):
    role = services.open_role(title="ML engineer", guide_version=GuideVersionFactory(), by=rosa)
    assert [stage.kind for stage in role.stages.filter(anonymous=True)] == ["work_sample"]

    services.choose_names(stage=role.stages.get(kind="work_sample"), anonymous=False, by=rosa)

    assert not role.stages.filter(anonymous=True).exists()


def test_names_are_the_same_matter_for_every_candidate(rosa):
    role = RoleFactory()
    with pytest.raises(services.NoNamesToHide):
        services.choose_names(stage=role.stages.get(kind="technical"), anonymous=True, by=rosa)
    CandidacyFactory(role=role)
    with pytest.raises(services.StagesFixed):
        services.choose_names(stage=role.stages.get(kind="work_sample"), anonymous=True, by=rosa)


def test_the_database_hides_names_in_work_samples_alone(rosa):
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleFactory().stages.filter(kind="technical").update(anonymous=True)


def test_names_are_chosen_on_the_roles_page(client, rosa):
    role = services.open_role(title="ML engineer", guide_version=GuideVersionFactory(), by=rosa)
    stage = role.stages.get(kind="work_sample")
    client.force_login(rosa)
    for names, words in (("show", "names are shown to the panel"), ("hide", "names are hidden from the panel")):
        page = client.post(reverse("stage_names", args=[stage.uid]), {"names": names}, follow=True)
        assert words in page.content.decode()
        stage.refresh_from_db()
        assert stage.anonymous == (names == "hide")

    page = client.post(reverse("stage_names", args=[stage.uid]), {}, follow=True)
    assert "Choose whether the panel sees the names." in page.content.decode()
    stage.refresh_from_db()
    assert stage.anonymous
