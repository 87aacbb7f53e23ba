"""A large file of questions: written by a job in parts, each whole, and gone on with after it was stopped."""

from dataclasses import replace
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.models import AuditEvent, Job
from question_bank.models import BankQuestion, QuestionImport, QuestionIndex
from question_bank.queries import plan_of
from question_bank.question_format import QuestionValues, values_of
from question_bank.services import (
    IMPORT_JOB,
    HasProblems,
    KeepsChanging,
    MayNotWrite,
    NotAsLookedAt,
    add_question,
    change_question,
    go_on_with_import,
    import_questions,
    upload_questions,
    write_parts,
)

from .test_question_files import uploaded

ROWS = [[f"Why loaf {number}?", "closing", 5] for number in range(8)]
INDEX = "question_bank.services.question_rows.index_bank_questions"


@pytest.fixture(autouse=True)
def three_at_once(monkeypatch):
    monkeypatch.setattr("question_bank.services.question_files.AT_ONCE", 3)
    monkeypatch.setattr("question_bank.tasks.TURN", 0)


def begun(user: User, *rows: list[object], head: list[str] | None = None) -> QuestionImport:
    upload = uploaded(user, *rows, head=head)
    return import_questions(upload=upload, digest=plan_of(upload, user).digest, by=user)


def written(upload: QuestionImport, by: User) -> QuestionImport:
    list(write_parts(upload=upload, by=by))
    upload.refresh_from_db()
    return upload


def test_a_job_writes_a_large_file_part_by_part(ada: User, run_jobs) -> None:
    upload = begun(ada, *ROWS)
    assert not BankQuestion.objects.exists()
    assert (upload.done_at, upload.rows, upload.parts.count()) == (None, [], 3)
    assert import_questions(upload=upload, digest="", by=ada).job == upload.job
    run_jobs(IMPORT_JOB)
    upload.refresh_from_db()
    assert (upload.added, upload.changed, upload.job.state) == (8, 0, Job.State.DONE)
    assert upload.job.note == "8 of 8 rows"
    assert BankQuestion.objects.count() == QuestionIndex.objects.count() == 8
    assert {part.rows == [] for part in upload.parts.all()} == {True}
    assert AuditEvent.objects.filter(verb="bank_question.added").count() == 8
    assert AuditEvent.objects.get(verb="questions.imported").data == {"added": 8, "changed": 0}
    assert plan_of(uploaded(ada, *ROWS), ada).does_nothing


def test_a_wrong_row_keeps_all_of_it_out(ada: User) -> None:
    upload = uploaded(ada, *ROWS, ["Why not?", "dunno", 5])
    with pytest.raises(HasProblems):
        import_questions(upload=upload, digest=plan_of(upload, ada).digest, by=ada)
    with pytest.raises(NotAsLookedAt):
        import_questions(upload=upload, digest="", by=ada)
    assert not Job.objects.exists()
    assert QuestionImport.objects.get().rows


def test_what_was_stopped_in_the_middle_goes_on(ada: User, run_jobs) -> None:
    upload = begun(ada, *ROWS)
    with mock.patch(INDEX, side_effect=[None, ZeroDivisionError]), pytest.raises(ZeroDivisionError):
        written(upload, ada)
    assert BankQuestion.objects.count() == 3
    first = BankQuestion.objects.earliest("pk")
    assert go_on_with_import(upload=upload, by=ada).job == upload.job
    Job.objects.update(state=Job.State.FAILED, error="Stopped.", finished_at=first.created_at)
    assert go_on_with_import(upload=upload, by=ada).job != upload.job
    run_jobs(IMPORT_JOB)
    upload.refresh_from_db()
    assert (upload.added, BankQuestion.objects.count()) == (8, 8)
    assert go_on_with_import(upload=upload, by=ada).job == upload.job
    assert AuditEvent.objects.filter(verb="questions.imported").count() == 1


def test_texts_that_change_hands_are_written_together(ada: User) -> None:
    texts = [f"Why rye {number}?" for number in range(8)]
    keys = [add_question(values=QuestionValues(text, "closing"), owner=ada, by=ada).key for text in texts]
    turned = [[key, text, "closing"] for key, text in zip(keys, [texts[7], *texts[1:7], texts[0]], strict=True)]
    turned[3][1], turned[4][1] = "Why spelt?", texts[3]
    for row in (turned[1], turned[2], turned[5], turned[6]):
        row[1] += " And how?"
    done = written(begun(ada, *turned, head=["key", "text", "type"]), ada)
    assert (done.added, done.changed) == (0, 8)
    assert dict(BankQuestion.objects.values_list("key", "text")) == {row[0]: row[1] for row in turned}
    assert sorted(done.parts.values_list("size", flat=True)) == [2, 3, 3]


