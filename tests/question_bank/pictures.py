"""The pages of the bank's own questions that are worth a picture, with something on each."""

from dataclasses import replace
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from config.demo.story import read
from core.jobs import cancel
from question_bank.models import GuideVersion, QuestionImport
from question_bank.queries import plan_of
from question_bank.queries.editor import Editor, similar_to
from question_bank.question_format import QuestionValues
from question_bank.services import add_question, import_questions, retire_question, upload_questions, write_parts

DRIFT = QuestionValues(
    text="A model that was right for a year is wrong since Monday. Where do you look first, and why there?",
    type="situational",
    competencies=("data-engineering-mlops", "machine-learning-fundamentals"),
    level="senior",
    minutes=12,
    areas=("Data before the model: sources, joins, a changed unit", "What changed on Monday, and who would know"),
    follow_ups=("And if nothing was deployed?", "What do you tell the people who use it meanwhile?"),
    guidance="Let them ask for what they would want to see. Have the three charts at hand.",
    tags=("drift", "production"),
    source="Site reliability review, 2025",
)
HALF_DONE = 20
HEAD = "key,text,type,minutes,tags\n"
GOOD = (
    HEAD
    + """\
KEY,A model that was right for a year is wrong since Monday. Where do you look first?,situational,15,"drift, production"
,Which of your models would you not build again?,behavioural,8,regret
,"Explain a confidence interval to me as to a colleague in sales.",job knowledge,6,statistics
"""
)
WRONG = (
    GOOD
    + """\
,How would you weigh a survey?,statistics,6,
,Tell me of a deadline that you missed.,behavioural,six,
,Which of your models would you not build again?,behavioural,8,regret
"""
)


def bank_pages() -> dict[str, tuple[str, str]]:
    """By the name of the picture, who looks and at what."""
    nadia, ruth = (User.objects.get(email=read("story")["people"][key]["email"]) for key in ("nadia", "ruth"))
    own = add_question(values=DRIFT, owner=ruth, by=nadia)
    old = add_question(values=replace(DRIFT, text="What is a p-value, in one sentence?"), owner=nadia, by=nadia)
    retire_question(question=old, by=nadia)
    done, half = _written(12, by=nadia), _written(30, by=nadia)
    good, wrong = (_uploaded(text.replace("KEY", own.key), by=nadia) for text in (GOOD, WRONG))
    return {
        "bank-question": ("nadia", reverse("bank_question_detail", args=[own.uid])),
        "bank-question-retired": ("nadia", reverse("bank_question_detail", args=[old.uid])),
        "bank-question-edit": ("nadia", reverse("bank_question_edit", args=[own.uid])),
        "bank-question-add": ("nadia", reverse("bank_question_add")),
        "questions-own": ("nadia", reverse("question_list") + "?where=bank"),
        "questions-retired": ("nadia", reverse("bank_question_retired")),
        "question-import": ("nadia", reverse("question_import")),
        "question-file-wrong": ("nadia", reverse("question_import_check", args=[wrong])),
        "question-file-done": ("nadia", reverse("question_import_check", args=[done])),
        "question-file-stopped": ("nadia", reverse("question_import_check", args=[half])),
        "question-file": ("nadia", reverse("question_import_check", args=[good])),
    }


def _uploaded(text: str, *, by: User) -> str:
    """The uid of a file that waits to be confirmed; uploaded by another person, since each has one at a time."""
    other = User.objects.exclude(pk=by.pk).exclude(pk__in=QuestionImport.objects.values("uploaded_by")).earliest("pk")
    upload = upload_questions(file=SimpleUploadedFile("questions.csv", text.encode()), by=other)
    QuestionImport.objects.filter(pk=upload.pk).update(uploaded_by=by)
    return upload.uid


def _written(rows: int, *, by: User) -> str:
    """The uid of a file that a job would write: all of it for a few rows, else the first part; some rows left alone."""
    lines = "".join(f",What would you measure first in case {rows}/{n}?,situational,8,\n" for n in range(rows))
    upload = upload_questions(file=SimpleUploadedFile("our-questions-2026.csv", (HEAD + lines).encode()), by=by)
    with mock.patch("question_bank.services.question_files.AT_ONCE", 10):
        upload = import_questions(upload=upload, digest=plan_of(upload, by).digest, by=by)
    taken = replace(DRIFT, text=f"What would you measure first in case {rows}/3?", type="situational", minutes=5)
    add_question(values=taken, owner=by, by=by)
    parts = write_parts(upload=upload, by=by)
    next(parts)
    if rows < HALF_DONE:
        list(parts)
    else:
        cancel(upload.job)
    return upload.uid


def just_written(draft: str) -> str:
    """The query of the editor's page after a question was written that is like one in use."""
    editor = Editor(version := GuideVersion.objects.get(uid=draft), version.draft or {})
    for stage in editor.root["stages"]:
        for question in stage["questions"]:
            if similar_to(editor, question["text"], question.path):
                return f"?part=stage-{stage.value['id']}&written={question.path}.text"
    raise LookupError("Nothing in this draft is like a question in use.")
