import pytest

from core.models import AuditEvent
from hiring.models import Candidacy
from references.models import Referee, ReferenceAnswer, ReferenceCheck
from references.services import (
    AlreadyFinished,
    ChangedElsewhere,
    InvalidEntries,
    NotReachable,
    NotReadyToFinish,
    NotRunning,
    NotYourCall,
    add_referee,
    finish_check,
    save_check,
    start_check,
)
from tests.factories import InterviewFactory, PanelistFactory, ReferenceCheckFactory
from tests.factories.hiring import MONDAY


def ratings_at(level, criteria, evidence="They said so."):
    return {criterion.uid: {"level": level, "evidence": evidence} for criterion in criteria}


@pytest.mark.parametrize("way", [{"email": "remy@example.net"}, {"phone": "+49 30 1234"}])
def test_one_way_to_be_reached_is_enough(candidacy, mara, way):
    referee = add_referee(candidacy=candidacy, name=" Remy  Roth ", relationship="Led the team", by=mara, **way)
    assert referee.name == "Remy Roth"
    assert AuditEvent.objects.get(verb="referee.added").scope_uid == candidacy.uid


def test_without_any_way_nothing_is_written(candidacy, mara):
    with pytest.raises(NotReachable):
        add_referee(candidacy=candidacy, name="Remy", relationship="Led", by=mara, email=" ")
    assert not Referee.objects.exists()


def test_an_ended_candidacy_takes_no_referee(candidacy, mara):
    Candidacy.objects.update(state="withdrawn", ended_at=MONDAY)
    candidacy.refresh_from_db()
    with pytest.raises(NotRunning):
        add_referee(candidacy=candidacy, name="Remy", relationship="Led", by=mara, phone="1")


@pytest.mark.parametrize("who", ["ada", "iris", "stan"])
def test_only_deciders_add_referees(candidacy, who, request):
    with pytest.raises(NotYourCall):
        add_referee(candidacy=candidacy, name="R", relationship="L", phone="1", by=request.getfixturevalue(who))


def test_a_decider_who_owes_a_scorecard_takes_no_reference(candidacy, mara, check):
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=mara)
    with pytest.raises(NotYourCall):
        save_check(check=check, answers={}, ratings={}, by=mara)
    with pytest.raises(NotYourCall):
        start_check(referee=check.referee, by=mara)


def test_starting_twice_gives_the_same_check(check, rosa):
    assert start_check(referee=check.referee, by=rosa) == check
    assert AuditEvent.objects.filter(verb="reference.started").count() == 1


def test_saving_changes_only_what_is_named(check, mara, question, criteria):
    save_check(check=check, answers={question.uid: "Four years"}, ratings={}, to_verify="Depth", by=mara)
    saved = save_check(check=check, answers={}, ratings={criteria[0].uid: {"level": 2}}, by=mara)
    saved = save_check(check=saved, answers={}, ratings={criteria[0].uid: {"evidence": "A story"}}, by=mara)
    rating = saved.ratings.get()
    assert (saved.revision, saved.to_verify, saved.answers.get().text) == (3, "Depth", "Four years")
    assert (rating.level, rating.evidence) == (2, "A story")


def test_an_old_revision_overwrites_nothing(check, mara, rosa, question):
    save_check(check=check, answers={question.uid: "First"}, ratings={}, base_revision=0, client="a", by=mara)
    with pytest.raises(ChangedElsewhere):
        save_check(check=check, answers={question.uid: "Second"}, ratings={}, base_revision=0, client="b", by=rosa)
    assert ReferenceAnswer.objects.get().text == "First"


def test_the_same_tab_goes_on_after_a_lost_answer(check, mara, question):
    save_check(check=check, answers={question.uid: "First"}, ratings={}, base_revision=0, client="a", by=mara)
    saved = save_check(check=check, answers={question.uid: "More"}, ratings={}, base_revision=0, client="a", by=mara)
    assert saved.answers.get().text == "More"


@pytest.mark.parametrize("level", [-1, 5, True, "3", 2.5])
def test_a_level_outside_the_scale_is_refused_and_nothing_is_written(check, mara, question, criteria, level):
    with pytest.raises(InvalidEntries) as refusal:
        save_check(check=check, answers={question.uid: "No"}, ratings={criteria[0].uid: {"level": level}}, by=mara)
    assert list(refusal.value.errors) == [f"ratings.{criteria[0].uid}.level"]
    assert not ReferenceAnswer.objects.exists()


def test_foreign_questions_and_megabytes_are_refused(check, mara, candidacy, question):
    foreign = candidacy.role.guide_version.stages.get(kind="technical").questions.first()
    with pytest.raises(InvalidEntries) as refusal:
        save_check(check=check, answers={foreign.uid: "x", question.uid: "x" * 1_000_000}, ratings={}, by=mara)
    assert set(refusal.value.errors) == {f"answers.{foreign.uid}", f"answers.{question.uid}"}


def test_finishing_needs_every_level_and_a_reason_for_none(check, mara, criteria):
    save_check(check=check, answers={}, ratings=ratings_at(3, criteria[:-1]), by=mara)
    save_check(check=check, answers={}, ratings={criteria[0].uid: {"level": 0, "evidence": "  "}}, by=mara)
    with pytest.raises(NotReadyToFinish) as refusal:
        finish_check(check=check, by=mara)
    assert list(refusal.value.errors) == [f"ratings.{criteria[0].uid}.evidence", f"ratings.{criteria[-1].uid}.level"]
    assert not ReferenceCheck.objects.get().is_finished


def test_a_finished_check_never_changes(check, mara, criteria):
    save_check(check=check, answers={}, ratings=ratings_at(3, criteria), by=mara)
    finished = finish_check(check=check, by=mara)
    for again in (
        lambda: save_check(check=check, answers={}, ratings=ratings_at(4, criteria), by=mara),
        lambda: finish_check(check=check, by=mara),
    ):
        with pytest.raises(AlreadyFinished):
            again()
    assert {rating.level for rating in finished.ratings.all()} == {3}
    assert AuditEvent.objects.filter(verb="reference.finished").count() == 1


def test_the_factory_makes_what_the_services_accept(candidacy, mara):
    check = ReferenceCheckFactory(referee__candidacy=candidacy, referee__added_by=mara, level=2)
    assert finish_check(check=check, by=mara).is_finished
