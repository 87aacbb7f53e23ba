import io
import re
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import AuditEvent
from hiring import services
from hiring.models import Document
from hiring.services.file_types import DOCX, PDF, TEXT, clean_name, media_type

PDF_BYTES = b"%PDF-1.7\nhello"


def archive(*names, size=10):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, "x" * size)
    return buffer.getvalue()


WORD = archive("[Content_Types].xml", "word/document.xml")


def upload(content, name="cv.pdf"):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(("content", "kind"), [(PDF_BYTES, PDF), (WORD, DOCX), ("Zoë\n".encode(), TEXT)])
def test_content_says_what_a_file_is(content, kind):
    assert media_type(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"  <svg xmlns='http://www.w3.org/2000/svg'>",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a<script>",
        b"MZ\x90\x00",
        b"text with \x00 in it",
        b"PK\x03\x04 not an archive",
        archive("index.html"),
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        archive("[Content_Types].xml", "word/document.xml", size=150_000_000),
        b"",
    ],
)
def test_everything_else_is_refused_and_nothing_is_stored(candidacy, rosa, content):
    with pytest.raises(services.FileRefused) as refusal:
        services.attach_document(candidacy=candidacy, kind="resume", upload=upload(content), by=rosa)
    assert refusal.value.field == "file"
    assert not Document.objects.exists()


def test_ten_megabytes_are_the_most(candidacy, rosa):
    big = upload(PDF_BYTES + b"0" * 10 * 1024 * 1024)
    with pytest.raises(services.FileRefused, match="10 MB"):
        services.attach_document(candidacy=candidacy, kind="resume", upload=big, by=rosa)


def test_files_get_random_names_and_leave_a_trace(candidacy, rosa):
    document = services.attach_document(candidacy=candidacy, kind="resume", upload=upload(PDF_BYTES), by=rosa)
    assert re.fullmatch(r"documents/[a-z0-9]{24}", document.file.name)
    assert (document.media_type, document.size) == (PDF, len(PDF_BYTES))
    assert AuditEvent.objects.get(verb="document.attached").scope_uid == candidacy.uid


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("cv.pdf", "cv.pdf"),
        ("CV Zoë (final).PDF", "CV Zoë (final).pdf"),
        ("cv", "cv.pdf"),
        ("cv.html", "cv.html.pdf"),
        ("cv.pdf.exe", "cv.pdf.exe.pdf"),
        ("cv.exe\x00.pdf", "cv.exe.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\cv.pdf", "cv.pdf"),
        ('a"b\r\nX: y.pdf', "abX y.pdf"),
        ("cv\u202efdp.exe", "cvfdp.exe.pdf"),
        ("...", "document.pdf"),
        (".pdf", "document.pdf"),
        ("", "document.pdf"),
        ("x" * 300 + ".pdf", "x" * 140 + ".pdf"),
    ],
)
def test_names_cannot_steer_a_path_a_header_or_a_program(name, clean):
    assert clean_name(name, ending=".pdf") == clean


def test_a_full_disk_leaves_nothing_behind(candidacy, rosa, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage.__class__, "_save", full)
    with pytest.raises(services.FileRefused, match="Nothing was changed"):
        services.attach_document(candidacy=candidacy, kind="resume", upload=upload(PDF_BYTES), by=rosa)
    assert not Document.objects.exists()


def test_a_row_that_fails_takes_its_file_with_it(candidacy, rosa, monkeypatch):
    stored = []
    monkeypatch.setattr(Document, "save", lambda self, **kw: stored.append(self.file.name) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.attach_document(candidacy=candidacy, kind="resume", upload=upload(PDF_BYTES), by=rosa)
    assert not default_storage.exists(stored[0])


@pytest.mark.parametrize(("who", "code"), [("rosa", 200), ("mara", 200), ("iris", 200), ("ivan", 404), ("stan", 404)])
def test_downloads_check_rights_when_asked(request, client, candidacy, rosa, iris, plan, who, code):
    plan(iris)
    document = services.attach_document(
        candidacy=candidacy, kind="resume", upload=upload(b"<b>hi</b>", "a.html"), by=rosa
    )
    client.force_login(request.getfixturevalue(who))
    response = client.get(reverse("document_download", args=[document.uid]))
    assert response.status_code == code
    if code == 200:
        assert response["Content-Disposition"].startswith("attachment;")
        assert response["Content-Type"].startswith("text/plain")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert b"".join(response.streaming_content) == b"<b>hi</b>"
    traces = AuditEvent.objects.filter(verb="document.downloaded").values_list("actor__name", "scope_uid", "data")
    name = request.getfixturevalue(who).name
    assert list(traces) == ([(name, candidacy.uid, {"kind": "resume"})] if code == 200 else [])


def test_the_form_says_beside_the_field_what_is_wrong(client, candidacy, rosa):
    client.force_login(rosa)
    url = reverse("document_attach", args=[candidacy.uid])
    response = client.post(url, {"kind": "resume", "file": upload(b"<html>", "cv.pdf")})
    assert response.status_code == 422
    assert "whatever its name says" in str(response.context["form"].errors["file"])
    assert client.post(url, {"kind": "resume", "file": upload(PDF_BYTES)}).status_code == 302
