"""Saving: changed fields only, in order, once, and never over a newer text."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from scorecards.models import Answer, Rating, Scorecard
from scorecards.services import (
    AlreadySealed,
    Conflict,
    InvalidChanges,
    NotOnPanel,
    NotYours,
    open_scorecard,
    save_scorecard,
    seal_scorecard,
)
from tests.factories import GuideVersionFactory

from .conftest import fill, save

pytestmark = pytest.mark.django_db


def test_opening_twice_gives_the_same_draft(interview, iris, card):
    assert open_scorecard(interview=interview, by=iris) == card


def test_a_stranger_to_the_panel_opens_nothing(interview, mara):
    with pytest.raises(NotOnPanel):
        open_scorecard(interview=interview, by=mara)
    assert not Scorecard.objects.exists()


def test_who_left_the_panel_opens_nothing(interview, iris, iris_sits):
    iris_sits.left_at = timezone.now()
    iris_sits.save()
    with pytest.raises(NotOnPanel):
        open_scorecard(interview=interview, by=iris)


def test_every_kind_of_field_is_stored(card, questions, criteria):
    answer = {
        "notes": "Bias is …\nVariance is …",
        "asked": "asked",
        "areas": [1, 0, 1],
        "follow_ups": [0],
        "own_follow_up": "Why?",
    }
    changes = {
        "answers": {questions[0].uid: answer, questions[1].uid: {"asked": "skipped", "skip_reason": "No time."}},
        "ratings": {criteria[0].uid: {"level": 3, "evidence": "Named both."}},
        "recommendation": 4,
        "confidence": 2,
        "summary": "Strong.",
        "red_flags": [1],
        "red_flag_notes": "No baseline.",
    }
    assert save(card, changes).revision == 1
    stored = Answer.objects.get(question=questions[0])
    assert (stored.notes, stored.asked, stored.areas) == ("Bias is …\nVariance is …", "asked", [0, 1])
    assert (stored.follow_ups, stored.own_follow_up) == ([0], "Why?")
    assert Answer.objects.get(question=questions[1]).skip_reason == "No time."
    assert Rating.objects.values_list("level", "evidence").get() == (3, "Named both.")
    card.refresh_from_db()
    assert (card.recommendation, card.summary, card.revision) == (4, "Strong.", 1)
    assert (card.confidence, card.red_flags, card.red_flag_notes) == (2, [1], "No baseline.")


def test_other_fields_stay_as_they_are(card, questions):
    save(card, {"answers": {questions[0].uid: {"notes": "Kept."}}}, seq=1)
    save(card, {"answers": {questions[0].uid: {"areas": [1]}}}, seq=2)
    assert Answer.objects.values_list("notes", "areas").get() == ("Kept.", [1])


def test_a_rating_can_be_taken_back(card, criteria):
    save(card, {"ratings": {criteria[0].uid: {"level": 2}}}, seq=1)
    save(card, {"ratings": {criteria[0].uid: {"level": None}}}, seq=2)
    assert Rating.objects.get().level is None


def test_the_same_save_again_is_answered_and_not_stored_again(card):
    first = save(card, {"summary": "One."}, base=0, seq=5)
    again = save(card, {"summary": "One."}, base=0, seq=5)
    assert (again.revision, again.replayed) == (first.revision, True)


def test_an_older_save_that_arrives_late_changes_nothing(card):
    save(card, {"summary": "Newer."}, base=0, seq=6)
    assert save(card, {"summary": "Older."}, base=0, seq=5).replayed
    card.refresh_from_db()
    assert card.summary == "Newer."


def test_the_same_tab_goes_on_after_a_lost_answer(card):
    save(card, {"summary": "One."}, base=0, seq=5)
    assert save(card, {"summary": "One and two."}, base=0, seq=6).revision == 2


def test_different_fields_of_two_tabs_merge(card, questions):
    save(card, {"summary": "From the laptop."}, base=0, client="laptop")
    merged = save(card, {"answers": {questions[0].uid: {"notes": "From the tablet."}}}, base=0, client="tablet")
    assert merged.elsewhere == {"summary": "From the laptop."}
    assert Answer.objects.get().notes == "From the tablet."
    card.refresh_from_db()
    assert card.summary == "From the laptop."


def test_two_fields_of_the_same_answer_merge(card, questions):
    save(card, {"answers": {questions[0].uid: {"notes": "Typed."}}}, base=0, client="laptop")
    save(card, {"answers": {questions[0].uid: {"areas": [0]}}}, base=0, client="tablet")
    assert Answer.objects.values_list("notes", "areas").get() == ("Typed.", [0])


def test_the_same_field_of_two_tabs_is_a_conflict_with_both_texts_kept(card):
    save(card, {"summary": "From the laptop."}, base=0, client="laptop")
    with pytest.raises(Conflict) as conflict:
        save(card, {"summary": "From the tablet.", "recommendation": 2}, base=0, client="tablet")
    assert (conflict.value.server, conflict.value.revision) == ({"summary": "From the laptop."}, 1)
    card.refresh_from_db()
    assert (card.summary, card.recommendation) == ("From the laptop.", None)
    assert save(card, {"summary": "Both."}, base=1, client="tablet", seq=2).revision == 2


def test_the_same_words_in_two_tabs_are_no_conflict(card):
    save(card, {"summary": "Same."}, base=0, client="laptop")
    assert save(card, {"summary": "Same."}, base=0, client="tablet").revision == 2


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"recommendation": 5}, "recommendation"),
        ({"recommendation": 0}, "recommendation"),
        ({"recommendation": "3"}, "recommendation"),
        ({"recommendation": True}, "recommendation"),
        ({"summary": "x" * 20_001}, "summary"),
        ({"summary": 3}, "summary"),
        ({"confidence": 0}, "confidence"),
        ({"confidence": 4}, "confidence"),
        ({"red_flags": [2]}, "red_flags"),
        ({"red_flags": "0"}, "red_flags"),
        ({"red_flag_notes": None}, "red_flag_notes"),
        ({"summary": "\ud800"}, "summary"),
        ({"sealed_at": "2026-01-01"}, "sealed_at"),
        ({"answers": {"nobody": {"notes": "x"}}}, "answers.nobody.notes"),
        ({"ratings": {"nobody": {"level": 3}}}, "ratings.nobody.level"),
        ({"ratings": {"\0": {"level": 3}}}, "ratings.\0.level"),
        ({"answers": {"\ud800": {"notes": "x"}}}, "answers.\ud800.notes"),
        ({"ratings": []}, "ratings"),
        ([], ""),
    ],
)
def test_what_cannot_be_stored_is_refused_by_field_and_nothing_is_written(card, changes, path):
    with pytest.raises(InvalidChanges) as refused:
        save(card, changes if isinstance(changes, list) else {"summary": "Kept back."} | changes)
    assert path in refused.value.errors
    card.refresh_from_db()
    assert (card.revision, card.summary) == (0, "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("areas", [2]),
        ("areas", [-1]),
        ("areas", ["0"]),
        ("areas", "0"),
        ("follow_ups", [1]),
        ("asked", "perhaps"),
        ("skip_reason", "x" * 301),
        ("own_follow_up", "x" * 501),
        ("notes", None),
        ("seconds", -1),
        ("seconds", 14_401),
        ("seconds", 2.5),
        ("seconds", True),
        ("seconds", "60"),
        ("seconds", None),
        ("written_at", "2026-01-01"),
    ],
)
def test_an_answer_takes_only_what_its_question_offers(card, questions, name, value):
    with pytest.raises(InvalidChanges) as refused:
        save(card, {"answers": {questions[0].uid: {name: value}}})
    assert list(refused.value.errors) == [f"answers.{questions[0].uid}.{name}"]
    assert not Answer.objects.exists()


def test_of_two_counts_of_time_the_larger_stays_and_nobody_is_asked(card, questions):
    def seconds(number, client):
        save(card, {"answers": {questions[0].uid: {"seconds": number}}}, base=0, client=client)
        return Answer.objects.get().seconds

    assert [seconds(90, "one"), seconds(40, "two"), seconds(120, "three")] == [90, 90, 120]


@pytest.mark.parametrize("level", [5, -1, "3", 2.5, True])
def test_a_level_is_0_to_4(card, criteria, level):
    with pytest.raises(InvalidChanges):
        save(card, {"ratings": {criteria[0].uid: {"level": level}}})
    assert not Rating.objects.exists()


def test_questions_and_criteria_of_other_guides_are_refused(card):
    other = GuideVersionFactory().stages.get(kind="technical")
    question, criterion = other.questions.first(), other.criteria.first()
    with pytest.raises(InvalidChanges) as refused:
        save(card, {"answers": {question.uid: {"notes": "x"}}, "ratings": {criterion.uid: {"level": 1}}})
    assert len(refused.value.errors) == 2


def test_nobody_else_saves_it(card, ivan, mara):
    for other in (ivan, mara):
        with pytest.raises(NotYours):
            save_scorecard(scorecard=card, changes={"summary": "x"}, base_revision=0, client_id="a", seq=1, by=other)


def test_who_left_the_panel_saves_nothing(card):
    card.panelist.left_at = timezone.now()
    card.panelist.save()
    with pytest.raises(NotOnPanel):
        save(card, {"summary": "Late."})


def test_an_autosave_after_sealing_is_refused(card, iris):
    seal_scorecard(scorecard=fill(card), by=iris)
    with pytest.raises(AlreadySealed):
        save(card, {"summary": "Late."}, seq=99)


def test_a_repeated_save_after_sealing_is_still_answered(card, iris):
    fill(card)
    save(card, {"summary": "Last words."}, seq=7)
    seal_scorecard(scorecard=card, by=iris)
    assert save(card, {"summary": "Last words."}, seq=7).replayed


def test_a_save_takes_at_most_six_queries(card, questions, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):  # six and the savepoint around them
        save_scorecard(
            scorecard=card,
            changes={"answers": {questions[0].uid: {"notes": "Typed."}}},
            base_revision=0,
            client_id="tab",
            seq=1,
            by=card.panelist.user,
        )


def test_a_page_with_a_shorter_time_is_told_the_longer_and_keeps_no_words_back(card, questions):
    uid = questions[0].uid
    save(card, {"answers": {uid: {"seconds": 300}}}, base=0, client="laptop")
    saved = save(card, {"answers": {uid: {"seconds": 120, "notes": "Typed."}}}, base=0, client="tablet")
    assert saved.elsewhere == {f"answers.{uid}.seconds": 300}
    assert Answer.objects.values_list("seconds", "notes").get() == (300, "Typed.")


def test_time_alone_is_nothing_written(card, questions):
    assert save(card, {"answers": {questions[0].uid: {"seconds": 60}}}).at is None
    card.refresh_from_db()
    assert card.saved_at is None
    written = save(card, {"summary": "Typed."}, seq=2).at
    assert save(card, {"answers": {questions[0].uid: {"seconds": 120}}}, seq=3).at == written


@pytest.mark.parametrize("seconds", [-1, 14_401])
def test_the_database_refuses_other_times(card, questions, seconds):
    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.create(scorecard=card, question=questions[0], seconds=seconds)


@pytest.mark.parametrize("level", [5, 9])
def test_the_database_refuses_other_levels(card, criteria, level):
    with pytest.raises(DatabaseError), transaction.atomic():
        Rating.objects.create(scorecard=card, criterion=criteria[0], level=level)


def test_the_database_refuses_other_recommendations(card):
    with pytest.raises(DatabaseError), transaction.atomic():
        Scorecard.objects.filter(pk=card.pk).update(recommendation=5)


def test_the_database_keeps_one_scorecard_per_panelist_and_interview(card):
    with pytest.raises(DatabaseError), transaction.atomic():
        Scorecard.objects.create(panelist=card.panelist)
