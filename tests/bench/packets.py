"""What compiling a packet costs beside WeasyPrint alone, how its pages grow, and how soon a kept one is there.

All in this process, on the prepared database: the job as a worker runs it, and the same HTML laid out by WeasyPrint
that is imported already. Both in turn, so that a slow minute strikes both.
"""

import time
from collections.abc import Callable
from importlib import import_module
from math import log
from statistics import linear_regression, median
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.documents import Document, request_document
from core.jobs.queue import find_task
from core.jobs.run import run
from core.models import Packet
from core.pdf import child, render
from hiring.models import Interview, Panelist, Role
from hiring.packets import day_kits, kit

from .asking import Timed, fixed_work
from .seeding import PEOPLE

JOB = "hiring.compile_kit"
COPIES = (1, 2, 5, 10, 20)
# A multiple, milliseconds, and a power of the number of pages.
LIMITS = {"of_weasyprint": 1.25, "cached_ms": 50, "exponent": 1.1}


def measure(rounds: int) -> dict[str, float]:
    """Return the figures by name."""
    place = Panelist.objects.filter(interview__guide_stage__key="technical", user__email=PEOPLE["interviewer"])
    panelist = place.select_related("user", "interview").earliest("pk")
    interview, reader = panelist.interview, panelist.user
    jobs, alone = _side_by_side(interview, reader, rounds)
    pages, seconds = _growth(interview.candidacy.role)
    slope = linear_regression([log(each) for each in pages], [log(each) for each in seconds]).slope
    return {
        "pages": pages[0],
        "job_s": round(median(jobs), 3),
        "weasyprint_s": round(median(alone), 3),
        # Of the fastest moments: a busy machine makes the same work take twice as long a second later.
        "of_weasyprint": round(min(jobs) / min(alone), 2),
        "of_weasyprint_median": round(median(job / other for job, other in zip(jobs, alone, strict=True)), 2),
        **_cached(interview, reader, rounds),
        "most_pages": pages[-1],
        "most_pages_s": round(seconds[-1], 1),
        "exponent": round(slope, 2),
    }


def _side_by_side(interview: Interview, reader: User, rounds: int) -> tuple[list[float], list[float]]:
    document = kit(interview.uid, reader)
    html = document.html(reader=reader, made_at=timezone.now())
    order = {
        "html": html,
        "static_url": settings.STATIC_URL,
        "static_roots": import_module("core.pdf.render")._static_roots(),
    }
    _job(document, reader), child.render(order)
    jobs, alone = [], []
    for number in range(rounds):
        # Each goes first every other time.
        acts = [(jobs, lambda: _job(document, reader)), (alone, lambda: child.render(order))]
        for times, act in acts if number % 2 else reversed(acts):
            times.append(_timed(act))
    return jobs, alone


def _job(document: Document, reader: User) -> None:
    """From asking to the stored file, as the view and the worker do it."""
    Packet.objects.all().delete()
    packet = request_document(document, task=JOB, by=reader)
    run(packet.job_id, find_task(JOB).job_function)
    packet.refresh_from_db()
    if not packet.is_ready:
        raise RuntimeError(f"The packet failed: {packet.job.error}")


def _growth(role: Role) -> tuple[list[int], list[float]]:
    """Pages and seconds of more and more kits of a day as one file; the better of two for each."""
    recruiter = User.objects.get(email=PEOPLE["recruiter"])
    uids = list(
        Interview.objects.filter(candidacy__role=role, guide_stage__key="technical").values_list("uid", flat=True)
    )
    pages, seconds = [], []
    for copies in COPIES:
        document = day_kits(role.uid, " ".join(["2026-11-17", *uids[:copies]]), recruiter)
        took, found = _print_twice(document.html(reader=recruiter))
        pages.append(found)
        seconds.append(took)
    return pages, seconds


def _print_twice(html: str) -> tuple[float, int]:
    made: list[Any] = []
    seconds = min(_timed(lambda: made.append(render(html))) for _ in range(2))
    return seconds, made[0].pages


def _cached(interview: Interview, reader: User, rounds: int) -> dict[str, float]:
    """Milliseconds of the server, scaled, for asking for a packet that is there, for its page and for its file."""
    _job(kit(interview.uid, reader), reader)
    client = Client(headers={"host": "localhost"})
    client.force_login(reader)
    packet = Packet.objects.get()
    asks: dict[str, Callable[[], object]] = {
        "cached_ms": lambda: _right(client.post(reverse("kit_request", args=[interview.uid])), 302),
        "cached_page_ms": lambda: _right(client.get(reverse("packet_detail", args=[packet.uid])), 200),
        "cached_file_ms": lambda: b"".join(
            _right(client.get(reverse("packet_download", args=[packet.uid])), 200).streaming_content
        ),
    }
    figures = {}
    for name, ask in asks.items():
        ask()
        figures[name] = _scaled(ask, rounds * 3)
    if Packet.objects.get() != packet:
        raise RuntimeError("It was compiled again.")
    return figures


def _scaled(ask: Callable[[], object], times: int) -> float:
    """The median in milliseconds as it would be if the machine had always been as fast as in its best moment."""
    timed = Timed()
    for _ in range(times):
        before = fixed_work()
        timed.raw.append(_timed(ask) * 1_000)
        timed.work.append((before + fixed_work()) / 2)
    return round(median(timed.scaled(min(timed.work))), 1)


def _right(answer: Any, status: int) -> Any:
    if answer.status_code != status:
        raise RuntimeError(f"{answer.status_code} instead of {status}")
    return answer


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def show(found: dict[str, float]) -> list[str]:
    """Print what was found beside its limits; return what crosses one."""
    print("\nPackets")
    for name, figure in found.items():
        limit = f"  of {LIMITS[name]}" if name in LIMITS else ""
        print(f"{name:30}{figure:12,}{limit}")
    return [f"packets, {name}: {found[name]}, limit {limit}" for name, limit in LIMITS.items() if found[name] > limit]
