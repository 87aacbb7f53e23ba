"""Asks every route of the resolver, with every id and every parameter that its view reads; notes what comes back."""

import inspect
import re
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from itertools import product

from django.db import connection
from django.test import Client
from django.urls import URLResolver, get_resolver

from .parameters import is_understood, parameters_of, questions
from .worlds import CANARY, steady_ids, undone

# What the ids in a path are of, by the word before them; a word that is not here is asked with every id there is. What
# belongs to sign-in has ids of its own, which no other page shows: ids of people stand for foreign ones.
TABLES = {
    "break-glass": "BreakGlass",
    "calendars": "BusyCalendar",
    "candidacies": "Candidacy",
    "debriefs": "Debrief",
    "devices": "User",
    "documents": "Document",
    "feed": "CalendarFeedToken",
    "files": "Document",
    "interviews": "Interview",
    "listeners": "User",
    "invitations": "User",
    "jobs": "Job",
    "loops": "LoopPlan",
    "materials": "Material",
    "next-steps": "NextStep",
    "notes": "Question",
    "own-questions": "BankQuestion",
    "offered-times": "Offer",
    "offers": "OfferLinkToken",
    "packets": "Packet",
    "panelists": "Panelist",
    "passkeys": "User",
    "people": "User",
    "reference-links": "RefereeLinkToken",
    "reference-questions": "FollowUp",
    "referees": "Referee",
    "references": "ReferenceCheck",
    "revote": "Scorecard",
    "roles": "Role",
    "scorecards": "Scorecard",
    "second-step": "User",
    "stage-decisions": "StageDecision",
    "stages": "Stage",
    "question-files": "QuestionImport",
    "questions": "Question",
    "versions": "GuideVersion",
    "words": "WatchedWord",
    "work-samples": "WorkSampleLink",
}
POSTED = {"reason": "Because", "decision": "advance", "override_reason": "Because", "outcome": "hire", "confirm": "1"}
RANDOM = [
    (re.compile(r'(csrfmiddlewaretoken" value=")[^"]+'), r"\1"),
    (re.compile(r'(X-CSRFToken"?:\s*"|csrf-token" content=")[^"]+'), r"\1"),
    (re.compile(r'(nonce=")[^"]+'), r"\1"),
    (re.compile(r"('nonce-)[^']+"), r"\1"),
    (re.compile(r"(/calendar/feed/)[\w-]{43}(\.ics)"), r"\1\2"),
]
SKIPPED_HEADERS = {"set-cookie", "date"}


@dataclass(frozen=True)
class Route:
    """One URL pattern: its path with ``%(name)s`` places, and the GET parameters that its view's module reads."""

    path: str
    places: tuple[str, ...]
    parameters: tuple[str, ...]
    has_fragments: bool


@dataclass(frozen=True)
class Answer:
    """Everything of a response that a reader could learn from."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    queries: int


class Counter:
    """Counts queries without keeping them; Django's own log forgets after 9,000."""

    queries = 0

    def __call__(self, execute: Callable, sql: str, params: object, many: bool, context: dict) -> object:
        self.queries += 1
        return execute(sql, params, many, context)


def routes() -> list[Route]:
    """Every route of the project, flattened."""
    return list(_flatten(get_resolver(), "/"))


