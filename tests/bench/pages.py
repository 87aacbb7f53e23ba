"""What is measured: the pages of each persona and a save, on two floors."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from config.load.teams import email
from debriefs.models import Debrief
from hiring.models import Candidacy, Interview, Panelist, Role
from question_bank.models import GuideVersion

from .seeding import EVIDENCE, PEOPLE, to_save_in

EMPTY, THREE_QUERIES, SAVE = "floor: empty view", "floor: three queries", "interviewer: save"
TOKEN = "b" * 32
CONNECTIONS = 8


@dataclass(frozen=True)
class Target:
    """One thing that is asked for: its name, its address, the cookie of who asks, and a maker of bodies for a POST."""

    name: str
    path: str
    cookie: str
    body: Callable[[], bytes] | None = None


def targets() -> list[Target]:
    """The floors first, then each persona's pages."""
    owing = _owing()
    people = {"interviewer": owing.user.email, "admin": PEOPLE["admin"]}
    people |= {"manager": email(0, "manager0"), "recruiter": email(0, "recruiter")}
    cookies = {who: signed_in(address) for who, address in people.items()}
    found = [Target(EMPTY, "/floor/empty", ""), Target(THREE_QUERIES, "/floor/three-queries", cookies["interviewer"])]
    for name, path in addresses(owing).items():
        found.append(Target(name, path, cookies[name.partition(":")[0]]))
        if name == "interviewer: interview page":
            found.append(savers()[0])
    return found


def addresses(owing: Panelist) -> dict[str, str]:
    """The pages by name; who looks stands before the colon. The same ones at every size: the first department's."""
    manager = User.objects.get(email=email(0, "manager0"))
    role = Role.objects.filter(seats__user=manager, state="open").earliest("pk")
    running = Candidacy.objects.running().filter(role=role, interviews__panelists__scorecard__sealed_at__isnull=False)
    candidacy = running.order_by("-stage__position", "pk")[0].uid
    held = Debrief.objects.filter(candidacy__role__seats__user=manager, closed_at__isnull=False)
    coming = Interview.objects.to_come().filter(candidacy__role=role).earliest("pk").uid
    version = GuideVersion.objects.published().get(guide__key="ml-engineer").uid
    return {
        "interviewer: Today": reverse("today"),
        "interviewer: interview page": reverse("scorecard_edit", args=[owing.interview.uid]),
        "interviewer: candidate page": reverse("candidacy_detail", args=[owing.interview.candidacy.uid]),
        "manager: Today": reverse("today"),
        "manager: role board": reverse("role_detail", args=[role.uid]),
        "manager: candidate page": reverse("candidacy_detail", args=[candidacy]),
        "manager: debrief": reverse("debrief_detail", args=[held.earliest("pk").uid]),
        "recruiter: Today": reverse("today"),
        "recruiter: role list": reverse("role_list"),
        "recruiter: role board": reverse("role_detail", args=[role.uid]),
        "recruiter: calendar": reverse("interview_list"),
        "recruiter: an interview": reverse("interview_detail", args=[coming]),
        "recruiter: planning": reverse("interview_create", args=[candidacy]),
        "admin: question bank": reverse("question_list"),
        "admin: guide": reverse("guide_version_detail", args=[version]),
        "admin: people": reverse("people_list"),
        "admin: audit trail": reverse("audit_list"),
    }


def _owing() -> Panelist:
    """A place of the first department's whose scorecard is owed after the interview."""
    team = Panelist.objects.owing().filter(user__email__endswith=email(0, "").lstrip("."), user__access_level="member")
    held = team.filter(user__email__startswith="interviewer", scorecard=None, interview__work_sample=None)
    return held.select_related("user", "interview__candidacy").order_by("interview__starts_at", "pk")[0]


def savers() -> list[Target]:
    """Saves into one scorecard each, as many as there are connections: notes, a level and its evidence."""
    cookie = signed_in(PEOPLE["interviewer"])
    author = User.objects.get(email=PEOPLE["interviewer"]).uid
    found = to_save_in().select_related("stage__guide_stage")[:CONNECTIONS]
    return [Target(SAVE, reverse("scorecard_save", args=[each.uid]), cookie, typist(each, author)) for each in found]


def typist(interview: Interview, author: str) -> Callable[[], bytes]:
    """Returns a function whose every call is the next save of one tab, which has seen whatever was saved before."""
    stage = interview.guide_stage
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


def signed_in(address: str) -> str:
    """A ``Cookie`` header of somebody who is signed in, with a CSRF token."""
    client = Client()
    client.force_login(User.objects.get(email=address), backend="accounts.backends.EmailBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
