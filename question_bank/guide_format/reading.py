"""YAML to plain data, keeping the line of every part.

Works on the parser's events and builds nothing but mappings, lists, text, whole and decimal numbers, true, false and
nothing: no tags, no anchors and no aliases, so a file can neither make objects nor grow when it is read.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from .problems import GuideFileError, Problem

LARGEST_FILE = 1_000_000
MOST_PARTS = 30_000
DEEPEST = 15

Path = tuple[str | int, ...]

WORDS_FOR_SYNTAX = (
    ("mapping values are not allowed", "there is a colon in this text; put the text in quotes or below a “>-”"),
    ("cannot start any token", "this character cannot stand here (a tab?); put the text in quotes, indent with spaces"),
    ("could not find expected ':'", "a name followed by a colon was expected here"),
    ("expected <block end>", "the indentation does not fit the lines above"),
    ("expected ',' or", "a bracket is not closed; a text that begins with a bracket needs quotes"),
    ("found unexpected end of stream", "a quotation mark is not closed"),
)


@dataclass
class Source:
    """A file as plain data; ``lines`` knows the line (from 1) of each part by its path."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)

    def line_of(self, path: Path) -> int:
        """Return the line of the part, or of the nearest part around it that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


@dataclass
class _Frame:
    value: dict[Any, Any] | list[Any]
    path: Path
    key: Any = None
    has_key: bool = False


class _Fault(Exception):
    def __init__(self, line: int, reason: str) -> None:
        self.problem = Problem(line, reason)


def read(document: str | bytes, *, name: str) -> Source:
    """Return the file's data with line numbers; raise ``GuideFileError`` if it is not the YAML that guides may use."""
    text = _text_of(document, name)
    source = Source()
    frames: list[_Frame] = []
    started = False
    try:
        for number, event in enumerate(YAML(typ="safe", pure=True).parse(text)):
            if number > MOST_PARTS:
                raise _Fault(_line(event), "the file has too many parts; a guide has some thousands")
            if isinstance(event, DocumentStartEvent):
                if started:
                    raise _Fault(_line(event), "a second document begins here (“---”); a file holds one guide")
                started = True
            _take(event, frames, source)
    except _Fault as fault:
        raise GuideFileError(name, [fault.problem]) from None
    except YAMLError as error:
        raise GuideFileError(name, [_syntax_problem(error, text)]) from None
    if not isinstance(source.data, dict):
        raise GuideFileError(name, [Problem(1, "a guide is a list of named parts, beginning with “format: 1”")])
    return source


def _text_of(document: str | bytes, name: str) -> str:
    size = len(document) if isinstance(document, bytes) else len(document.encode())
    if size > LARGEST_FILE:
        raise GuideFileError(name, [Problem(1, "the file is larger than 1 MB")])
    if isinstance(document, str):
        return document
    try:
        return document.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = document[: error.start].count(b"\n") + 1
        raise GuideFileError(name, [Problem(line, "this is not UTF-8 text; save the file as UTF-8")]) from None


def _take(event: Event, frames: list[_Frame], source: Source) -> None:
    if isinstance(event, AliasEvent):
        raise _Fault(_line(event), "references (“*name”) are not allowed; write the text out")
    if isinstance(event, CollectionEndEvent):
        frames.pop()
    if not isinstance(event, NodeEvent):
        return
    if event.anchor is not None:
        raise _Fault(_line(event), "anchors (“&name”) are not allowed; write the text out, or put it in quotes")
    if getattr(event, "tag", None) is not None:
        raise _Fault(_line(event), "tags (“!name”) are not allowed; a text that begins with “!” needs quotes")
    if isinstance(event, ScalarEvent):
        _take_scalar(event, frames, source)
    elif isinstance(event, CollectionStartEvent):
        value: dict[Any, Any] | list[Any] = {} if isinstance(event, MappingStartEvent) else []
        path = _place(value, event, frames, source)
        if len(frames) >= DEEPEST:
            raise _Fault(_line(event), "the parts are nested too deep")
        frames.append(_Frame(value, path))


def _take_scalar(event: ScalarEvent, frames: list[_Frame], source: Source) -> None:
    value = event.value if event.style else _plain(event.value)
    top = frames[-1] if frames else None
    if top is None or isinstance(top.value, list) or top.has_key:
        _place(value, event, frames, source)
        return
    if value in top.value:
        first = source.lines[(*top.path, value)]
        raise _Fault(_line(event), f"“{value}” stands here a second time; the first is in line {first}")
    top.key, top.has_key = value, True
    source.lines[(*top.path, value)] = _line(event)


def _place(value: Any, event: NodeEvent, frames: list[_Frame], source: Source) -> Path:
    if not frames:
        source.data = value
        source.lines[()] = _line(event)
        return ()
    top = frames[-1]
    if isinstance(top.value, list):
        path: Path = (*top.path, len(top.value))
        source.lines[path] = _line(event)
        top.value.append(value)
        return path
    if not top.has_key:
        raise _Fault(_line(event), "a name was expected here; a text that begins with a bracket needs quotes")
    path = (*top.path, top.key)
    top.value[top.key] = value
    top.has_key = False
    return path


def _plain(value: str) -> Any:
    """Return what an unquoted word means: YAML's core schema without its rarer notations."""
    if value in {"", "~", "null", "Null", "NULL"}:
        return None
    if value in {"true", "True", "TRUE"}:
        return True
    if value in {"false", "False", "FALSE"}:
        return False
    if re.fullmatch(r"[-+]?[0-9]{1,15}", value):
        return int(value)
    if re.fullmatch(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}", value):
        return float(value)
    return value


def _line(event: Event) -> int:
    return event.start_mark.line + 1


def _syntax_problem(error: YAMLError, text: str) -> Problem:
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        what = error.problem or error.context or "something does not fit"
        words = next((words for sign, words in WORDS_FOR_SYNTAX if sign in what), f"this is not valid YAML: {what}")
        return Problem(mark.line + 1 if mark else 1, words)
    position = getattr(error, "position", 0)
    line = text[:position].count("\n") + 1 if isinstance(position, int) else 1
    return Problem(line, "a character here cannot stand in a text file")
