import pytest

from core.models import AuditEvent
from hiring.models import Candidacy
from references.models import Referee, ReferenceAnswer, ReferenceCheck
from references.services import (
    AlreadyFinished,
    Conflict,
    InvalidChanges,
    NoConsent,
    NotReachable,
    NotReadyToFinish,
    NotRunning,
    NotYourCall,
    WaitsForReferee,
    add_follow_up,
    add_referee,
    change_referee,
    finish_check,
    record_consent,
    save_check,
    start_check,
    withdraw_consent,
)
from tests.factories import InterviewFactory, PanelistFactory, RefereeFactory, ReferenceCheckFactory
from tests.factories.hiring import MONDAY


def ratings_at(level, criteria, evidence="They said so."):
    return {"ratings": {criterion.uid: {"level": level, "evidence": evidence} for criterion in criteria}}


def said(question, text="Four years", **more):
    return {"answers": {question.uid: {"text": text, **more}}}


@pytest.mark.parametrize("way", [{"email": "remy@example.net"}, {"phone": "+49 30 1234"}])
def test_one_way_to_be_reached_is_enough(candidacy, mara, way):
    referee = add_referee(candidacy=candidacy, name=" Remy  Roth ", relationship="Led the team", by=mara, **way)
    assert referee.name == "Remy Roth"
    assert AuditEvent.objects.get(verb="referee.added").scope_uid == candidacy.uid


def test_a_referee_is_noted_with_period_relation_and_the_candidates_consent(candidacy, mara):
    referee = add_referee(
        candidacy=candidacy, name="Remy", relation="manager", relationship="Led", period="2019 to 2022",
        phone="1", candidate_agrees="In a mail", by=mara,
    )  # fmt: skip
    consent = referee.consents.get()
    assert (referee.relation, referee.period) == ("manager", "2019 to 2022")
    assert (consent.of, consent.how, consent.recorded_by) == ("candidate", "In a mail", mara)
    assert AuditEvent.objects.filter(verb="referee.consent_recorded").count() == 1


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


def test_a_referee_is_corrected(remy, rosa):
    said = {"name": "Remi Roth", "relation": "client", "relationship": "Bought from them", "period": "", "company": ""}
    changed = change_referee(referee=remy, email="remi@example.net", phone="", by=rosa, **said)
    assert (changed.name, changed.email) == ("Remi Roth", "remi@example.net")
    with pytest.raises(NotReachable):
        change_referee(referee=remy, email="", phone=" ", by=rosa, **said)


def test_the_address_of_a_link_that_is_out_stays(link, remy, rosa):
    said = {"name": "Remi", "relation": "", "relationship": "Led", "period": "", "company": "", "phone": "1"}
    with pytest.raises(WaitsForReferee):
        change_referee(referee=remy, email="other@example.net", by=rosa, **said)
    assert change_referee(referee=remy, email=remy.email, by=rosa, **said).name == "Remi"


def test_without_the_candidates_consent_nobody_is_asked(candidacy, mara):
    referee = RefereeFactory(candidacy=candidacy, added_by=mara, agreed=False)
    with pytest.raises(NoConsent):
        start_check(referee=referee, by=mara)
    record_consent(referee=referee, of="candidate", how="On the phone", by=mara)
    assert start_check(referee=referee, by=mara)


def test_a_consent_is_recorded_once_and_taken_back_with_its_history(remy, mara, rosa):
    first = remy.consents.get()
    assert record_consent(referee=remy, of="candidate", how="Again", by=rosa) == first
    withdraw_consent(referee=remy, of="candidate", by=rosa)
    withdraw_consent(referee=remy, of="candidate", by=rosa)
    with pytest.raises(NoConsent):
        start_check(referee=remy, by=mara)
    first.refresh_from_db()
    assert first.withdrawn_by == rosa
    record_consent(referee=remy, of="candidate", how="Thought better of it", by=mara)
    assert remy.consents.count() == 2
    assert AuditEvent.objects.filter(verb="referee.consent_withdrawn").count() == 1


def test_a_decider_who_owes_a_scorecard_takes_no_reference(candidacy, mara, check, save):
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=mara)
    with pytest.raises(NotYourCall):
        save(check, {})
    with pytest.raises(NotYourCall):
        start_check(referee=check.referee, by=mara)
    with pytest.raises(NotYourCall):
        record_consent(referee=check.referee, of="referee", how="", by=mara)


def test_starting_twice_gives_the_same_check(check, rosa):
    assert start_check(referee=check.referee, by=rosa) == check
    assert AuditEvent.objects.filter(verb="reference.started").count() == 1


def test_saving_changes_only_what_is_named(check, save, question, criteria):
    save(check, said(question) | {"to_verify": "Depth"})
    save(check, {"ratings": {criteria[0].uid: {"level": 2}}})
    save(check, {"ratings": {criteria[0].uid: {"evidence": "A story"}}})
    check.refresh_from_db()
    rating = check.ratings.get()
    assert (check.revision, check.to_verify, check.answers.get().text) == (3, "Depth", "Four years")
    assert (rating.level, rating.evidence) == (2, "A story")


