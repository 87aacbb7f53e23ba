"""Takes pictures of the pages as each persona into var/screenshots/: wide and phone, light and dark.

``make screenshots`` starts a fresh demonstration and runs this against it; BASE_URL names its address.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import django
from playwright.sync_api import Browser, Page, sync_playwright

from tests.rig import chromium
from tests.rig.waiting import settle

FOLDER = Path(__file__).resolve().parent.parent / "var" / "screenshots"
SIZES = {"wide": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
SCHEMES = ("light", "dark")


# What a newer version of a guide says instead.
EDITS = {
    "What do you aim at in your career": "What do you want to do in three years",
    "What do you expect as to pay?": "Which range of pay do you have in mind?",
    "large gaps remain": "gaps remain that training can close",
    "at work and says what came of it": "at work, says what came of it and what they would do differently",
    "This query has become slow.": "This query, which ran in a second last year, takes a minute now.",
}


# What to press before the picture is taken, as far as it is there.
PRESSED = {
    "offer-free": ("[name=show-free]",),
    "candidate-times-none": (".offer-windows summary",),
    "plan-interview-free": ("[name=free-show]", ".free-start"),
}


@dataclass(frozen=True)
class Picture:
    """A page to look at: its file name, its path, and the person of the story who looks (None: nobody)."""

    name: str
    path: str
    who: str | None


def pictures() -> list[Picture]:
    """Every page worth looking at, found in the demonstration's own data."""
    from django.urls import reverse

    from accounts.models import User
    from debriefs.models import Debrief
    from hiring.models import Candidacy, Interview, Panelist, Role
    from question_bank.models import GuideVersion, WatchedWord
    from question_bank.services import request_book
    from references.models import ReferenceCheck
    from tests.debriefs.decision_pictures import decision_pages
    from tests.debriefs.pictures import live_pages
    from tests.hiring.pictures import loop_pages
    from tests.question_bank.pictures import bank_pages, just_written
    from tests.references.pictures import reference_pages

    def candidacy(name: str) -> str:
        return Candidacy.objects.get(candidate__name=name).uid

    def interview(name: str, kind: str) -> str:
        return Interview.objects.get(candidacy__candidate__name=name, stage__kind=kind).uid

    def debrief(name: str) -> str:
        return Debrief.objects.get(candidacy__candidate__name=name).uid

    role = Role.objects.get(title__contains="Forecasting").uid
    sealed = Panelist.objects.sealed().filter(user__name="Yuki Tanaka").order_by("pk")[0].scorecard.uid
    learner = Panelist.objects.sealed().get(shadows=True).scorecard.uid
    blind = Interview.objects.get(candidacy__candidate__name="Farid Haddad", stage__kind="work_sample")
    rated = blind.stage.guide_stage.placements.order_by("position")[1].criterion.uid
    version = GuideVersion.objects.published().get(guide__key="ml-engineer").uid
    partly_ours = GuideVersion.objects.published().get(guide__key="data-scientist-ml")
    book = request_book(version=partly_ours, by=User.objects.get(name="Nadia Haddad")).uid
    doubtful = doubtful_draft()
    edited, edited_stage, calm = edited_drafts()
    WatchedWord.objects.get_or_create(text="golf club*", added_by=User.objects.get(name__startswith="Nadia"))
    asked = Interview.objects.get(candidacy__candidate__name="Amara Nwosu", stage__kind="technical")
    placed = asked.panelists.order_by("pk")[0].uid
    asked = asked.stage.guide_stage.questions.order_by("position")[0].uid
    check = ReferenceCheck.objects.order_by("pk")[0].uid
    asking, token, handed_in = work_sample_links()
    changing, changing_token, again = reopened_work_samples()
    choosing, booked, chosen = offered_times()
    work_stage = Role.objects.get(uid=role).stages.get(kind="work_sample").uid
    new_stage = stage_with_open_material()
    moving = role_with_a_newer_guide()
    calendars_elsewhere()
    pages = {
        "sign-in": (None, reverse("account_login")),
        "sign-in-done": ("yuki", reverse("sign_in_done")),
        "today-interviewer": ("yuki", reverse("today")),
        "today-manager": ("marcus", reverse("today")),
        "today-recruiter": ("ruth", reverse("today")),
        "today-admin": ("nadia", reverse("today")),
        "roles": ("ruth", reverse("role_list")),
        "role-new": ("ruth", reverse("role_create")),
        "board": ("ruth", reverse("role_detail", args=[role])),
        "board-list": ("ruth", reverse("role_detail", args=[role]) + "?view=list"),
        "board-interviewer": ("yuki", reverse("role_detail", args=[role])),
        "candidacy-pending": ("yuki", reverse("candidacy_detail", args=[candidacy("Jonas Weber")])),
        "candidacy-gate": ("marcus", reverse("candidacy_detail", args=[candidacy("Priya Subramaniam")])),
        "candidacy-decided": ("marcus", reverse("candidacy_detail", args=[candidacy("Sofia Almeida")])),
        "candidacy-references": ("ruth", reverse("candidacy_detail", args=[candidacy("Oliver Brandt")])),
        "candidacy-decide": ("marcus", reverse("candidacy_decide", args=[candidacy("Priya Subramaniam")])),
        "candidate-new": ("ruth", reverse("candidacy_create", args=[role])),
        "plan-interview": ("ruth", reverse("interview_create", args=[candidacy("Chen Wei")])),
        "plan-interview-free": ("ruth", reverse("interview_create", args=[candidacy("Chen Wei")])),
        "offer-form": ("ruth", reverse("offer_create", args=[candidacy("Chen Wei")])),
        "offer-free": ("ruth", reverse("offer_create", args=[candidacy("Chen Wei")])),
        "offer-state": ("ruth", reverse("candidacy_detail", args=[candidacy("Noor de Vries")])),
        "candidate-times": (None, reverse("offer_page", args=[choosing])),
        "candidate-times-none": (None, reverse("offer_page", args=[choosing])),
        "candidate-decline": (None, reverse("offer_decline", args=[choosing])),
        "candidate-booked": (None, reverse("offer_page", args=[booked])),
        "candidate-move": (None, reverse("offer_move", args=[booked])),
        "interview-chosen": ("marcus", reverse("interview_detail", args=[chosen])),
        "interview-detail": ("ruth", reverse("interview_detail", args=[interview("Amara Nwosu", "technical")])),
        "panelist-replace": ("ruth", reverse("panelist_replace", args=[placed])),
        "interview-no-show": ("ruth", reverse("interview_no_show", args=[interview("Amara Nwosu", "technical")])),
        "work-sample": ("ruth", reverse("interview_detail", args=[interview("Priya Subramaniam", "work_sample")])),
        "work-sample-wish": ("marcus", reverse("interview_detail", args=[asking])),
        "work-sample-kit": ("daniel", reverse("scorecard_edit", args=[interview("Amara Nwosu", "work_sample")])),
        "work-sample-scorecard": ("yuki", reverse("scorecard_edit", args=[asking]) + "#kit"),
        "work-sample-answer": ("marcus", reverse("work_sample_time_give", args=[asking])),
        "work-sample-changing": ("ruth", reverse("interview_detail", args=[changing])),
        "work-sample-again": ("ruth", reverse("interview_detail", args=[again])),
        "work-sample-reopen": ("ruth", reverse("work_sample_reopen", args=[again])),
        "candidate-open-again": (None, reverse("work_sample_page", args=[changing_token])),
        "role-kits": ("ruth", reverse("role_detail", args=[role]) + "?view=guide"),
        "role-edit": ("ruth", reverse("role_edit", args=[role])),
        "role-newer": ("ruth", reverse("role_detail", args=[moving]) + "?view=guide"),
        "role-move": ("ruth", reverse("role_move", args=[moving])),
        "material": ("ruth", reverse("material_edit", args=[new_stage])),
        "material-fixed": ("ruth", reverse("material_edit", args=[work_stage])),
        "candidate-work-sample": (None, reverse("work_sample_page", args=[token])),
        "candidate-more-time": (None, reverse("work_sample_more_time", args=[token])),
        "candidate-handed-in": (None, reverse("work_sample_page", args=[handed_in])),
        "calendar": ("ruth", reverse("interview_list")),
        "scorecard": ("yuki", reverse("scorecard_edit", args=[interview("Amara Nwosu", "technical")])),
        "scorecard-draft": ("yuki", reverse("scorecard_edit", args=[interview("Jonas Weber", "applied_ml")])),
        "scorecard-red-flags": (
            "yuki",
            reverse("scorecard_edit", args=[interview("Jonas Weber", "applied_ml")]) + "#rate",
        ),
        "scorecard-review": (
            "yuki",
            reverse("scorecard_edit", args=[interview("Jonas Weber", "applied_ml")]) + "#review",
        ),
        "scorecard-sealed": ("yuki", reverse("scorecard_detail", args=[sealed])),
        "grading": ("daniel", reverse("grading_overview", args=[blind.stage.uid])),
        "grading-step": ("daniel", reverse("scorecard_edit", args=[blind.uid]) + f"?across={rated}#c-{rated}"),
        "work-sample-nameless": ("daniel", reverse("interview_detail", args=[blind.uid])),
        "work-sample-blind-panel": ("ruth", reverse("interview_detail", args=[blind.uid])),
        "today-work": ("daniel", reverse("today")),
        "scorecard-compare": ("clara", reverse("scorecard_compare", args=[learner])),
        "why-hidden": ("yuki", reverse("independence_explain", args=[candidacy("Jonas Weber")])),
        "break-glass": ("nadia", reverse("glass_break", args=[candidacy("Jonas Weber")])),
        "role-schedule": ("ruth", reverse("role_schedule", args=[role])),
        "role-independence": ("marcus", reverse("role_independence", args=[role])),
        "debrief-prepared": ("marcus", reverse("debrief_detail", args=[debrief("Lucas Moreau")])),
        "decision": ("marcus", reverse("debrief_detail", args=[debrief("Sofia Almeida")])),
        "reference-check": ("ruth", reverse("reference_check_detail", args=[check])),
        "guides": ("nadia", reverse("guide_list")),
        "guide": ("nadia", reverse("guide_version_detail", args=[version])),
        "guide-partly-ours": ("ruth", reverse("guide_version_detail", args=[partly_ours.uid])),
        "guide-book": ("nadia", reverse("packet_detail", args=[book])),
        "guide-doubtful": ("nadia", reverse("guide_version_detail", args=[doubtful])),
        "guide-publish": ("nadia", reverse("guide_version_publish", args=[doubtful])),
        "guide-return": ("nadia", reverse("guide_version_return", args=[doubtful])),
        "guide-edit": ("nadia", reverse("guide_edit", args=[edited])),
        "guide-edit-profile": ("nadia", reverse("guide_edit", args=[edited]) + "?part=profile"),
        "guide-edit-criteria": ("nadia", reverse("guide_edit", args=[edited]) + "?part=criteria"),
        "guide-edit-stage": ("nadia", reverse("guide_edit", args=[edited]) + f"?part=stage-{edited_stage}"),
        "guide-edit-similar": ("nadia", reverse("guide_edit", args=[edited]) + just_written(edited)),
        "guide-preview": ("nadia", reverse("guide_preview", args=[edited]) + "?stage=technical"),
        "guide-preview-candidate": ("ruth", reverse("guide_preview", args=[edited]) + "?reader=candidate"),
        "guide-copy": ("nadia", reverse("guide_copy", args=[edited])),
        "guide-changes": ("nadia", reverse("guide_version_changes", args=[edited])),
        "guide-submit": ("nadia", reverse("guide_version_submit", args=[calm])),
        "words": ("nadia", reverse("watched_word_list")),
        "questions": ("nadia", reverse("question_list")),
        "question": ("ruth", reverse("question_detail", args=[asked])),
        "questions-found": ("nadia", reverse("question_list") + "?q=model&level=&use=never"),
        "guide-import": ("nadia", reverse("guide_import")),
        "people": ("nadia", reverse("people_list")),
        "person-invite": ("nadia", reverse("person_invite")),
        "jobs": ("nadia", reverse("job_list")),
        "jobs-failed": ("nadia", reverse("job_list") + "?state=failed"),
        "audit": ("nadia", reverse("audit_list")),
        "audit-filter-error": ("nadia", reverse("audit_list") + "?object=nobody"),
        "policy": ("ruth", reverse("policy_explain")),
        "feed": ("yuki", reverse("feed_detail")),
        "preferences": ("yuki", reverse("preferences_edit")),
        "availability": ("yuki", reverse("availability_edit")),
        "availability-calendar": ("yuki", reverse("busy_calendar_add")),
        "second-step": ("yuki", reverse("mfa_index")),
        "devices": ("yuki", reverse("device_list")),
        "authenticator-app": ("yuki", reverse("mfa_activate_totp")),
        "passkey-add": ("yuki", reverse("mfa_add_webauthn")),
        "person": ("nadia", reverse("person_edit", args=[User.objects.get(name="Yuki Tanaka").uid])),
        "not-found": ("yuki", "/no-such-page/"),
    }
    for step in ("requirements", "evidence", "disagreements", "agenda", "revote", "decision"):
        pages[f"debrief-{step}"] = (
            "marcus",
            reverse("debrief_detail", args=[debrief("Sofia Almeida")]) + f"?step={step}",
        )
    pages |= bank_pages() | live_pages() | reference_pages() | decision_pages()
    pages |= loop_pages(Role.objects.get(uid=role))
    return [Picture(name, path, who) for name, (who, path) in pages.items()]


