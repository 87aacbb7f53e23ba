import pytest
from django.db import IntegrityError, transaction

from references.models import Referee, ReferenceAnswer, ReferenceCheck, ReferenceRating
from tests.factories import InterviewFactory, PanelistFactory, RefereeFactory


@pytest.mark.parametrize("level", [5, 32])
def test_a_level_outside_the_scale_is_refused(check, criteria, level):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferenceRating.objects.create(check_taken=check, criterion=criteria[0], level=level)


def test_a_question_is_answered_and_a_criterion_rated_once(check, question, criteria):
    ReferenceAnswer.objects.create(check_taken=check, question=question)
    ReferenceRating.objects.create(check_taken=check, criterion=criteria[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferenceAnswer.objects.create(check_taken=check, question=question)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferenceRating.objects.create(check_taken=check, criterion=criteria[0])


def test_a_referee_can_be_reached(candidacy, mara):
    with pytest.raises(IntegrityError), transaction.atomic():
        RefereeFactory(candidacy=candidacy, added_by=mara, email="", phone="")


def test_a_referee_is_asked_once(check, mara):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferenceCheck.objects.create(referee=check.referee, taken_by=mara)


@pytest.mark.parametrize(("who", "sees"), [("mara", True), ("rosa", True), ("ada", False), ("iris", False)])
def test_lists_and_permissions_agree(candidacy, check, who, sees, request):
    user = request.getfixturevalue(who)
    assert Referee.objects.visible_to(user).exists() is sees
    assert ReferenceCheck.objects.visible_to(user).exists() is sees
    assert user.has_perm("references.view_references", candidacy) is sees
    assert user.has_perm("references.start_check", check.referee) is sees
    assert user.has_perm("references.write_check", check) is sees


def test_they_agree_for_who_owes_as_well(candidacy, check, mara):
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=mara)
    assert not Referee.objects.visible_to(mara).exists()
    assert not mara.has_perm("references.view_references", candidacy)
