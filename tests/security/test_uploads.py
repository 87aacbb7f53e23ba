"""Uploads: judged by content, refused early, stored without a public address, handed out so that nothing runs."""

import io
import resource
import time
import zipfile

import psutil
import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.documents import request_document
from core.models import AuditEvent
from hiring.models import Document
from hiring.packets import kit
from hiring.tasks import compile_kit
from tests.rig.pdfs import compiled, words_of
from tests.test_tooling import settings_with

pytestmark = pytest.mark.slow

CANARY = "<script>alert('canary')</script>"
HEAD = "[Content_Types].xml"
TEXT_PART = "word/document.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def link(kind: str, mode: str = "External") -> str:
    return f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="https://elsewhere.example/x" TargetMode="{mode}"/>'


def word(**parts: str) -> bytes:
    """A Word file with further parts; ``__`` in a name stands for a slash."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (HEAD, TEXT_PART):
            archive.writestr(name, "<x/>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def bomb(*, unpacked: int, claimed: int | None = None) -> bytes:
    """A Word file whose text is ``unpacked`` zeros; its directory says ``claimed``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(HEAD, "<x/>")
        archive.writestr(TEXT_PART, "0" * unpacked)
        archive.writestr("word/_rels/document.xml.rels", "0" * unpacked)
    content = buffer.getvalue()
    return content.replace(unpacked.to_bytes(4, "little"), claimed.to_bytes(4, "little")) if claimed else content