def test_what_somebody_else_wrote_after_the_confirmation_is_left_alone(ada: User, rosa: User) -> None:
    own = add_question(values=QuestionValues(ROWS[0][0], "closing"), owner=ada, by=ada)
    upload = begun(ada, [ROWS[0][0], "closing", 9], *ROWS[1:])
    change_question(question=own, values=replace(values_of(own), minutes=3), owner=ada, revision=1, by=rosa)
    add_question(values=QuestionValues(ROWS[6][0], "closing"), owner=ada, by=rosa)
    upload = written(upload, ada)
    assert (upload.added, upload.changed) == (6, 0)
    left = {row[0]: row[2] for part in upload.parts.all() for row in part.left}
    assert left == {2: "Somebody changed this question after you confirmed.", 8: "The bank says this already."}
    assert BankQuestion.objects.get(pk=own.pk).minutes == 3
    assert BankQuestion.objects.count() == 8


def test_others_who_write_the_same_all_the_time_are_waited_for_in_vain(ada: User) -> None:
    upload = begun(ada, *ROWS)
    with mock.patch(INDEX, side_effect=[IntegrityError, None, None, None]):
        list(write_parts(upload=upload, by=ada))
    assert BankQuestion.objects.count() == 8
    other = begun(ada, *[[f"{row[0]} Really?", *row[1:]] for row in ROWS])
    with mock.patch(INDEX, side_effect=IntegrityError), pytest.raises(KeepsChanging):
        list(write_parts(upload=other, by=ada))
    assert BankQuestion.objects.count() == 8


def test_whoever_loses_the_right_writes_no_more(ada: User) -> None:
    upload = begun(ada, *ROWS)
    parts = write_parts(upload=upload, by=ada)
    assert next(parts) == (3, 8)
    User.objects.filter(pk=ada.pk).update(access_level="member")
    with pytest.raises(MayNotWrite):
        next(parts)
    assert BankQuestion.objects.count() == 3


def test_the_page_shows_how_far_it_is_and_what_came_of_it(client: Client, ada: User, rosa: User, run_jobs) -> None:
    client.force_login(ada)
    own = add_question(values=QuestionValues(ROWS[0][0], "closing"), owner=ada, by=ada)
    upload = uploaded(ada, [ROWS[0][0], "closing", 9], *ROWS[1:])
    url = reverse("question_import_check", args=[upload.uid])
    page = client.post(url, {"digest": plan_of(upload, ada).digest}, follow=True)
    assert (page.redirect_chain[0][0], "Waiting for its turn" in page.content.decode()) == (url, True)
    assert "See how far it is" in client.get(reverse("question_import")).content.decode()
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert f'hx-get="{url}"' in part
    assert "<html" not in part
    next(write_parts(upload=QuestionImport.objects.get(), by=ada))
    change_question(question=own, values=replace(values_of(own), minutes=3), owner=ada, revision=2, by=rosa)
    Job.objects.update(state=Job.State.FAILED, error="A lost worker.", finished_at=own.created_at)
    stopped = client.get(url).content.decode()
    for words in ("The import was stopped", "A lost worker.", "3 of 8 rows stand in the bank", "Go on"):
        assert words in stopped
    assert client.post(url).status_code == 302
    run_jobs(IMPORT_JOB)
    done = client.get(url).content.decode()
    for words in ("Done.", "<dt>Added</dt><dd>7</dd>", "<dt>Changed</dt><dd>1</dd>"):
        assert words in done
    assert "Left alone" not in done
    assert "See how far it is" not in client.get(reverse("question_import")).content.decode()


def test_a_row_that_was_left_alone_is_told_with_why(client: Client, ada: User, rosa: User) -> None:
    client.force_login(ada)
    upload = begun(ada, *ROWS)
    add_question(values=QuestionValues(ROWS[6][0], "closing"), owner=rosa, by=rosa)
    written(upload, ada)
    page = client.get(reverse("question_import_check", args=[upload.uid])).content.decode()
    for words in ("Left alone", "Row 8", ROWS[6][0], "after you confirmed"):
        assert words in page


def test_another_upload_leaves_what_is_under_way(ada: User) -> None:
    upload = begun(ada, *ROWS)
    upload_questions(file=SimpleUploadedFile("q.csv", b"text,type\nWhy?,closing\n"), by=ada)
    assert written(upload, ada).added == 8
