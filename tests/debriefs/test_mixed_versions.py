"""A debrief of a role that moved to a newer version of its guide."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from debriefs.packets import debrief_packet, decision_file
from debriefs.queries import agenda, holes
from debriefs.services import NotOnAgenda, open_debrief, write_agenda_note
from hiring.services import move_role
from question_bank.models import GuideVersion
from scorecards.models import Scorecard
from scorecards.queries import evidence_matrix
from tests.debriefs.deciding import decide
from tests.factories import InterviewFactory, PanelistFactory, ScorecardFactory, unpublish
from tests.factories.question_bank import newer_version

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
NEW_QUESTION = "What would make you decide otherwise?"


@pytest.fixture(autouse=True)
def _friday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def newer(role):
    """The first question of the agenda is another one."""
    newer = newer_version(role.guide_version)
    unpublish(newer)
    newer.stages.get(kind="debrief").questions.filter(position=1).update(text=NEW_QUESTION)
    GuideVersion.objects.filter(pk=newer.pk).update(state="published", published_at=newer.published_at)
    newer.refresh_from_db()
    return newer


@pytest.fixture
def mixed(candidacy, iris_sealed, newer, ivan, rosa):
    """Iris rated everything 3 by version 1; then the role moved, and Ivan rated everything 1 by version 2."""
    move_role(role=candidacy.role, to=newer, by=rosa)
    candidacy.refresh_from_db()
    candidacy.stage.refresh_from_db()
    second = InterviewFactory(candidacy=candidacy, starts_at=NOW - timedelta(hours=2))
    ScorecardFactory(panelist=PanelistFactory(interview=second, user=ivan), sealed=True, level=1)


def test_an_open_debrief_keeps_its_agenda(opened, role, newer, mara):
    before = [item.question for item in agenda(opened)]
    move_role(role=role, to=newer, by=mara)
    opened.refresh_from_db()
    assert (opened.version.number, [item.question for item in agenda(opened)]) == (1, before)
    note = write_agenda_note(debrief=opened, question=before[0], text="Agreed.", base_revision=0, by=mara)
    assert note.text == "Agreed."
    other = newer.stages.get(kind="debrief").questions.get(position=1)
    with pytest.raises(NotOnAgenda):
        write_agenda_note(debrief=opened, question=other, text="x", base_revision=0, by=mara)


def test_one_that_is_prepared_opens_with_the_roles_version(prepared, role, newer, iris_sealed, mara):
    move_role(role=role, to=newer, by=mara)
    prepared.refresh_from_db()
    assert agenda(prepared)[0].text == NEW_QUESTION
    assert open_debrief(debrief=prepared, by=mara).guide_version == newer


def test_who_takes_no_part_reads_the_requirements_of_the_role(prepared, iris_sealed, ivan_sits, role, newer, mara,
                                                              ivan, client):  # fmt: skip
    """Ivan owes: that the debrief was opened before the role moved must not show in what he reads."""
    open_debrief(debrief=prepared, by=mara, override_reason="The offer ends on Friday.")
    move_role(role=role, to=newer, by=mara)
    url = reverse("debrief_detail", args=[prepared.uid]) + "?step=requirements"
    for user, number in ((mara, 1), (ivan, 2)):
        client.force_login(user)
        assert f"From Machine Learning Engineer, version {number}." in client.get(url).content.decode()


def test_the_evidence_says_which_version_each_was_rated_by(mixed, prepared, candidacy, mara, client):
    open_debrief(debrief=prepared, by=mara)
    client.force_login(mara)
    url = reverse("debrief_detail", args=[prepared.uid])
    page = client.get(f"{url}?step=evidence").content.decode()
    assert page.index("Version 1") < page.index("Version 2")
    matrix = evidence_matrix(mara, candidacy)
    [row] = [row for row in matrix.rows if row.criterion.key == "technical-c2"]
    iris, ivan = (f"{cell.column.scorecard.uid}.{row.criterion.uid}" for cell in row.cells)
    words = "Not on this scorecard, which was begun with another version of the guide."
    assert words not in client.get(f"{url}?step=evidence&cell={iris}", HTTP_HX_REQUEST="true").content.decode()
    cell = client.get(f"{url}?step=evidence&cell={ivan}", HTTP_HX_REQUEST="true").content.decode()
    assert words in cell
    assert "Why it could not be rated" not in cell
    for step in ("disagreements", "revote", "decision"):
        assert client.get(f"{url}?step={step}").status_code == 200


def test_each_revises_the_levels_of_their_own_version(mixed, prepared, mara, iris, ivan, client):
    open_debrief(debrief=prepared, by=mara)
    url = reverse("debrief_detail", args=[prepared.uid]) + "?step=revote"
    for user, own, other in ((iris, "Technical Interview criterion 2", "Explaining"),
                             (ivan, "Explaining", "Technical Interview criterion 2")):  # fmt: skip
        client.force_login(user)
        page = client.get(url).content.decode()
        assert f">{own}</option>" in page
        assert f">{other}</option>" not in page


def test_a_criterion_is_one_hole_whatever_versions_asked_for_it(candidacy, iris_sits, newer, ivan, rosa, mara):
    ScorecardFactory(panelist=iris_sits, sealed=True, level=0)
    move_role(role=candidacy.role, to=newer, by=rosa)
    candidacy.refresh_from_db()
    candidacy.stage.refresh_from_db()
    second = InterviewFactory(candidacy=candidacy, starts_at=NOW - timedelta(hours=2))
    ScorecardFactory(panelist=PanelistFactory(interview=second, user=ivan), sealed=True, level=0)
    assert holes(evidence_matrix(mara, candidacy)).criteria == [
        "Technical Interview criterion 1", "Explaining", "Deploy models", "Technical Interview criterion 2",
    ]  # fmt: skip


def test_the_documents_name_every_version_that_was_used(mixed, prepared, mara):
    open_debrief(debrief=prepared, by=mara)
    packet = debrief_packet(mara, prepared.uid).context
    assert (packet["version"].number, [version.number for version in packet["measured_with"]]) == (2, [2, 1])
    decide(debrief=prepared, outcome="hold", reason="We want to know more.", by=mara)
    assert [version.number for version in decision_file(mara, prepared.uid).context["measured_with"]] == [2, 1]
    assert {card.guide_stage.version.number for card in Scorecard.objects.all()} == {1, 2}
