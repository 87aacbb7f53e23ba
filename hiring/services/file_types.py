"""What a file is, judged by its bytes and never by its name.

The judgement is our own and short: an allow-list of types, each proven by its bytes. Libraries that sniff (puremagic,
filetype, libmagic) answer another question, what a file may be, and take a polyglot for its first half. Nothing here
unpacks, parses or shows a file; whoever opens it does so on their own device.
"""

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath

from core.errors import Refused

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"
ZIP = "application/zip"
PARQUET = "application/vnd.apache.parquet"
ENDINGS = {PDF: ".pdf", DOCX: ".docx", TEXT: ".txt", ZIP: ".zip", PARQUET: ".parquet"}
# A Parquet file begins and ends with this; between them stand at least the length of its footer.
PARQUET_SIGN, SMALLEST_PARQUET = b"PAR1", 12
# Texts that keep their ending in a work sample: what opens in an editor or a notebook. Never what a double click runs
# without being asked (.js, .vbs, .bat, .html).
KEPT = re.compile(
    r"\.(py|ipynb|r|rmd|jl|sql|scala|java|go|rs|c|h|cpp|md|rst|csv|tsv|json|toml|ya?ml|ini|cfg)$", re.IGNORECASE
)
MOST_ENTRIES = 2_000
LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_LINKS = 1024 * 1024
# Parts that run when a Word file is opened, and links that load such parts from elsewhere.
RUNS = re.compile(r"vbaproject|vbadata|activex|oleobject", re.IGNORECASE)
LOADS = re.compile(
    rb"<!DOCTYPE|<Relationship\b(?=[^>]*/(?:attachedTemplate|oleObject|frame|subDocument|package)[\"'])"
    rb"(?=[^>]*TargetMode\s*=\s*[\"']External)",
    re.IGNORECASE,
)
UNKNOWN_WORK = (
    "This is not a PDF, Word file, ZIP archive, notebook, script or other plain text, whatever its name says. "
    "Save slides and sheets as PDF."
)
UNKNOWN_MATERIAL = (
    "This is not a PDF, Word file, CSV, Parquet file, ZIP archive, notebook, script or other plain text, whatever its "
    "name says. Save sheets as CSV, slides as PDF, and pack pictures into a ZIP archive."
)
UNKNOWN = "This is not a PDF, Word or plain text file, whatever its name says."
ACTIVE = "This Word file carries macros or other parts that run. Save it as a PDF and try again."


class FileRefused(Refused):
    """The file cannot be taken."""

    field = "file"


def media_type(content: bytes) -> str:
    """Return the media type that the bytes themselves prove. Raises ``FileRefused`` for all but PDF, DOCX and text."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _docx(content)
    if _is_text(content):
        return TEXT
    raise FileRefused(UNKNOWN)


def work_media_type(content: bytes, *, unknown: str = UNKNOWN_WORK) -> str:
    """Return the media type of a file that belongs to a work sample: archives and scripts too, which stay as they are.

    Raises ``FileRefused`` for everything else, with the words ``unknown`` where it is of no type that we take.
    """
    if content.startswith(b"PK\x03\x04"):
        return _archive(content, unknown)
    if content.startswith(b"%PDF-"):
        return PDF
    if _is_text(content.removeprefix(b"#!")):
        return TEXT
    raise FileRefused(unknown)


def material_media_type(content: bytes) -> str:
    """Return the media type of a file that candidates are given: what they may hand in, and Parquet.

    Raises ``FileRefused`` for everything else.
    """
    is_framed = content.startswith(PARQUET_SIGN) and content.endswith(PARQUET_SIGN)
    if is_framed and len(content) >= SMALLEST_PARQUET:
        return PARQUET
    return work_media_type(content, unknown=UNKNOWN_MATERIAL)


def work_ending(name: str, media_type: str) -> str:
    """Return the ending under which a file of a work sample is handed out."""
    kept = KEPT.search(name) if media_type == TEXT else None
    return kept[0].lower() if kept else ENDINGS[media_type]


def clean_name(name: str, *, ending: str) -> str:
    """Return the last part of ``name`` without anything that could steer a header or a path; at most 160 characters.

    It ends in ``ending``, so that whoever saves the file and opens it gets the program for what it is: a text called
    ``cv.html`` would run in a browser otherwise.
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    last = re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\"<>|:*?]", "", last).strip(" .")
    stem = re.sub(re.escape(ending) + "$", "", f".{last}", flags=re.IGNORECASE).strip(" .")
    return f"{stem[:140] or 'document'}{ending}"


def _docx(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_other_archives(archive.infolist())
            links = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".rels")]
            if any(_loads_from_elsewhere(archive, entry) for entry in links):
                raise FileRefused(ACTIVE)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise FileRefused("This file is damaged: it cannot be opened.") from error
    return DOCX


def _archive(content: bytes, unknown: str) -> str:
    """Look through the list of parts of an archive, unpacking none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise FileRefused("This archive is damaged: it cannot be opened.") from error
    names = {entry.filename for entry in entries}
    if "word/document.xml" in names:
        return _docx(content)
    if "[Content_Types].xml" in names:
        raise FileRefused(unknown)
    if _unpacks_to_too_much(entries):
        raise FileRefused("This archive unpacks to more than 200 MB or 2,000 files. Pack less into it.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused("This archive is locked with a password. Pack it without one.")
    if any(_leads_out(name) for name in names):
        raise FileRefused("This archive would put files outside its own folder. Pack it again.")
    return ZIP


def _leads_out(name: str) -> bool:
    return name.startswith("/") or ":" in name or ".." in re.split(r"[/\\]", name)


def _unpacks_to_too_much(entries: list[zipfile.ZipInfo]) -> bool:
    return len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED


def _refuse_other_archives(entries: list[zipfile.ZipInfo]) -> None:
    names = {entry.filename for entry in entries}
    if _unpacks_to_too_much(entries):
        raise FileRefused("This file unpacks to far more than a document. Save it as a PDF and try again.")
    if not {"[Content_Types].xml", "word/document.xml"} <= names:
        raise FileRefused(UNKNOWN)
    if any(RUNS.search(name) for name in names):
        raise FileRefused(ACTIVE)


def _loads_from_elsewhere(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    with archive.open(entry) as part:
        links = part.read(LARGEST_LINKS + 1)
    return len(links) > LARGEST_LINKS or LOADS.search(links) is not None


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if re.search(r"[\x00-\x08\x0e-\x1f]", text):
        return False
    other = r"\s*(<(!doctype|html|svg|script|\?xml)|gif8|%!ps|\{\\rtf|#!)"
    return re.match(other, text, re.IGNORECASE) is None
