"""The reference report: all that referees said, and nothing of the panel."""

import pytest

from core import packets
from references.models import FollowUp, ReferenceAnswer
from references.packets import report
from references.services import NotYourCall, request_report
from references.tasks import compile_report
from tests.factories import InterviewFactory, PanelistFactory, RefereeFactory, ReferenceCheckFactory, ScorecardFactory
from tests.rig.pdfs import compiled, words_of


@pytest.fixture
def heard(candidacy, mara, finished, numbered, remy):
    """Lena said 3, and 9; Remy said 1 and 4, with a hesitation; a third has not been asked."""
    ReferenceCheckFactory(referee=remy, finished=True, level=1)
    ReferenceAnswer.objects.filter(question=numbered, check_taken=finished).update(number=9)
    of_remy = ReferenceAnswer.objects.filter(question=numbered, check_taken__referee=remy)
    of_remy.update(number=4, hesitated=True, text="Ü 🙂 שלום " + "word " * 400)
    RefereeFactory(candidacy=candidacy, name="Nina Vogt", added_by=mara)
    FollowUp.objects.create(candidacy=candidacy, text="Who had the idea?", asked_by=mara)


def test_the_report_holds_everything_that_was_said(heard, candidacy, mara, criteria):
    words = words_of(compiled(request_report(candidacy=candidacy, by=mara), compile_report)).replace("\0", "")
    for expected in (
        "Lena Lund", "Remy Roth", "Nina Vogt", "Not asked yet", "In a mail", "Their manager", "2019 to 2022",
        "9 of 10", "4 of 10", "hesitated", "Contradiction", criteria[0].name, "As Remy Roth put it.",
        "2 references are in.",
        "Not answered yet: Who had the idea?", f"For {mara.name}",
    ):  # fmt: skip
        assert expected in words, expected


def test_it_says_nothing_of_the_panel(heard, candidacy, mara, iris):
    place = PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=iris)
    card = ScorecardFactory(panelist=place, sealed=True)
    html = report(candidacy.uid, mara).html(reader=mara)
    rating = card.ratings.first()
    assert iris.name not in html
    assert rating is None or not rating.evidence or rating.evidence not in html


def test_the_same_content_is_compiled_once_and_each_reader_has_their_own(heard, candidacy, mara, rosa):
    first = request_report(candidacy=candidacy, by=mara)
    compiled(first, compile_report)
    assert request_report(candidacy=candidacy, by=mara) == first
    other = request_report(candidacy=candidacy, by=rosa)
    assert other != first
    assert not packets.may_read(packet=first, user=rosa)


def test_an_empty_report_says_so(candidacy, mara):
    assert "No referee is named yet." in report(candidacy.uid, mara).html(reader=mara)


@pytest.mark.parametrize("who", ["ada", "iris", "stan"])
def test_only_who_sees_the_references_gets_one(heard, candidacy, who, request):
    with pytest.raises(NotYourCall):
        request_report(candidacy=candidacy, by=request.getfixturevalue(who))


def test_the_right_is_asked_again_at_the_download(heard, candidacy, mara):
    packet = request_report(candidacy=candidacy, by=mara)
    compiled(packet, compile_report)
    assert packets.may_read(packet=packet, user=mara)
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=mara)
    assert not packets.may_read(packet=packet, user=mara)
