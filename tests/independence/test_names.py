"""Whoever rates a work without knowing whose it is learns the name from nothing: no page, mail, entry, PDF or file."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from core.models import OutboxMessage
from hiring import queries
from hiring import services as hiring
from hiring.models import Candidacy, Document, Interview, Panelist, SeatKind
from hiring.services.links import fresh_link
from hiring.tasks import compile_kit
from scorecards import services
from scorecards.models import Reveal
from scorecards.services import remind_of_owed_scorecards
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory, offered, seat

from .channels import printed
from .walker import Answer, walk
from .worlds import every_uid, seal, undone, write

NAME = re.compile("zephyrine|quill", re.IGNORECASE)
NOW = datetime(2026, 11, 17, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _tuesday():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def work(role, iris, ivan, rosa, mara, ada, _tuesday, settings, tmp_path) -> Interview:
    """A work sample that Iris and Ivan rate: planned, given more time, handed in, overdue; and the glass was broken."""
    settings.MEDIA_ROOT = tmp_path
    stage = role.stages.get(kind="work_sample")
    stage.anonymous = True
    stage.save()
    candidacy = CandidacyFactory(
        role=role, stage=stage, candidate__name="Zephyrine Quillfeather", candidate__email="zephyrine@quill.example"
    )
    # Told behind a link, while they chose the time of a talk.
    _, link = offered(mara, candidacy=candidacy, created_by=rosa)
    said = {"spoken_name": "Zephyrine", "pronunciation": "zephyrine, as in quill"}
    hiring.tell_wishes(token=link, needs="Zephyrine Quill asks for captions", names=said)
    planned = [
        hiring.plan_interview(
            give_seats=True,
            candidacy=candidacy, stage=stage, starts_at=NOW, ends_at=NOW + timedelta(days=2), timezone="Europe/Berlin",
            place="https://example.org/data", panel=panel, by=rosa,
        )
        for panel in ([iris], [ivan])
    ]  # fmt: skip
    hiring.cancel_interview(interview=planned[1], reason="Zephyrine Quill was planned twice.", by=rosa)
    hiring.add_panelist(interview=planned[0], user=ivan, by=rosa)
    interview = Interview.objects.get(pk=planned[0].pk)
    hiring.give_more_time(interview=interview, days=1, by=rosa)
    token = fresh_link(interview)
    for name in ("zephyrine_quillfeather.py", "Quill notes.md"):
        hiring.add_file(token=token, upload=SimpleUploadedFile(name, b"print('hello')\n"))
    hiring.hand_in(token=token)
    services.break_glass(candidacy=candidacy, reason="Zephyrine Quill complains", by=ada)
    _tuesday.move_to(NOW + timedelta(days=3, hours=2))
    remind_of_owed_scorecards()
    return Interview.objects.get(pk=interview.pk)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def named(answers: dict[str, Answer]) -> list[str]:
    return sorted(url for url, answer in answers.items() if NAME.search(f"{answer.headers}{answer.body}"))


def mails(user: User) -> list[tuple[str, str]]:
    rows = OutboxMessage.objects.filter(to=user.email).order_by("pk")
    return [(subject, f"{text}{html}{entries}") for subject, text, html, entries in rows.values_list(
        "subject", "text", "html", "attachments"
    )]  # fmt: skip


def test_no_page_kit_or_file_says_the_name(work, iris):
    alias = queries.alias(work.candidacy)
    answers = walk(signed_in(iris), every_uid())

    assert not named(answers)
    assert sum(alias in answer.body for answer in answers.values()) > 5
    kit = printed(work, iris, compile_kit)
    assert not NAME.search(str(kit))
    assert alias in kit["words"]


@pytest.mark.parametrize("kind", ["Interview:", "Changed:", "Cancelled:", "Handed in:", "Your scorecard", "Ada Adler"])
def test_no_mail_says_the_name(work, iris, ivan, kind):
    got = [mail for user in (iris, ivan) for mail in mails(user) if mail[0].startswith(kind)]

    assert got
    assert not [subject for subject, words in got if NAME.search(f"{subject}{words}")]
    assert all(queries.alias(work.candidacy) in subject for subject, _ in got)


def test_the_hunt_finds_the_name_where_it_may_be(work, rosa, mara):
    for user in (rosa, mara):
        found = named(walk(signed_in(user), every_uid(), writes=False))
        assert any("/candidacies/" in url for url in found)
        assert any("/documents/" in url for url in found)
        assert any(NAME.search(subject) for subject, _ in mails(rosa))


def test_sealing_tells_the_name_to_whoever_sealed(work, iris, ivan):
    with undone():
        write(work, iris, level=3, words="Runs at once")
        seal(work, iris)
        found = named(walk(signed_in(iris), every_uid(), writes=False))
        assert any("/interviews/" in url for url in found)
        assert any("/candidacies/" in url for url in found)
        assert not named(walk(signed_in(ivan), every_uid(), writes=False))


def test_stepping_down_tells_no_name(work, iris):
    hiring.recuse(panelist=Panelist.objects.get(interview=work, user=iris), reason="A friend's style", by=iris)

    assert not named(walk(signed_in(iris), every_uid(), writes=False))
    assert not [subject for subject, words in mails(iris) if NAME.search(f"{subject}{words}")]


def decides(work: Interview, user: User) -> None:
    seat(work.candidacy.role, user, SeatKind.RECRUITER)


def recruits(work: Interview, user: User) -> None:
    User.objects.filter(pk=user.pk).update(access_level="recruiter")


def meets(work: Interview, user: User) -> None:
    stage = work.candidacy.role.stages.get(kind="technical")
    PanelistFactory(interview=InterviewFactory(candidacy=work.candidacy, stage=stage), user=user)


def debrief_closes(work: Interview, user: User) -> None:
    Reveal.objects.create(candidacy=work.candidacy, at=NOW, by=user, closed_at=NOW + timedelta(days=9))
    Panelist.objects.filter(user=user).update(left_at=NOW)


def candidacy_ends(work: Interview, user: User) -> None:
    Candidacy.objects.update(state="closed", ended_at=NOW)


def names_are_shown(work: Interview, user: User) -> None:
    work.stage.anonymous = False
    work.stage.save()


@pytest.mark.parametrize("change", [decides, recruits, meets, debrief_closes, candidacy_ends, names_are_shown])
def test_who_can_know_the_name_sees_it(work, iris, change):
    assert all(place.is_blind for place in queries.panel_of(work))

    change(work, iris)

    shown = queries.hide_name(Interview.objects.get(pk=work.pk), User.objects.get(pk=iris.pk))
    assert not shown.hides_name
    assert shown.candidacy.candidate.name == "Zephyrine Quillfeather"
    assert Candidacy.objects.visible_to(User.objects.get(pk=iris.pk)).exists()


def test_whoever_still_owes_learns_no_name_from_a_debrief_that_has_closed(work, iris):
    Reveal.objects.create(candidacy=work.candidacy, at=NOW, by=iris, closed_at=NOW + timedelta(days=9))

    assert not named(walk(signed_in(iris), every_uid(), writes=False))
    assert not Candidacy.objects.visible_to(iris).exists()


def test_files_are_called_by_their_place_for_whoever_is_blind_alone(work, iris, rosa):
    files = list(Document.objects.visible_to(iris).order_by("pk"))

    assert [queries.file_name_for(iris, file) for file in files] == ["File 1.py", "File 2.md"]
    assert [queries.file_name_for(rosa, file) for file in files] == ["zephyrine_quillfeather.py", "Quill notes.md"]


def test_an_alias_is_short_steady_and_differs(work, settings):
    settings.SECRET_KEY = "the same whenever this is run, so that chance has no say in it"
    others = {queries.alias(Candidacy(uid=f"uid{number}")) for number in range(200)}

    assert re.fullmatch("Candidate [2-9B-Z]{5}", queries.alias(work.candidacy))
    assert len(others) == 200


def test_the_planner_sees_who_is_blind(work, rosa, ivan):
    meets(work, ivan)
    page = signed_in(rosa).get(f"/interviews/{work.uid}/").content.decode()

    assert page.count("Does not see whose work it is.") == 1
    assert page.count("Knows whose work it is") == 1
