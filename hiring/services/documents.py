"""Files that belong to a candidate: judged by their content, stored under random names."""

import hashlib
import io
import re
import zipfile
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring.models import Candidacy, Document, DocumentKind

LARGEST = 10 * 1024 * 1024
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"
MOST_ENTRIES = 2_000
LARGEST_UNPACKED = 200 * 1024 * 1024


class FileRefused(Refused):
    """The file cannot be taken."""

    field = "file"


@transaction.atomic
def attach_document(*, candidacy: Candidacy, kind: str, upload: UploadedFile, by: User) -> Document:
    """Store ``upload`` (PDF, DOCX or plain text, at most 10 MB) with ``candidacy``; ``kind`` is a ``DocumentKind``.

    Raises ``FileRefused``; then nothing is stored.
    """
    kind = DocumentKind(kind)
    if (upload.size or 0) > LARGEST:
        raise FileRefused("This file is larger than 10 MB. Save it smaller and try again.")
    content = upload.read(LARGEST + 1)
    if not content:
        raise FileRefused("This file is empty.")
    document = Document(
        candidacy=candidacy,
        kind=kind,
        original_name=clean_name(upload.name or ""),
        media_type=media_type(content),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
    )
    try:
        document.file.save("file", ContentFile(content), save=False)
    except OSError as error:
        raise FileRefused("The file could not be stored: the disk is full or closed. Nothing was changed.") from error
    try:
        with transaction.atomic():
            document.save()
            audit.record(
                "document.attached", by=by, obj=document, scope=candidacy.uid, kind=kind, media_type=document.media_type
            )
    except BaseException:
        document.file.delete(save=False)
        raise
    return document


def record_download(*, document: Document, by: User) -> None:
    """Note that ``by`` is being handed the file of ``document``, each time."""
    audit.record("document.downloaded", by=by, obj=document, scope=document.candidacy.uid, kind=document.kind)


def media_type(content: bytes) -> str:
    """Return the media type that the bytes themselves prove. Raises ``FileRefused`` for all but PDF, DOCX and text."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _docx(content)
    if _is_text(content):
        return TEXT
    raise FileRefused("This is not a PDF, Word or plain text file, whatever its name says.")


def clean_name(name: str) -> str:
    """Return the last part of ``name`` without anything that could steer a header or a path; at most 160 characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    last = re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\"<>|:*?]", "", last).strip(" .")
    stem, dot, extension = last.rpartition(".")
    return f"{stem[:140]}{dot}{extension[:10]}" if stem else last[:160] or "document"


def _docx(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise FileRefused("This file is damaged: it cannot be opened.") from error
    names = {entry.filename for entry in entries}
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise FileRefused("This file unpacks to far more than a document. Save it as a PDF and try again.")
    if not {"[Content_Types].xml", "word/document.xml"} <= names:
        raise FileRefused("This is not a PDF, Word or plain text file, whatever its name says.")
    if any("vbaproject" in name.lower() for name in names):
        raise FileRefused("This Word file carries macros. Save it as a PDF and try again.")
    return DOCX


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if re.search(r"[\x00-\x08\x0e-\x1f]", text):
        return False
    other = r"\s*(<(!doctype|html|svg|script|\?xml)|gif8|%!ps|\{\\rtf|#!)"
    return re.match(other, text, re.IGNORECASE) is None
