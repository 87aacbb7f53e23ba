"""The material of a work sample: who gives it, until when, who gets it, and how it is handed out."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.models import AuditEvent
from hiring import services
from hiring.models import Material, WorkSample
from hiring.packets import kit
from hiring.services.links import fresh_link
from tests.factories import CandidacyFactory, RoleFactory

from .conftest import NOW

DUE = NOW + timedelta(days=5)
CSV = b"day,sales\n1,20\n"
PARQUET = b"PAR1" + b"\x00\x01\x02\x03" * 5 + b"PAR1"


def upload(name="sales.csv", content=CSV):
    return SimpleUploadedFile(name, content)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def stage(candidacy):
    return candidacy.role.stages.get(kind="work_sample")


@pytest.fixture
def given(stage, rosa):
    return services.add_material(stage=stage, title="Sales of 2024", upload=upload(), by=rosa)


@pytest.fixture
def link(given, plan, iris, stage):
    """The token of the first candidate's link."""
    return fresh_link(plan(iris, stage=stage, starts_at=NOW, ends_at=DUE, place=""))


def text_of(answer) -> str:
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def test_an_editor_adds_a_file_with_its_title_and_removes_it(stage, mara, django_capture_on_commit_callbacks):
    client, page = signed_in(mara), reverse("material_edit", args=[stage.uid])
    assert client.post(page, {"title": " Sales  of 2024 ", "file": upload()}).status_code == 302
    given = Material.objects.get()
    assert (given.title, given.original_name, given.media_type, given.size) == (
        "Sales of 2024",
        "sales.csv",
        "text/plain",
        len(CSV),
    )
    assert "sales" not in given.file.name
    shown = client.get(page).content.decode()
    assert "Sales of 2024" in shown
    edit = client.get(reverse("role_edit", args=[stage.role.uid])).content.decode()
    assert "Material, 1 file" in edit
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("material_remove", args=[given.uid]))
    assert not Material.objects.exists()
    assert not default_storage.exists(given.file.name)
    events = AuditEvent.objects.filter(verb__startswith="material.").order_by("pk")
    assert [(event.verb, event.actor, event.data) for event in events] == [
        ("material.added", mara, {"stage": stage.uid, "media_type": "text/plain"}),
        ("material.removed", mara, {"stage": stage.uid}),
    ]


@pytest.mark.parametrize(
    ("name", "content", "kept", "media_type"),
    [
        ("sales.parquet", PARQUET, "sales.parquet", "application/vnd.apache.parquet"),
        ("sales.exe", PARQUET, "sales.exe.parquet", "application/vnd.apache.parquet"),
        ("brief.pdf", b"%PDF-1.7 x", "brief.pdf", "application/pdf"),
        ("start.ipynb", b"{}", "start.ipynb", "text/plain"),
        ("../../run.js", b"alert(1)", "run.js.txt", "text/plain"),
    ],
)
def test_a_dataset_keeps_the_ending_of_what_it_is(stage, rosa, name, content, kept, media_type):
    given = services.add_material(stage=stage, title="Data", upload=upload(name, content), by=rosa)
    assert (given.original_name, given.media_type) == (kept, media_type)


@pytest.mark.parametrize(
    ("title", "content", "words"),
    [
        ("", CSV, "Say in a few words what it is."),
        ("  ", CSV, "Say in a few words what it is."),
        ("x" * 121, CSV, "at most 120 characters"),
        ("Data", None, "Choose a file first."),
        ("Data", b"", "This file is empty."),
        ("Data", b"MZ\x90\x00\x03", "Save sheets as CSV"),
        ("Data", b"\x89PNG\r\n\x1a\n\x00", "pack pictures into a ZIP archive"),
        ("Data", b"PAR1\x00AR1", "whatever its name says"),
        ("Data", b"PAR1" + b"\x00" * 40, "whatever its name says"),
        ("Data", b"<!doctype html><script>alert(1)</script>", "whatever its name says"),
        ("Data", b"PK\x03\x04 and no more", "This archive is damaged"),
    ],
)
def test_everything_else_is_refused_beside_its_field_and_nothing_is_stored(stage, rosa, title, content, words):
    data = {"title": title} | ({} if content is None else {"file": upload(content=content)})
    refused = signed_in(rosa).post(reverse("material_edit", args=[stage.uid]), data)
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert "invalid-feedback" in refused.content.decode()
    assert not Material.objects.exists()


