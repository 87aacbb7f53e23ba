"""The table of faults: each row, and the tests that show it. What was tested elsewhere already stands here by name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A fault, what must be true afterwards, and the tests that say so: a file, or ``file::test``."""

    fault: str
    afterwards: str
    tests: tuple[str, ...]


HERE = "tests/faults"
ROWS = [
    Row(
        "web worker killed -9 before the commit, and after it before the answer; the whole server killed",
        "what was acknowledged is stored; the retry is recognised; no false conflict",
        (
            f"{HERE}/test_web.py::test_a_web_worker_killed_before_the_commit_or_before_the_answer_loses_no_save",
            f"{HERE}/test_web.py::test_the_whole_web_server_killed_and_started_again_loses_no_save",
            "tests/browser/test_web_worker_killed.py",
        ),
    ),
    Row(
        "Celery child killed mid-PDF; the whole worker killed",
        "ready within 60 s and 90 s, one file",
        (
            f"{HERE}/test_workers.py",
            "tests/core/test_worker.py::test_a_packet_is_compiled_in_the_worker_and_kept_once_through_a_kill",
            "tests/core/test_worker.py::test_a_worker_killed_in_the_middle_is_made_up_for_by_the_next",
        ),
    ),
    Row(
        "a poison document: too long, too deep, out of memory, out of time",
        "failed with a reason after at most 3 tries; the next job is done",
        (
            "tests/core/test_worker.py::test_a_job_that_kills_its_worker_each_time_fails_and_the_next_is_done",
            "tests/core/test_pdf.py::test_too_long_is_refused_before_anything_starts",
            "tests/core/test_pdf.py::test_too_deep_is_refused_before_anything_starts",
            "tests/core/test_pdf.py::test_too_much_memory_ends_the_child_only",
            "tests/core/test_pdf.py::test_too_much_time_ends_the_child",
        ),
    ),
    Row(
        "Redis stopped, restarted empty, flushed, paused",
        "no request more than 2 s slower; saving works; nobody is signed out; all jobs end",
        (
            f"{HERE}/test_broker.py",
            "tests/core/test_worker.py::test_a_redis_that_was_away_and_forgot_everything_loses_no_job",
        ),
    ),
    Row(
        "PostgreSQL restarted at once, and away for 10 s",
        "no acknowledged save lost; clients recover by themselves",
        (f"{HERE}/test_database.py",),
    ),
    Row(
        "PgBouncer in transaction mode in front, restarted while people write",
        "what was acknowledged is stored; pages answer; jobs end; limits of time hold",
        (f"{HERE}/test_pooler.py",),
    ),
    Row(
        "media disk full or read-only",
        "a plain message, no row, no partial file; saving text still works",
        (
            f"{HERE}/test_web.py::test_a_disk_that_takes_no_file_is_told_plainly_and_text_is_still_saved",
            "tests/core/test_storage.py::test_a_full_disk_leaves_nothing",
        ),
    ),
    Row(
        "network gone, server gone, a save that hangs, signed out, rotated token, browser killed while typing",
        "the text in the database is the text typed",
        ("tests/browser/test_scorecard_faults.py", "tests/browser/test_sign_in_again.py"),
    ),
    Row(
        "two tabs, two devices, lost and late answers, in any order",
        "both texts are kept; nothing silently overwritten",
        (
            "tests/scorecards/test_saving_model.py",
            "tests/scorecards/test_saving.py",
            "tests/scorecards/test_races.py::test_saves_of_many_tabs_at_once_are_all_stored",
        ),
    ),
    Row(
        "seal against forced debrief, 300 rounds",
        "each scorecard is either independent or marked late, never both, never neither",
        (
            "tests/scorecards/test_races.py::test_a_seal_against_the_reveal_is_independent_or_late_and_says_which",
            "tests/debriefs/test_races.py::test_sealing_against_an_early_opening_is_independent_or_late_never_both",
        ),
    ),
    Row(
        "double submit, 20 in parallel; a late autosave after sealing",
        "one submission, one audit row; the late text is refused and kept on its page",
        (
            "tests/scorecards/test_races.py::test_twenty_submissions_seal_once",
            "tests/scorecards/test_races.py::test_a_save_against_the_seal_is_stored_before_it_or_refused",
            "tests/scorecards/test_saving.py::test_an_autosave_after_sealing_is_refused",
        ),
    ),
    Row(
        "a token used by several at once",
        "once",
        (
            f"{HERE}/test_once.py",
            "tests/references/test_races.py::test_answers_sent_twice_at_once_are_sent_once",
            "tests/hiring/test_offer_races.py::test_one_candidate_who_taps_twice_is_planned_once",
        ),
    ),
    Row(
        "import of 10,000 rows killed at 10, 50 and 90 %",
        "whole rows only; run again: exactly 10,000",
        ("tests/question_bank/test_import_killed.py",),
    ),
    Row(
        "server clock 2 h forward and back",
        "what was due is due; order kept",
        (f"{HERE}/test_clock.py",),
    ),
    Row(
        "mail server down, slow, busy, hanging up, refusing",
        "requests unaffected; delivered later (stable Message-ID); permanent failure visible",
        (
            f"{HERE}/test_mail.py::test_a_mail_server_that_is_down_slow_or_busy_delays_mails_and_nothing_else",
            f"{HERE}/test_mail.py::test_an_address_that_is_refused_is_seen_by_admins_and_stops_nothing",
            "tests/core/test_outbox.py",
        ),
    ),
    Row(
        "twenty times as many at once as are served",
        "503 with Retry-After; recovers in 10 s; no save lost",
        (f"{HERE}/test_web.py::test_a_crowd_is_asked_to_come_again_and_no_save_is_lost",),
    ),
    Row(
        "worker and beat started twice",
        "nothing twice: each mail, job, calendar and link of the audit chain once",
        (f"{HERE}/test_two_clocks.py",),
    ),
    Row(
        "migration with live traffic",
        "no lost row; on PostgreSQL no save over 3 s; the release before goes on, and starts again",
        (f"{HERE}/test_upgrade.py", "tests/test_migrations.py"),
    ),
    Row(
        "backup while people write, and its restore over a failed upgrade, on the other database too",
        "rows, files, seals and audit chain of one moment; nobody waits for the backup",
        ("tests/core/backups/test_backups.py", "tests/core/backups/test_snapshot.py"),
    ),
]
