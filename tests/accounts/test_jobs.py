"""The page of jobs: what waits, runs and failed, for admins; and what they do about it."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.queries import JOB_KINDS, lives, paces, queue_now
from accounts.services import JobGoesOn, JobOver, cancel_job, try_job_again
from accounts.templatetags.accounts_words import taken
from core import outbox
from core.jobs import enqueue, run, signs
from core.jobs.queue import known_names
from core.models import AuditEvent, Job, OutboxMessage, Sign
from core.tasks import hear_the_clock, sweep_jobs
from tests.factories import InterviewFactory, PanelistFactory, ScorecardFactory

PAGE = "/jobs/"


@pytest.fixture
def page(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture(autouse=True)
def fresh_signs(monkeypatch):
    monkeypatch.setattr(signs, "_given", {})


def job(state="waiting", name="accounts.read_calendar", **values) -> Job:
    """A job as it is stored in ``state``."""
    made = enqueue(name, calendar_id=0)
    now = timezone.now()
    of_state = {
        "running": {"lease_token": "t", "leased_until": now, "started_at": now, "worker": "web-1, process 7"},
        "failed": {"finished_at": now, "error": "The server did not answer."},
        "done": {"finished_at": now},
        "cancelled": {"finished_at": now},
    }
    Job.objects.filter(pk=made.pk).update(state=state, **of_state.get(state, {}) | values)
    made.refresh_from_db()
    return made


def failed_mail(monkeypatch, dedupe_key: str | None = None) -> OutboxMessage:
    """A mail whose address the server refuses, and its job that has ended of it."""

    def refuse(*args):
        raise SMTPRecipientsRefused({"iris@example.org": (550, b"no such user")})

    what = {"subject": "Amara Nwosu is in", "template": "core/test_mail", "context": {}}
    mail = outbox.write(to="iris@example.org", **what, dedupe_key=dedupe_key)
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "send", refuse)
        work(Job.objects.get(name="core.deliver_mail"))
    mail.refresh_from_db()
    return mail


def work(one: Job) -> None:
    from core.jobs.queue import find_task

    run.run(one.pk, find_task(one.name).job_function)


@pytest.fixture(autouse=True)
def mail_template(settings, tmp_path):
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "test_mail.txt").write_text("Good morning.")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]


def test_every_job_that_there_is_has_words():
    jobs = {name for name in known_names() if not name.startswith("tests.")}
    assert jobs == JOB_KINDS.keys()
    words = [kind.words for kind in JOB_KINDS.values()]
    assert len(set(words)) == len(words)


def test_only_kinds_that_no_scorecard_and_no_interview_leads_to_count_as_silent():
    """Whoever adds a kind here has thought about why such a job comes to be, and when."""
    assert {name for name, kind in JOB_KINDS.items() if not kind.tells} == {
        "accounts.mail_reset_link",
        "accounts.read_calendar",
        "question_bank.compile_book",
        "question_bank.compile_stage_kit",
        "question_bank.import_questions",
    }


def test_nothing_was_done_yet(db, page):
    text = page.get(PAGE).content.decode()
    assert "No job in the last 30 days" in text
    assert "No worker was heard of lately." in text
    assert "The clock was not heard of lately." in text


def test_what_waits_runs_and_failed_is_told_in_words(db, page):
    long_ago = timezone.now() - timedelta(minutes=7)
    job(run_after=long_ago)
    job("running", progress=40, note="500 of 10,000 rows")
    job("failed", attempts=3)
    text = page.get(PAGE).content.decode()
    for words in (
        "Read when somebody is busy",
        "the longest for 7 min",
        "40 %",
        "500 of 10,000 rows, on web-1, process 7",
        "The server did not answer.",
        "3 of 1",
    ):
        assert words in text
    assert text.count(">Cancel<") == 2
    assert text.count(">Try again<") == 1


def test_filters_hold_together(db, page):
    failed, waiting = job("failed"), job()
    other = job(name="question_bank.compile_book")

    def shown(query):
        return {row.pk for row in page.get(f"{PAGE}?{query}").context["page"].rows}

    assert shown("") == {failed.pk, waiting.pk, other.pk}
    assert shown("state=failed") == {failed.pk}
    assert shown("kind=accounts.read_calendar") == {failed.pk, waiting.pk}
    assert shown("kind=accounts.read_calendar&state=waiting") == {waiting.pk}
    assert shown("state=running") == set()
    answer = page.get(f"{PAGE}?state=lost")
    assert "The filter cannot be read" in answer.content.decode()


def test_pages_hold_every_job_once(db, page, monkeypatch):
    monkeypatch.setattr("accounts.views.jobs.PER_PAGE", 4)
    at = timezone.now()
    made = [job(created_at=at - timedelta(seconds=number // 3)).pk for number in range(11)]
    seen, before = [], ""
    while before is not None:
        shown = page.get(f"{PAGE}?before={before}" if before else PAGE).context["page"]
        seen += [row.pk for row in shown.rows]
        before = shown.older
    assert sorted(seen) == made


def test_the_number_of_queries_does_not_depend_on_how_many_jobs_there_are(db, page, ada, monkeypatch):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page.get(PAGE)
        return len(asked)

    failed_mail(monkeypatch)
    before = queries()
    for state in ("waiting", "running", "failed", "done", "cancelled"):
        for _ in range(3):
            job(state, requested_by=ada, started_at=timezone.now())
    outbox.write(to="ivan@example.org", subject="Hello", template="core/test_mail", context={})
    assert queries() == before <= 15


@pytest.mark.parametrize("query", ["", "state=failed", "kind=accounts.read_calendar"])
def test_each_filter_has_an_index(db, query):
    from django.http import QueryDict

    from accounts.queries import jobs_listed

    chosen = QueryDict(query).dict()
    plan = jobs_listed(bound=False, **chosen).select_related(None)[:51]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    words = plan.explain()
    index = {"": "core_job_newest", "state=failed": "core_job_state"}.get(query, "core_job_name")
    assert index in words
    assert "TEMP B-TREE" not in words


def test_how_long_things_took(db):
    now = timezone.now()
    for waited, worked in [(1, 5), (2, 60), (30, 1)]:
        due = now - timedelta(hours=2)
        started = due + timedelta(seconds=waited)
        job("done", run_after=due, started_at=started, finished_at=started + timedelta(seconds=worked))
    early = now - timedelta(hours=1)
    job("failed", name="question_bank.compile_book", run_after=early, started_at=early - timedelta(milliseconds=4))
    job("done", finished_at=now - timedelta(hours=25), run_after=now - timedelta(days=9), started_at=now)
    slow, fast = paces()
    assert (slow.ended, slow.middle_wait, slow.longest_wait) == (3, timedelta(seconds=2), timedelta(seconds=30))
    assert slow.longest_work == timedelta(seconds=60)
    assert (fast.ended, fast.middle_wait) == (1, timedelta())


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.04, "0.0 s"), (-3, "0.0 s"), (9.96, "10.0 s"), (42, "42 s"), (150, "2 min"), (3600, "1 h"), (7500, "2 h 5 min"),
     (3 * 86_400, "3 days")],
)  # fmt: skip
def test_times_are_as_rough_as_it_matters(seconds, words):
    assert taken(timedelta(seconds=seconds)) == words


def test_a_claim_says_when_and_which_worker(db):
    one = job()
    run.claim(one.pk)
    one.refresh_from_db()
    assert one.started_at
    assert one.worker.startswith(signs.machine()[:80])


def test_worker_and_clock_give_signs_of_life(db):
    assert [life.is_alive for life in lives()] == [False, False]
    sweep_jobs()
    assert [life.is_alive for life in lives()] == [True, False]
    hear_the_clock()
    assert [life.is_alive for life in lives()] == [True, True]
    Sign.objects.filter(of="beat").update(heard_at=timezone.now() - timedelta(minutes=3))
    worker, beat = lives()
    assert (worker.machines, beat.machines, beat.is_alive) == (1, 0, False)
    assert beat.heard_at


def test_machines_that_have_been_silent_for_a_day_are_forgotten(db):
    Sign.objects.create(of="worker", machine="gone", heard_at=timezone.now() - timedelta(days=2))
    sweep_jobs()
    assert list(Sign.objects.values_list("machine", flat=True)) == [signs.machine()]


def test_a_failed_job_is_tried_again_with_all_its_tries(db, page, ada):
    one = job("failed", attempts=1)
    answer = page.post(f"/jobs/{one.uid}/try-again/?state=failed")
    assert answer.url == f"{PAGE}?state=failed"
    one.refresh_from_db()
    assert (one.state, one.attempts, one.error) == ("waiting", 0, "")
    event = AuditEvent.objects.get(verb="job.tried_again")
    assert (event.object_uid, event.data, event.actor) == (one.uid, {}, ada)
    with pytest.raises(JobGoesOn):
        try_job_again(job=one, by=ada)


def test_a_waiting_or_running_job_is_cancelled(db, page, ada):
    for state in ("waiting", "running"):
        one = job(state)
        page.post(f"/jobs/{one.uid}/cancel/")
        one.refresh_from_db()
        assert one.state == "cancelled"
    assert AuditEvent.objects.filter(verb="job.cancelled").count() == 2
    with pytest.raises(JobOver):
        cancel_job(job=one, by=ada)
    assert "had ended already" in page.post(f"/jobs/{one.uid}/cancel/", follow=True).content.decode()


def test_a_mail_that_was_refused_is_seen_without_its_subject_and_goes_out_once_tried_again(
    db, page, ada, monkeypatch, mailoutbox
):
    mail = failed_mail(monkeypatch)
    assert mail.state == "failed"
    text = page.get(f"{PAGE}?state=failed").content.decode()
    assert "to iris@example.org" in text
    assert "The mail server refuses this address." in text
    assert "Amara" not in text
    assert queue_now(bound=False).mails_failed == 1
    one = Job.objects.get(name="core.deliver_mail")
    try_job_again(job=one, by=ada)
    work(one)
    mail.refresh_from_db()
    assert (mail.state, len(mailoutbox)) == ("sent", 1)
    assert mailoutbox[0].extra_headers["Message-ID"] == mail.message_id


def test_a_cancelled_mail_can_be_sent_after_all_but_one_that_was_taken_back_cannot(db, ada, mailoutbox):
    mails = [
        outbox.write(to="iris@example.org", subject="Hi", template="core/test_mail", context={}, dedupe_key=key)
        for key in ("wanted", "taken back")
    ]
    outbox.cancel(dedupe_key="taken back")
    for one in Job.objects.filter(name="core.deliver_mail").order_by("pk"):
        cancel_job(job=one, by=ada)
        work(one)
    assert not mailoutbox
    for one in Job.objects.filter(name="core.deliver_mail").order_by("pk"):
        try_job_again(job=one, by=ada)
        work(one)
    assert [OutboxMessage.objects.get(pk=mail.pk).state for mail in mails] == ["sent", "cancelled"]
    assert len(mailoutbox) == 1


def test_a_mail_that_is_cancelled_while_the_mail_server_hangs_does_not_wait_for_ever(db, ada, monkeypatch, mailoutbox):
    mail = outbox.write(to="iris@example.org", subject="Hi", template="core/test_mail", context={})
    one = Job.objects.get(name="core.deliver_mail")

    def hang(message):
        cancel_job(job=one, by=ada)
        raise TimeoutError

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "send", hang)
        work(one)
    mail.refresh_from_db()
    assert (mail.state, mail.error) == ("failed", "An admin cancelled it.")
    try_job_again(job=one, by=ada)
    work(one)
    mail.refresh_from_db()
    assert (mail.state, len(mailoutbox)) == ("sent", 1)


@pytest.mark.parametrize("back", [{"dedupe_key": "reminder-1"}, {"to": "Iris@example.org"}], ids=["one", "all"])
def test_a_mail_that_was_taken_back_after_it_failed_is_not_sent_when_it_is_tried_again(
    db, ada, monkeypatch, mailoutbox, back
):
    mail = failed_mail(monkeypatch, dedupe_key="reminder-1")
    assert (outbox.cancel if "dedupe_key" in back else outbox.cancel_all)(**back)
    one = Job.objects.get(name="core.deliver_mail")
    try_job_again(job=one, by=ada)
    work(one)
    mail.refresh_from_db()
    assert (mail.state, mailoutbox) == ("cancelled", [])


def test_an_admin_on_a_panel_sees_only_kinds_that_tell_nothing(db, page, ada, ivan, candidacy, monkeypatch):
    mail = failed_mail(monkeypatch)
    silent = job()
    interview = InterviewFactory(candidacy=candidacy)
    ScorecardFactory(panelist=PanelistFactory(interview=interview, user=ada), sealed=True)
    PanelistFactory(interview=interview, user=ivan)
    answer = page.get(PAGE)
    text = answer.content.decode()
    assert [row.pk for row in answer.context["page"].rows] == [silent.pk]
    assert "A panel binds you." in text
    assert mail.to not in text
    assert "Deliver a mail" not in text
    assert "Select a valid choice" in page.get(f"{PAGE}?kind=core.deliver_mail").content.decode()
    hidden = Job.objects.get(name="core.deliver_mail")
    assert page.post(f"/jobs/{hidden.uid}/try-again/").status_code == 404


def test_what_other_admins_did_with_jobs_is_hidden_from_whom_a_panel_binds(db, page, ada, ivan, candidacy):
    cancel_job(job=job(), by=ivan)
    assert "Job cancelled</td>" in page.get("/audit-trail/").content.decode()
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=ada)
    cancel_job(job=job(), by=ada)
    assert page.get("/audit-trail/").content.decode().count("Job cancelled</td>") == 1


def test_the_month_after_a_candidacy_ended_is_over(db, page, ada, candidacy):
    interview = InterviewFactory(candidacy=candidacy)
    ScorecardFactory(panelist=PanelistFactory(interview=interview, user=ada), sealed=True)
    for days, bound in ((29, True), (32, False)):
        ended = timezone.now() - timedelta(days=days)
        type(candidacy).objects.filter(pk=candidacy.pk).update(state="closed", ended_at=ended)
        assert page.get(PAGE).context["is_bound"] is bound