REFUSED = {
    "an SVG": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "an SVG behind a declaration": b'<?xml version="1.0"?><svg onload="alert(1)"/>',
    "HTML": b"<!DOCTYPE html><script>alert(1)</script>",
    "HTML behind a byte order mark": b"\xef\xbb\xbf \n<HTML><script>alert(1)</script>",
    "HTML in UTF-16": "<html><script>alert(1)</script>".encode("utf-16"),
    "a script for GIF and JavaScript": b"GIF89a/*\x00*/=alert(1)",
    "a script for GIF as plain text": b"GIF89a=alert(1)",
    "a picture": b"\x89PNG\r\n\x1a\n\x00",
    "a program": b"MZ\x90\x00\x03",
    "a shell script": b"#!/bin/sh\nrm -rf ~",
    "a rich text": b"{\\rtf1 x}",
    "a PDF behind other bytes": b"\x00\x01%PDF-1.7",
    "an old Word file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "zero bytes": b"",
    "only zeros": b"\x00" * 100,
    "an archive": word().replace(TEXT_PART.encode(), b"xxxx/document.xml"),
    "a cut archive": word()[:-30],
    "macros": word(word__vbaProject_bin="x", **{"word__vbaProject.bin": "x"}),
    "ActiveX": word(word__activeX__activeX1_xml="x"),
    "an embedded program": word(**{"word__embeddings__oleObject1.bin": "x"}),
    "a template from elsewhere": word(**{"word___rels__settings.xml.rels": link("attachedTemplate")}),
    "an object from elsewhere": word(**{"word___rels__document.xml.rels": link("oleObject")}),
    "an external entity": word(**{"word___rels__document.xml.rels": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///x">]>'}),
    "a bomb": bomb(unpacked=150_000_000),
    "a bomb that claims to be small": bomb(unpacked=150_000_000, claimed=1_000),
    "a bomb of many entries": word(**{f"word__{n}": "" for n in range(2_001)}),
}
TAKEN = {
    "a PDF": (b"%PDF-1.7\nx", ".pdf"),
    "a PDF that is HTML as well": (f"%PDF-1.7\n{CANARY}".encode(), ".pdf"),
    "a PDF that is an archive as well": (b"%PDF-1.7\n" + word(), ".pdf"),
    "a Word file": (word(), ".docx"),
    "a Word file with a link": (word(**{"word___rels__document.xml.rels": link("hyperlink")}), ".docx"),
    "a Word file with a chart": (word(**{"word__embeddings__Microsoft_Excel_Sheet1.xlsx": "x"}), ".docx"),
    "a text with markup": (f"Dear team, {CANARY}".encode(), ".txt"),
}


@pytest.fixture
def attach(client, candidacy, rosa):
    client.force_login(rosa)
    url = reverse("document_attach", args=[candidacy.uid])
    return lambda content, name="cv.pdf": client.post(
        url, {"kind": "resume", "file": SimpleUploadedFile(name, content, content_type="application/pdf")}
    )


def stored_files() -> list[str]:
    folder = settings.MEDIA_ROOT / "documents"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("what", REFUSED)
def test_is_refused_beside_the_field_and_leaves_nothing(attach, what):
    before = AuditEvent.objects.count()
    answer = attach(REFUSED[what])
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not Document.objects.exists()
    assert AuditEvent.objects.count() == before
    assert stored_files() == []


@pytest.mark.parametrize("what", TAKEN)
@pytest.mark.parametrize("name", ["cv.html", "cv.svg.exe", "../../x.pdf", "cv\u202efdp.hta", 'a"; filename="b.html'])
def test_is_handed_out_so_that_nothing_in_it_runs(client, attach, what, name):
    content, ending = TAKEN[what]
    assert attach(content, name).status_code == 302
    document = Document.objects.get()
    assert [f"documents/{stored}" for stored in stored_files()] == [document.file.name]
    answer = client.get(reverse("document_download", args=[document.uid]))
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"].split(";")[0] in {
        "application/pdf",
        "text/plain",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
    sent = answer.headers["Content-Disposition"]
    assert sent.startswith("attachment; filename")
    assert sent.rstrip('"').endswith(ending)
    assert not any(sign in sent for sign in ("\r", "\n", "/", "\u202e"))
    assert b"".join(answer.streaming_content) == content


def test_no_address_leads_to_a_stored_file(client, attach, rosa):
    attach(b"%PDF-1.7\nx")
    document = Document.objects.get()
    assert settings.MEDIA_URL in {"", "/"}, "no media address is set"
    for folder in ("", "media/", "static/", "static/../", "data/media/"):
        assert client.get(f"/{folder}{document.file.name}", follow=True).status_code == 404


def test_a_right_that_ended_ends_the_download(client, attach, candidacy, rosa):
    attach(b"%PDF-1.7\nx")
    url = reverse("document_download", args=[Document.objects.get().uid])
    assert client.get(url).status_code == 200
    candidacy.role.seats.filter(user=rosa).delete()
    rosa.access_level = "member"
    rosa.save()
    assert client.get(url).status_code == 404


class Endless(io.RawIOBase):
    """A body of ``length`` bytes that is made while it is read, and counts what was taken."""

    def __init__(self, length: int) -> None:
        self.left, self.taken = length, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        count = min(len(buffer), self.left)
        buffer[:count] = b"0" * count
        self.left -= count
        self.taken += count
        return count


def test_two_hundred_megabytes_are_refused_by_their_length(client, candidacy, rosa):
    client.force_login(rosa)
    body, began = Endless(200_000_000), time.perf_counter()
    answer = client.generic(
        "POST",
        reverse("document_attach", args=[candidacy.uid]),
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH="200000000",
        **{"wsgi.input": body},
    )
    assert answer.status_code == 413
    assert "A file may have 10 MB" in answer.content.decode()
    assert body.taken == 0
    assert time.perf_counter() - began < 1


def test_a_real_server_refuses_them_while_they_are_still_coming(https_site):
    worker = psutil.Process(https_site.server.process.pid).children()[0]
    before, began = worker.memory_info().rss, time.perf_counter()
    headers = {"Content_Type": "multipart/form-data; boundary=x", "Content_Length": "200000000"}
    answer = https_site.ask("POST", "/sign-in/", body=b"0" * 1_000_000, **headers)
    assert answer.status == 413
    assert time.perf_counter() - began < 2
    assert worker.memory_info().rss - before < 10_000_000


def test_a_bomb_takes_no_memory(attach):
    tracked = bomb(unpacked=110_000_000)
    assert len(tracked) < 1_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert attach(tracked).status_code == 422
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000


# --- Another storage is a setting -------------------------------------------------------------------------------------


IN_MEMORY = "django.core.files.storage.InMemoryStorage"


@pytest.fixture
def elsewhere(settings):
    """Keep files as a bucket does: what it calls a path leads to nothing on this disk."""
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": IN_MEMORY}}


def test_documents_live_in_any_storage(elsewhere, client, attach):
    assert attach(b"%PDF-1.7\nx").status_code == 302
    document = Document.objects.get()
    assert default_storage.exists(document.file.name)
    assert stored_files() == []
    url = reverse("document_download", args=[document.uid])
    assert b"".join(client.get(url).streaming_content) == b"%PDF-1.7\nx"
    default_storage.delete(document.file.name)
    assert client.get(url).status_code == 404


def test_packets_live_in_any_storage(elsewhere, client, interview, iris, iris_sits):
    packet = request_document(kit(interview.uid, iris), task="hiring.compile_kit", by=iris)
    assert "Technical Interview" in words_of(compiled(packet, compile_kit))
    assert not (settings.MEDIA_ROOT / "packets").exists()
    client.force_login(iris)
    answer = client.get(reverse("packet_download", args=[packet.uid]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


def test_the_storage_is_named_by_the_environment(tmp_path):
    changes = {"FILE_STORAGE": IN_MEMORY, "FILE_STORAGE_OPTIONS": '{"base_url": "/none/"}'}
    code = "from config.settings import STORAGES; print(STORAGES['default'])"
    assert settings_with(tmp_path, code=code, **changes).stdout.strip() == str(
        {"BACKEND": IN_MEMORY, "OPTIONS": {"base_url": "/none/"}}
    )