def test_the_number_of_files_and_their_size_in_all_are_limited(stage, rosa, monkeypatch):
    def add():
        services.add_material(stage=stage, title="Data", upload=upload(), by=rosa)

    add()
    monkeypatch.setattr("hiring.services.documents.LARGEST_TOTAL", 2 * len(CSV) - 1)
    with pytest.raises(services.FileRefused, match="together"):
        add()
    monkeypatch.setattr("hiring.services.documents.MOST_FILES", 1)
    with pytest.raises(services.FileRefused, match="20 files"):
        add()
    large = upload(content=b"1" * (10 * 1024 * 1024 + 1))
    with pytest.raises(services.FileRefused, match="10 MB"):
        services.add_material(stage=stage.role.stages.get(pk=stage.pk), title="Data", upload=large, by=rosa)


def test_only_a_work_sample_has_material(candidacy, rosa):
    stage = candidacy.role.stages.get(kind="technical")
    with pytest.raises(services.NoMaterialHere):
        services.add_material(stage=stage, title="Data", upload=upload(), by=rosa)
    assert signed_in(rosa).get(reverse("material_edit", args=[stage.uid])).status_code == 404


def test_it_stays_as_it_is_once_a_candidate_has_their_link(given, link, stage, rosa):
    with pytest.raises(services.MaterialFixed):
        services.add_material(stage=stage, title="More", upload=upload(), by=rosa)
    with pytest.raises(services.MaterialFixed):
        services.remove_material(material=given, by=rosa)
    client, address = signed_in(rosa), reverse("material_edit", args=[stage.uid])
    page = client.get(address)
    assert "its material stays as it is" in page.content.decode()
    assert "Add this file" not in page.content.decode()
    assert client.post(address, {"title": "More", "file": upload()}).status_code == 422
    client.post(reverse("material_remove", args=[given.uid]))
    assert list(Material.objects.all()) == [given]


def test_when_every_work_sample_was_called_off_it_can_be_replaced_for_all(given, link, stage, rosa):
    services.cancel_interview(interview=WorkSample.objects.get().interview, reason="The data was broken.", by=rosa)
    services.remove_material(material=given, by=rosa)
    assert not Material.objects.exists()


def test_another_stage_or_role_fixes_nothing(given, plan, iris, stage, rosa):
    plan(iris)
    other = CandidacyFactory(role=RoleFactory(guide_version=stage.role.guide_version))
    plan(iris, candidacy=other, stage=other.role.stages.get(kind="work_sample"), hours=48)
    services.add_material(stage=stage, title="More", upload=upload(), by=rosa)
    assert stage.material.count() == 2


@pytest.mark.parametrize("is_under_way", [False, True])
def test_whoever_a_panel_binds_is_answered_the_same_whether_or_not_a_link_was_sent(
    given, stage, plan, mara, ivan, is_under_way
):
    plan(mara)
    if is_under_way:
        plan(ivan, stage=stage, starts_at=NOW, ends_at=DUE)
    client, page = signed_in(mara), reverse("material_edit", args=[stage.uid])
    assert "A panel keeps you from a candidate of this role." in text_of(client.get(page))
    assert "their link" not in text_of(client.get(page))
    refused = client.post(page, {"title": "More", "file": upload()})
    assert (refused.status_code, "A panel keeps you" in text_of(refused)) == (422, True)
    client.post(reverse("material_remove", args=[given.uid]))
    assert list(Material.objects.all()) == [given]


def test_whoever_a_panel_binds_is_told_of_a_link_that_they_see(given, stage, plan, mara, ivan, candidacy):
    plan(mara)
    other = CandidacyFactory(role=candidacy.role)
    plan(ivan, candidacy=other, stage=stage, starts_at=NOW, ends_at=DUE)
    shown = text_of(signed_in(mara).get(reverse("material_edit", args=[stage.uid])))
    assert "its material stays as it is" in shown


def test_a_closed_role_keeps_its_material(given, stage, mara):
    services.close_role(role=stage.role, by=mara)
    with pytest.raises(services.RoleClosed):
        services.remove_material(material=given, by=mara)


