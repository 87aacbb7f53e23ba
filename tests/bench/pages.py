"""What is measured: the pages of each persona and a save, on two floors."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from debriefs.models import Debrief
from hiring.models import Candidacy, Interview, Role
from question_bank.models import GuideVersion

from .seeding import EVIDENCE, PEOPLE, to_save_in

EMPTY, THREE_QUERIES, SAVE = "floor: empty view", "floor: three queries", "interviewer: save"
TOKEN = "b" * 32


@dataclass(frozen=True)
class Target:
    """One thing that is asked for: its name, its address, the cookie of who asks, and a maker of bodies for a POST."""

    name: str
    path: str
    cookie: str
    body: Callable[[], bytes] | None = None


def targets() -> list[Target]:
    """The floors first, then each persona's pages."""
    cookies = {who: signed_in(email) for who, email in PEOPLE.items()}
    found = [Target(EMPTY, "/floor/empty", ""), Target(THREE_QUERIES, "/floor/three-queries", cookies["interviewer"])]
    for name, path in addresses().items():
        found.append(Target(name, path, cookies[name.partition(":")[0]]))
        if name == "interviewer: interview page":
            found.append(savers()[0])
    return found


def addresses() -> dict[str, str]:
    """The pages by name; who looks stands before the colon."""
    role = Role.objects.get(title__contains="Forecasting").uid
    pending = Interview.objects.get(candidacy__candidate__name="Amara Nwosu", stage__kind="technical").uid
    version = GuideVersion.objects.published().get(guide__key="ml-engineer").uid
    return {
        "interviewer: Today": reverse("today"),
        "interviewer: interview page": reverse("scorecard_edit", args=[pending]),
        "manager: role board": reverse("role_detail", args=[role]),
        "manager: candidate page": reverse("candidacy_detail", args=[_candidacy("Priya Subramaniam").uid]),
        "manager: debrief": reverse("debrief_detail", args=[_debrief("Sofia Almeida").uid]),
        "recruiter: role list": reverse("role_list"),
        "recruiter: calendar": reverse("interview_list"),
        "admin: question bank": reverse("question_list"),
        "admin: guide": reverse("guide_version_detail", args=[version]),
    }


def _candidacy(name: str) -> Candidacy:
    return Candidacy.objects.get(candidate__name=name)


def _debrief(name: str) -> Debrief:
    return Debrief.objects.get(candidacy__candidate__name=name)


def savers() -> list[Target]:
    """Saves into one scorecard each: notes on a question, a level and its evidence."""
    cookie = signed_in(PEOPLE["interviewer"])
    author = User.objects.get(email=PEOPLE["interviewer"]).uid
    found = to_save_in().select_related("stage__guide_stage")
    return [Target(SAVE, reverse("scorecard_save", args=[each.uid]), cookie, typist(each, author)) for each in found]


def typist(interview: Interview, author: str) -> Callable[[], bytes]:
    """Returns a function whose every call is the next save of one tab, which has seen whatever was saved before."""
    stage = interview.stage.guide_stage
    question, criterion = stage.questions.order_by("position")[0].uid, stage.criteria.all()[0].uid
    client, sequence = secrets.token_hex(9), iter(range(1, 10**9))

    def body() -> bytes:
        number = next(sequence)
        changes = {
            "answers": {question: {"notes": f"{EVIDENCE}\n{EVIDENCE} {number}"}},
            "ratings": {criterion: {"level": number % 5, "evidence": f"{EVIDENCE} {number}"}},
        }
        sent = {"changes": changes, "author": author, "base_revision": 10**6, "client_id": client, "seq": number}
        return json.dumps(sent).encode()

    return body


def signed_in(email: str) -> str:
    """A ``Cookie`` header of somebody who is signed in, with a CSRF token."""
    client = Client()
    client.force_login(User.objects.get(email=email), backend="accounts.backends.EmailBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
