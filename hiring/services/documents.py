"""Files that people upload: stored under random names once ``file_types`` has judged their content."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from core import audit
from hiring.models import Candidacy, Document, DocumentKind, Material

from .file_types import ENDINGS, FileRefused, clean_name, media_type

LARGEST = 10 * 1024 * 1024
# Of what belongs together: a hand-in, a stage's material.
MOST_FILES = 20
LARGEST_TOTAL = 50 * 1024 * 1024


@transaction.atomic
def attach_document(*, candidacy: Candidacy, kind: str, upload: UploadedFile, by: User) -> Document:
    """Store ``upload`` (PDF, DOCX or plain text, at most 10 MB) with ``candidacy``; ``kind`` is a ``DocumentKind``.

    Raises ``FileRefused``; then nothing is stored.
    """
    document = Document(candidacy=candidacy, kind=DocumentKind(kind), uploaded_by=by)
    content = read_upload(upload)
    document.media_type = media_type(content)
    document.original_name = clean_name(upload.name or "", ending=ENDINGS[document.media_type])
    with stored(document, content):
        audit.record(
            "document.attached", by=by, obj=document, scope=candidacy.uid, kind=kind, media_type=document.media_type
        )
    return document


def read_upload(upload: UploadedFile) -> bytes:
    """Return the bytes of ``upload``. Raises ``FileRefused`` if there are none or too many."""
    if (upload.size or 0) > LARGEST:
        raise FileRefused("This file is larger than 10 MB. Save it smaller and try again.")
    content = upload.read(LARGEST + 1)
    if not content:
        raise FileRefused("This file is empty.")
    return content


def refuse_overfull(files: QuerySet[Any], content: bytes) -> None:
    """Raise ``FileRefused`` if ``content`` would be one file too many beside ``files``, or too large with them."""
    sizes = list(files.values_list("size", flat=True))
    if len(sizes) >= MOST_FILES:
        raise FileRefused("There are 20 files already. Pack them into one archive, or remove one first.")
    if sum(sizes) + len(content) > LARGEST_TOTAL:
        raise FileRefused("All files together would be larger than 50 MB. Leave out what can be left out.")


@contextmanager
def stored(document: Document | Material, content: bytes) -> Iterator[None]:
    """Store ``content`` and the row of ``document``; if either or the body of the block fails, neither stays.

    Raises ``FileRefused`` if the disk takes nothing more.
    """
    document.size, document.sha256 = len(content), hashlib.sha256(content).hexdigest()
    try:
        document.file.save("file", ContentFile(content), save=False)
    except OSError as error:
        raise FileRefused("The file could not be stored: the disk is full or closed. Nothing was changed.") from error
    try:
        with transaction.atomic():
            document.save()
            yield
    except BaseException:
        document.file.delete(save=False)
        raise


def erase_after_commit(documents: Iterable[Document | Material]) -> None:
    """Delete the stored files of rows that go in this transaction, once it is certain that they go."""
    for document in documents:
        transaction.on_commit(partial(document.file.delete, save=False))


def record_download(*, document: Document, by: User) -> None:
    """Note that ``by`` is being handed the file of ``document``, each time."""
    audit.record("document.downloaded", by=by, obj=document, scope=document.candidacy.uid, kind=document.kind)