def test_a_stage_that_is_left_out_takes_its_files_from_the_disk(rosa, django_capture_on_commit_callbacks):
    stage = RoleFactory().stages.get(kind="work_sample")
    given = services.add_material(stage=stage, title="Data", upload=upload(), by=rosa)
    assert default_storage.exists(given.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        services.drop_stage(stage=stage, by=rosa)
    assert not Material.objects.exists()
    assert not default_storage.exists(given.file.name)


def test_a_second_removal_changes_nothing(given, rosa):
    services.remove_material(material=given, by=rosa)
    services.remove_material(material=given, by=rosa)
    assert AuditEvent.objects.filter(verb="material.removed").count() == 1


# --- The candidate ----------------------------------------------------------------------------------------------------


def test_the_candidate_finds_and_downloads_it_behind_their_link(given, link):
    page = Client().get(reverse("work_sample_page", args=[link])).content.decode()
    address = reverse("work_sample_material", args=[link, given.uid])
    assert "Sales of 2024" in page
    assert f'href="{address}"' in page
    answer = Client().get(address)
    assert b"".join(answer.streaming_content) == CSV
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sales.csv"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["Referrer-Policy"] == "strict-origin"


def test_the_link_opens_no_other_stages_material(link, rosa):
    stage = RoleFactory().stages.get(kind="work_sample")
    foreign = services.add_material(stage=stage, title="Secret", upload=upload(), by=rosa)
    assert Client().get(reverse("work_sample_material", args=[link, foreign.uid])).status_code == 404
    assert "Secret" not in Client().get(reverse("work_sample_page", args=[link])).content.decode()


@pytest.mark.parametrize("how", ["unknown", "replaced", "cancelled", "closed", "old"])
def test_with_the_link_ends_the_download(given, link, rosa, mara, how):
    interview = WorkSample.objects.get().interview
    token = "unknown" if how == "unknown" else link
    if how == "replaced":
        services.send_link(interview=interview, by=rosa)
    elif how == "cancelled":
        services.cancel_interview(interview=interview, reason="Ill.", by=rosa)
    elif how == "closed":
        services.close_candidacy(candidacy=interview.candidacy, reason="Depth.", by=mara)
    with time_machine.travel(NOW + timedelta(days=36 if how == "old" else 0), tick=False):
        answer = Client().get(reverse("work_sample_material", args=[token, given.uid]))
    assert answer.status_code == 410
    assert CSV not in answer.content


def test_a_file_that_the_storage_lost_is_not_found(given, link):
    given.file.delete(save=False)
    assert Client().get(reverse("work_sample_material", args=[link, given.uid])).status_code == 404


# --- The panel and strangers ------------------------------------------------------------------------------------------


def test_the_panel_finds_it_on_the_interview_the_kit_and_the_printed_kit(given, link, iris):
    interview, client = WorkSample.objects.get().interview, signed_in(iris)
    address = reverse("material_download", args=[given.uid])
    for route in ("interview_detail", "scorecard_edit"):
        assert f'href="{address}"' in client.get(reverse(route, args=[interview.uid])).content.decode(), route
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == CSV
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sales.csv"'
    assert "Sales of 2024 (sales.csv)" in kit(interview.uid, iris).html(reader=iris)


def test_an_interview_that_was_called_off_shows_no_material(given, link, rosa):
    interview = WorkSample.objects.get().interview
    services.cancel_interview(interview=interview, reason="Ill.", by=rosa)
    assert "Sales of 2024" not in text_of(signed_in(rosa).get(reverse("interview_detail", args=[interview.uid])))


def test_a_seat_that_was_taken_away_ends_the_download(given, stage, ivan, mara):
    client, address = signed_in(ivan), reverse("material_download", args=[given.uid])
    assert client.get(address).status_code == 200
    services.take_seat(seat=stage.role.seats.get(user=ivan), by=mara)
    assert client.get(address).status_code == 404


def test_strangers_and_those_who_edit_no_role(given, stage, stan, iris):
    for user, expected in ((stan, 404), (iris, 403)):
        client = signed_in(user)
        assert client.get(reverse("material_edit", args=[stage.uid])).status_code == expected
        assert client.post(reverse("material_remove", args=[given.uid])).status_code == expected
    assert signed_in(stan).get(reverse("material_download", args=[given.uid])).status_code == 404
    assert list(Material.objects.all()) == [given]