def test_numbers_and_marks_are_stored_as_such(check, save, numbered):
    save(check, said(numbered, number=8, hesitated=True))
    save(check, {"answers": {numbered.uid: {"qualified": True}}})
    answer = check.answers.get()
    assert (answer.number, answer.hesitated, answer.qualified) == (8, True, True)
    save(check, {"answers": {numbered.uid: {"number": None}}})
    assert check.answers.get().number is None


@pytest.mark.parametrize("number", [0, 11, True, "8", 7.5])
def test_a_number_outside_of_1_to_10_is_refused(check, save, numbered, number):
    with pytest.raises(InvalidChanges) as refusal:
        save(check, said(numbered, number=number))
    assert list(refusal.value.errors) == [f"answers.{numbered.uid}.number"]
    assert not ReferenceAnswer.objects.exists()


def test_a_question_without_a_scale_takes_no_number(check, save, question):
    with pytest.raises(InvalidChanges):
        save(check, said(question, number=8))


def test_the_same_field_saved_elsewhere_is_a_conflict_and_overwrites_nothing(check, save, question, rosa):
    save(check, said(question, "First"))
    with pytest.raises(Conflict) as refusal:
        save(check, said(question, "Second"), base=0, tab="b", by=rosa)
    assert refusal.value.server == {f"answers.{question.uid}.text": "First"}
    assert ReferenceAnswer.objects.get().text == "First"


def test_another_field_saved_elsewhere_is_no_conflict_and_is_told(check, save, question, rosa):
    save(check, said(question, "First"))
    saved = save(check, {"to_verify": "Depth"}, base=0, tab="b", by=rosa)
    assert saved.elsewhere == {f"answers.{question.uid}.text": "First"}


def test_a_save_that_comes_twice_counts_once(check, mara, question):
    twice = {"base_revision": 0, "client_id": "a", "seq": 1, "by": mara}
    save_check(check=check, changes=said(question, "First"), **twice)
    assert save_check(check=check, changes=said(question, "Late"), **twice).replayed
    assert ReferenceAnswer.objects.get().text == "First"


@pytest.mark.parametrize("level", [-1, 5, True, "3", 2.5])
def test_a_level_outside_the_scale_is_refused_and_nothing_is_written(check, save, question, criteria, level):
    with pytest.raises(InvalidChanges) as refusal:
        save(check, said(question) | {"ratings": {criteria[0].uid: {"level": level}}})
    assert list(refusal.value.errors) == [f"ratings.{criteria[0].uid}.level"]
    assert not ReferenceAnswer.objects.exists()


@pytest.mark.parametrize(
    "changes", [None, [], "x", {"answers": []}, {"answers": {"a": 1}}, {"consent": True}, {"to_verify": 3}]
)
def test_what_makes_no_sense_is_refused(check, save, changes):
    with pytest.raises(InvalidChanges):
        save(check, changes)


def test_foreign_questions_and_megabytes_are_refused(check, save, candidacy, question):
    foreign = candidacy.role.guide_version.stages.get(kind="technical").questions.first()
    with pytest.raises(InvalidChanges) as refusal:
        save(check, {"answers": {foreign.uid: {"text": "x"}, question.uid: {"text": "x" * 1_000_000}}})
    assert set(refusal.value.errors) == {f"answers.{foreign.uid}.text", f"answers.{question.uid}.text"}


def test_the_debriefs_question_is_answered_in_the_call(check, save, candidacy, mara):
    asked = add_follow_up(candidacy=candidacy, text="Who had the idea?", by=mara)
    save(check, {"follow_ups": {asked.uid: {"text": "Amara", "hesitated": True}}})
    answer = check.follow_up_answers.get()
    assert (answer.text, answer.hesitated) == ("Amara", True)


def test_finishing_needs_every_level_and_a_reason_for_none(check, save, mara, criteria):
    save(check, ratings_at(3, criteria[:-1]))
    save(check, {"ratings": {criteria[0].uid: {"level": 0, "evidence": "  "}}})
    with pytest.raises(NotReadyToFinish) as refusal:
        finish_check(check=check, by=mara)
    assert list(refusal.value.errors) == [f"ratings.{criteria[0].uid}.evidence", f"ratings.{criteria[-1].uid}.level"]
    assert not ReferenceCheck.objects.get().is_finished


def test_finishing_needs_the_referees_consent(check, save, mara, criteria):
    save(check, ratings_at(3, criteria))
    withdraw_consent(referee=check.referee, of="referee", by=mara)
    with pytest.raises(NotReadyToFinish) as refusal:
        finish_check(check=check, by=mara)
    assert list(refusal.value.errors) == ["consent"]


def test_a_finished_check_never_changes(check, save, mara, criteria):
    save(check, ratings_at(3, criteria))
    finished = finish_check(check=check, by=mara)
    for again in (lambda: save(check, ratings_at(4, criteria)), lambda: finish_check(check=check, by=mara)):
        with pytest.raises(AlreadyFinished):
            again()
    assert {rating.level for rating in finished.ratings.all()} == {3}
    assert AuditEvent.objects.filter(verb="reference.finished").count() == 1


def test_the_factory_makes_what_the_services_accept(candidacy, mara):
    check = ReferenceCheckFactory(referee__candidacy=candidacy, referee__added_by=mara, level=2)
    assert finish_check(check=check, by=mara).is_finished
