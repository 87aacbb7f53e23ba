"""References on one candidate that were begun with two versions of the guide."""

from datetime import UTC, datetime

import pytest
import time_machine

from hiring.services import move_role
from question_bank.models import GuideVersion
from references.queries import patterns, sheet_of
from references.services import InvalidChanges, finish_check, start_check
from tests.factories import ReferenceCheckFactory, unpublish
from tests.factories.question_bank import newer_version

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _friday():
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def newer(role):
    """The first question and level 3 of the first criterion are worded anew, the second criterion gives way."""
    newer = newer_version(role.guide_version)
    unpublish(newer)
    stage = newer.stages.get(kind="references")
    stage.questions.filter(key="references-q1").update(text="Would you work with them again?")
    criterion = newer.criteria.get(key="references-c1")
    criterion.levels[3] = "Solid, as seen"
    criterion.save()
    newer.criteria.filter(key="references-c2").update(key="references-c9", name="Reliability")
    GuideVersion.objects.filter(pk=newer.pk).update(state="published", published_at=newer.published_at)
    newer.refresh_from_db()
    return newer


def test_a_check_begun_keeps_its_questions(role, check, newer, lena, mara, save, question, criteria):
    move_role(role=role, to=newer, by=mara)
    check.refresh_from_db()
    assert [asked.text for asked in sheet_of(check).questions] == [
        "Reference Checks: question 1?", "Reference Checks: question 2?",
    ]  # fmt: skip
    ratings = {criterion.uid: {"level": 3} for criterion in criteria}
    save(check, {"answers": {question.uid: {"text": "Gladly."}}, "ratings": ratings})
    finish_check(check=check, by=mara)
    lena.candidacy.role.refresh_from_db()
    later = start_check(referee=lena, by=mara)
    assert sheet_of(later).questions[0].text == "Would you work with them again?"
    with pytest.raises(InvalidChanges):
        save(later, {"answers": {question.uid: {"text": "Words"}}})


def test_what_comes_up_again_is_laid_out_by_key(role, candidacy, finished, newer, remy, mara):
    move_role(role=role, to=newer, by=mara)
    candidacy.refresh_from_db()
    remy.candidacy.role.refresh_from_db()
    ReferenceCheckFactory(referee=remy, finished=True)
    found = patterns(mara, candidacy)
    assert {row.text: [heard.referee for heard in row.answers] for row in found.questions} == {
        "Would you work with them again?": ["Remy Roth"],
        "Reference Checks: question 2?": ["Lena Lund", "Remy Roth"],
        "Reference Checks: question 1?": ["Lena Lund"],
    }
    rows = {row.criterion.key: [rated.level_text for rated in row.ratings] for row in found.criteria}
    assert rows == {
        "references-c1": ["Solid", "Solid, as seen"],
        "references-c9": ["", "Solid"],
        "deploy": ["Solid", "Solid"],
        "references-c2": ["Solid", ""],
    }
    assert {row.criterion.key: row.levels for row in found.criteria}["references-c9"] == [3]