def calendars_elsewhere() -> None:
    """Give a person three calendars: one that is read, one that fails, one that is new."""
    from django.utils import timezone

    from accounts.models import BusyCalendar, BusyTime, User

    user, now = User.objects.get(name="Yuki Tanaka"), timezone.now()
    later = {"user": user, "sealed": "-", "next_try_at": now + timedelta(days=9)}
    good = BusyCalendar.objects.create(
        kind="ics", name="Work", host="calendar.example.org", state="good", read_at=now - timedelta(minutes=10),
        unreadable=1, **later,
    )  # fmt: skip
    for day in range(1, 15):
        starts_at = now + timedelta(days=day)
        BusyTime.objects.create(user=user, calendar=good, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    BusyCalendar.objects.create(
        kind="caldav", name="Family and everything that has no other place", host="dav.a-rather-long-name.example.net",
        state="failing", read_at=now - timedelta(days=2), failing_since=now - timedelta(days=1), failures=7,
        error="The server cannot prove who it is: its certificate is not valid.", **later,
    )  # fmt: skip
    BusyCalendar.objects.create(kind="ics", name="Choir", host="choir.example.org", **later)


def doubtful_draft() -> str:
    """The uid of a version in review, with warnings."""
    from accounts.models import User
    from question_bank.services import load_guide, submit_version
    from tests.question_bank.documents import small

    document = small(("1: Sticks", "1: Rises well"), ("Why do you bake?", "How old were you when you began to bake?"))
    version = load_guide(document=document, by=None, publish=False).version
    words = "The first question is new, and level 1 says what we saw in the last round. Please read both."
    submit_version(version=version, text=words, by=User.objects.get(name__startswith="Nadia"))
    return version.uid


def edited_drafts() -> tuple[str, str, str]:
    """The uid of a draft that was edited, the number of a stage in it, and the uid of one that is ready for review."""
    from accounts.models import User
    from question_bank import services
    from question_bank.models import Guide
    from tests.question_bank.documents import ready

    by = User.objects.get(name__startswith="Nadia")
    draft = services.edit_guide(guide=Guide.objects.get(key="ml-engineer"), by=by)
    stage = draft.draft["stages"][2]
    at = f"stages.{stage['id']}"
    first = f"{at}.questions.{stage['questions'][0]['id']}"
    services.save_draft(
        version=draft, base_revision=draft.revision, client_id="pictures", seq=1, by=by,
        changes={f"{at}.minutes": {"min": 50, "max": 75}, f"{first}.minutes": 12},
    )  # fmt: skip
    services.move_in_draft(version=draft, path=first, to=1, by=by)
    services.add_to_draft(version=draft, path=f"{at}.criteria", given={"name": "Weighs cost against accuracy"}, by=by)
    services.add_to_draft(
        version=draft,
        path=f"{at}.questions",
        given={"text": "Which model did you take out of service, and why?"},
        by=by,
    )
    calm = services.load_guide(document=ready(("slug: baker", "slug: pastry-cook")), by=None, publish=False).version
    return draft.uid, stage["id"], calm.uid


def work_sample_links() -> tuple[str, str, str]:
    """The uid of an interview for which a candidate works and asks for more time, the token of their link, and the
    token of a link to work that was handed in."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from hiring import services
    from hiring.models import Candidacy, WorkSample
    from hiring.services.links import fresh_link

    candidacy = Candidacy.objects.select_related("role").get(candidate__name="Chen Wei")
    planner = candidacy.role.seats.get(kind="recruiter").user
    stage, start = candidacy.role.stages.get(kind="work_sample"), timezone.now()
    panel = [candidacy.role.seats.filter(kind="interviewer").order_by("pk")[0].user]
    interview = services.plan_interview(
        give_seats=True,
        candidacy=candidacy, stage=stage, starts_at=start, ends_at=start + timedelta(days=5),
        timezone=planner.timezone, place="", panel=panel, by=planner,
    )  # fmt: skip
    token = fresh_link(interview)
    for name in ("README.md", "a-rather-long-name-of-a-notebook-that-somebody-exported-twice.ipynb"):
        services.add_file(token=token, upload=SimpleUploadedFile(name, b"{}"))
    services.ask_for_more_time(token=token, words="Two days more would help: my daughter is ill this week.")
    handed_in = WorkSample.objects.exclude(handed_in_at=None).order_by("handed_in_at").last()
    return interview.uid, token, fresh_link(handed_in.interview)


def offered_times() -> tuple[str, str, str]:
    """The tokens of a link that waits for its candidate and of one by which a time was chosen, and that interview's
    uid."""
    from hiring import services
    from hiring.models import Offer, Role
    from hiring.queries import choice_of
    from hiring.services.offer_links import fresh_offer_link

    waiting = Offer.objects.get(candidacy__candidate__name="Noor de Vries")
    role = Role.objects.get(title__contains="Forecasting")
    planner = role.seats.get(kind="recruiter").user
    email, zone = "ida.iversen@mail.example", "Asia/Kolkata"
    candidacy = services.add_candidacy(role=role, name="Ida Iversen", email=email, timezone=zone, by=planner)
    offer = services.make_offer(
        candidacy=candidacy, stage=candidacy.stage, panel=[planner], minutes=45, place="https://meet.example.org/ida",
        timezone=planner.timezone, first_day=waiting.first_day, last_day=waiting.last_day,
        expires_at=waiting.expires_at, moves=2, by=planner,
    )  # fmt: skip
    token = fresh_offer_link(offer)
    interview = services.pick_time(
        token=token, starts_at=choice_of(offer).starts[-1], needs="Captions on the call, and a break half-way.",
        names={"spoken_name": "Ida", "pronunciation": "EE-dah"},
    )  # fmt: skip
    return fresh_offer_link(waiting), token, interview.uid


def reopened_work_samples() -> tuple[str, str, str]:
    """The uid of an interview whose work may be changed again, the token of that link, and the uid of an interview
    whose work was handed in again."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from hiring import services
    from hiring.models import Role
    from hiring.services.links import fresh_link

    role = Role.objects.get(title__contains="Forecasting")
    planner = role.seats.get(kind="recruiter").user
    panel = [role.seats.filter(kind="interviewer").order_by("pk")[0].user]
    made, start = [], timezone.now()
    for name in ("Edda Engel", "Farid Farahani"):
        email = f"{name.split()[0].lower()}@example.net"
        candidacy = services.add_candidacy(role=role, name=name, email=email, timezone="Europe/Vienna", by=planner)
        interview = services.plan_interview(
            give_seats=True,
            candidacy=candidacy, stage=role.stages.get(kind="work_sample"), starts_at=start, panel=panel,
            ends_at=start + timedelta(days=5), timezone=planner.timezone, place="", by=planner,
        )  # fmt: skip
        token = fresh_link(interview)
        kept, wrong = (SimpleUploadedFile(file, b"x = 1\n") for file in ("README.md", "holiday-plans.md"))
        services.add_file(token=token, upload=kept)
        mistake = services.add_file(token=token, upload=wrong)
        services.hand_in(token=token)
        services.reopen_work_sample(interview=interview, reason="Their holiday plans were in it.", by=planner)
        made.append((interview, fresh_link(interview), mistake))
    (changing, changing_token, _), (again, token, mistake) = made
    services.remove_file(token=token, file_uid=mistake.uid)
    services.add_file(token=token, upload=SimpleUploadedFile("forecast.ipynb", b"{}"))
    services.hand_in(token=token)
    return changing.uid, changing_token, again.uid


def stage_with_open_material() -> str:
    """The uid of a work sample stage to which no link was sent yet, with one file."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from hiring import services
    from hiring.models import Role

    known = Role.objects.get(title__contains="Forecasting")
    opener = known.seats.get(kind="recruiter").user
    role = services.open_role(title="Data Scientist, Pricing", guide_version=known.guide_version, by=opener)
    stage = role.stages.get(kind="work_sample")
    upload = SimpleUploadedFile("daily-sales.csv", b"day,sales")
    services.add_material(stage=stage, title="Daily sales of fresh goods", upload=upload, by=opener)
    return stage.uid


def role_with_a_newer_guide() -> str:
    """The uid of a role whose guide has a newer version, with an interview that was held and one to come."""
    from django.utils import timezone

    from hiring import services
    from hiring.models import Role
    from question_bank.guide_format import parse_guide, write_guide
    from question_bank.models import GuideVersion
    from question_bank.queries import document_of
    from question_bank.services import load_guide

    known = Role.objects.get(title__contains="Forecasting")
    opener = known.seats.get(kind="recruiter").user
    version = GuideVersion.objects.published().get(guide__key="data-scientist-ml")
    role = services.open_role(title="Data Scientist, Returns", guide_version=version, by=opener)
    people = [seat.user for seat in known.seats.filter(kind="interviewer").order_by("pk")]
    candidacy = services.add_candidacy(role=role, name="Noor Aziz", email="noor@mail.example", by=opener)
    stages = role.stages.in_order().exclude(kind="work_sample")
    # An hour at which nobody of the story has anything else.
    early = timezone.now().replace(hour=4, minute=0, second=0, microsecond=0)
    for stage, days in zip(stages, (-3, 2, 4), strict=False):
        start = early + timedelta(days=days)
        services.plan_interview(
            give_seats=True,
            candidacy=candidacy, stage=stage, starts_at=start, ends_at=start + timedelta(hours=1),
            timezone=opener.timezone, place="Video call", panel=people[:2], by=opener,
            override_reason="The hour is that of the picture.",
        )  # fmt: skip
    text = write_guide(document_of(version))
    for old, new in EDITS.items():
        assert old in text, old
        text = text.replace(old, new)
    load_guide(document=parse_guide(text.encode(), name="edited.yaml"), by=known.seats.first().user, publish=True)
    return role.uid


def people() -> dict[str, tuple[str, str]]:
    """The e-mail address and password of everybody in the story."""
    from config.demo.seeder import PASSWORD
    from config.demo.story import read

    return {key: (person["email"], PASSWORD) for key, person in read("story")["people"].items()}


def signed_in(browser: Browser, who: str | None, **options: object) -> Page:
    """A page in a context of its own, signed in through the form like anybody."""
    from django.urls import reverse

    page = browser.new_context(base_url=os.environ["BASE_URL"], **options).new_page()
    if who:
        email, password = people()[who]
        page.goto(reverse("account_login"))
        page.fill("[name=login]", email)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_load_state()
    return page


def variants() -> Iterator[tuple[str, dict[str, object]]]:
    """Size and colour scheme, with the name that they give to a picture."""
    for size, viewport in SIZES.items():
        for scheme in SCHEMES:
            yield f"{size}-{scheme}", {"viewport": viewport, "color_scheme": scheme}


def main() -> int:
    """Take all pictures, or those whose names hold one of the arguments; return the number that could not be taken."""
    wanted = [picture for picture in pictures() if not sys.argv[1:] or any(a in picture.name for a in sys.argv[1:])]
    FOLDER.mkdir(parents=True, exist_ok=True)
    failed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options())
        for variant, options in variants():
            pages = {who: signed_in(browser, who, **options) for who in {picture.who for picture in wanted}}
            for picture in wanted:
                page = pages[picture.who]
                answer = page.goto(picture.path)
                settle(page)
                for selector in PRESSED.get(picture.name, ()):
                    if (found := page.locator(selector)).count():
                        found.first.click()
                        settle(page)
                        page.evaluate("scrollTo(0, 0)")
                page.screenshot(path=FOLDER / f"{picture.name}-{variant}.png", full_page=True)
                expected = 404 if picture.name == "not-found" else 200
                if answer is None or answer.status != expected:
                    failed += 1
                    print(f"{picture.name}: {answer.status if answer else 'no answer'} at {picture.path}")
        browser.close()
    print(f"{len(wanted) * 4} pictures in {FOLDER}")
    return failed


if __name__ == "__main__":
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    django.setup()
    sys.exit(main())