def _flatten(resolver: URLResolver, prefix: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        path = prefix + re.sub(r"<(?:\w+:)?(\w+)>", r"%(\1)s", str(pattern.pattern).lstrip("^").rstrip("$\\Z"))
        if isinstance(pattern, URLResolver):
            yield from _flatten(pattern, path)
        elif "(?P" not in path:
            view = inspect.unwrap(pattern.callback)
            view = getattr(view, "view_class", view)
            source = _source(view)
            assert is_understood(source), f"{path} reads GET in a way that the hunt cannot follow"
            parameters = tuple(sorted(parameters_of(source, inspect.getmodule(view))))
            yield Route(path, tuple(re.findall(r"%\((\w+)\)s", path)), parameters, "htmx" in source)


def _source(view: Callable) -> str:
    """The source of a view of ours, with the private functions of its module that it uses; empty for others' views."""
    module = inspect.getmodule(view)
    if module is None or "django" in module.__name__ or "allauth" in module.__name__:
        return ""
    source = inspect.getsource(view)
    helpers = {name: helper for name, helper in vars(module).items() if name[0] == "_" and inspect.isfunction(helper)}
    while used := [name for name in helpers if re.search(rf"\b{name}\b", source)]:
        source += "".join(inspect.getsource(helpers.pop(name)) for name in used)
    return source


def walk(client: Client, uids: dict[str, str], *, writes: bool = True) -> dict[str, Answer]:
    """The answer to every request that can be made of the project, by method and URL.

    ``uids``: what ``worlds.every_uid`` returns. ``writes``: POST to every route as well.
    """
    answers = {}
    for route in routes():
        for filled in product(*_candidates(route, uids)):
            path = route.path % dict(zip(route.places, filled, strict=True))
            answer = answers[f"GET {path}"] = ask(client, "get", path)
            if writes:
                answers[f"POST {path}"] = ask(client, "post", path)
            if answer.status != 200:
                continue
            if route.has_fragments:
                answers[f"HX GET {path}"] = ask(client, "get", path, HTTP_HX_REQUEST="true")
            for query in questions(route.path, route.parameters, uids):
                answers[f"GET {path}?{query}"] = ask(client, "get", f"{path}?{query}")
                if "cell=" in query and "step=" in query:
                    answers[f"HX GET {path}?{query}"] = ask(client, "get", f"{path}?{query}", HTTP_HX_REQUEST="true")
    return answers


def _candidates(route: Route, uids: dict[str, str]) -> Iterator[list[str]]:
    for word in re.findall(r"([\w-]+)/%\(", route.path):
        yield [uid for uid, table in uids.items() if table == TABLES.get(word, table) and uid.isalnum()]


def ask(client: Client, method: str, url: str, **headers: str) -> Answer:
    """Make one request and take back whatever it wrote, a sign-out too."""
    cookies = copy(client.cookies)
    count = Counter()
    with undone(), steady_ids(url), connection.execute_wrapper(count):
        response = getattr(client, method)(url, POSTED if method == "post" else None, **headers)
        body = b"".join(response.streaming_content) if response.streaming else response.content
    client.cookies = cookies
    text = body.decode("utf-8", errors="replace")
    headers = ";".join(f"{name}:{value}" for name, value in sorted(response.items()))
    for pattern, blank in RANDOM:
        text, headers = pattern.sub(blank, text), pattern.sub(blank, headers)
    split = [tuple(header.split(":", 1)) for header in headers.split(";")]
    kept = tuple(header for header in split if header[0].lower() not in SKIPPED_HEADERS)
    return Answer(response.status_code, kept, text, count.queries)


def differences(one: dict[str, Answer], other: dict[str, Answer]) -> list[str]:
    """The requests that were answered differently, with what differs."""
    found = []
    for url in one.keys() | other.keys():
        if one.get(url) != other.get(url):
            here, there = one.get(url), other.get(url)
            if here is None or there is None:
                found.append(f"{url}: can be asked in one world only")
                continue
            parts = [name for name in Answer.__dataclass_fields__ if getattr(here, name) != getattr(there, name)]
            found.append(f"{url}: {', '.join(parts)} differ{_hint(here, there)}")
    return sorted(found)


def _hint(here: Answer, there: Answer) -> str:
    pairs = zip(here.body.splitlines(), there.body.splitlines(), strict=False)
    different = next(((a.strip(), b.strip()) for a, b in pairs if a != b), None)
    return f" ({different[0][:90]!r} / {different[1][:90]!r})" if different else ""


def canaries(answers: dict[str, Answer]) -> list[str]:
    """The requests whose answer holds a word that only another panelist wrote."""
    return sorted(url for url, answer in answers.items() if CANARY in answer.body.replace(url.split("=")[-1], ""))
