"""Questions by file: what a file would do, doing all of it or nothing, and taking questions along."""

import csv
import io
from dataclasses import replace
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from core.models import AuditEvent
from core.spreadsheet.writing import lines, workbook
from question_bank.models import BankQuestion, Competency, QuestionImport, QuestionIndex, QuestionType, words_of
from question_bank.queries import LineState, Plan, find_questions, plan_of
from question_bank.question_format import COLUMNS, QuestionValues, items_of, key_from, tags_of, text_of, values_of
from question_bank.services import (
    HasProblems,
    NotAsLookedAt,
    add_question,
    change_question,
    export_questions,
    import_questions,
    load_guide,
    retire_question,
    upload_questions,
)
from tests.question_bank.documents import small

HEAD = ["text", "type", "minutes"]
LOAF = ["Which loaf was your best?", "behavioural", 7]
WRITERS = {"csv": lambda head, rows: "".join(lines(head, rows)).encode(), "xlsx": workbook}


def uploaded(user: User, *rows: list[object], head: list[str] | None = None, form: str = "csv") -> QuestionImport:
    data = WRITERS[form](head or HEAD, rows)
    return upload_questions(file=SimpleUploadedFile(f"questions.{form}", data), by=user)


def loaded(user: User, *rows: list[object], head: list[str] | None = None, form: str = "csv") -> QuestionImport:
    upload = uploaded(user, *rows, head=head, form=form)
    return import_questions(upload=upload, digest=plan_of(upload, user).digest, by=user)


def states(plan: Plan) -> list[str]:
    return [line.state.value for line in plan.lines]


@pytest.mark.parametrize("form", WRITERS)
def test_a_file_adds_then_changes_then_does_nothing(ada: User, form: str) -> None:
    other = ["=Why that oven?", "Situational", ""]
    assert states(plan_of(uploaded(ada, LOAF, other, form=form), ada)) == ["added", "added"]
    assert not BankQuestion.objects.exists()
    done = loaded(ada, LOAF, other, form=form)
    assert (done.added, done.changed, done.rows) == (2, 0, [])
    first, second = BankQuestion.objects.order_by("pk")
    assert (first.minutes, first.owner, first.key) == (7, ada, key_from(LOAF[0]))
    assert (second.text, second.minutes, second.type) == ("=Why that oven?", 5, "situational")
    longer = [*LOAF[:2], 9]
    plan = plan_of(uploaded(ada, longer, other, form=form), ada)
    assert states(plan) == ["changed", "same"]
    assert [(change.where, change.before, change.after) for change in plan.lines[0].changes] == [
        (("minutes",), "7", "9")
    ]
    assert loaded(ada, longer, other, form=form).changed == 1
    assert plan_of(uploaded(ada, longer, other, form=form), ada).does_nothing
    first.refresh_from_db()
    assert (first.minutes, first.revision) == (9, 2)
    assert len(find_questions(where="bank").entries) == QuestionIndex.objects.count() == 2
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [*["bank_question.added"] * 2, "questions.imported", "bank_question.changed", "questions.imported"]


def test_a_column_that_is_left_out_changes_nothing(ada: User, rosa: User) -> None:
    values = QuestionValues(LOAF[0], "behavioural", minutes=7, areas=("Crust",), tags=("bread",), source="Notes")
    own = add_question(values=values, owner=rosa, by=ada)
    assert states(plan_of(uploaded(ada, LOAF), ada)) == ["same"]
    loaded(ada, [own.key, "Which cake was your best?"], head=["Key", "Text"])
    changed = BankQuestion.objects.get()
    assert values_of(changed) == replace(values, text="Which cake was your best?")
    assert (changed.owner, changed.changed_by, changed.key) == (rosa, ada, own.key)
    assert len(find_questions(q="cake", owner=rosa.uid).entries) == 1
    assert find_questions(q="loaf").entries == []


def test_lists_stand_in_a_cell_one_on_each_line(ada: User, rosa: User) -> None:
    Competency.objects.create(key="craft", name="Craft of baking")
    Competency.objects.create(key="care", name="Care")
    head = ["text", "type", "competencies", "areas", "follow ups", "Tags", "rated", "owner", "level"]
    row = ["Why?", "closing", "care\ncraft OF baking", "One\n\n two ", "Why so?", "Rye bread, oven", "no",
           "ROSA@example.org", "Lead"]  # fmt: skip
    loaded(ada, row, head=head)
    own = BankQuestion.objects.get()
    assert values_of(own) == QuestionValues(
        text="Why?", type="closing", competencies=("care", "craft"), level="lead", rated=False, areas=("One", "two"),
        follow_ups=("Why so?",), tags=("oven", "rye-bread"),
    )  # fmt: skip
    assert own.owner == rosa


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("text", "", "Write the question."),
        ("text", "?!", "Write the question in words."),
        ("text", "x " * 2_501 + "x", "At most 5,000 are possible."),
        ("type", "agenda", "Write one of these: Behavioural, "),
        ("type", "", "Say of which type it is"),
        ("level", "chief", "Write one of these: Junior"),
        ("minutes", "ten", "Give whole minutes, 0 to 2,000."),
        ("minutes", "5.5", "Give whole minutes"),
        ("minutes", "2001", "Give whole minutes"),
        ("minutes", "-1", "Give whole minutes"),
        ("rated", "maybe", "Write yes or no."),
        ("competencies", "Juggling", "The bank knows no competency “Juggling”."),
        ("areas", "a\n" * 201, "These are 201 items. At most 200 are possible."),
        ("follow_ups", "a" * 5_001, "At most 5,000 are possible."),
        ("tags", "?!", "has no letters or digits"),
        ("source", "x" * 121, "At most 120 are possible."),
        ("owner", "nobody@example.org", "Nobody who reads the question bank has the address"),
        ("owner", "stan@example.org", "Nobody who reads the question bank has the address"),
        ("key", "Not A Key", "A key has small letters"),
        ("guidance", "a\x01b", "There is a sign in it that is no text."),
    ],
)
def test_what_is_wrong_is_told_with_row_and_column(ada: User, stan: User, column: str, cell: str, says: str) -> None:
    row = {"text": "Why?", "type": "closing"} | {column: cell}
    upload = uploaded(ada, ["Fine?", "closing", *[""] * (len(row) - 2)], list(row.values()), head=list(row))
    plan = plan_of(upload, ada)
    assert states(plan) == ["added", "wrong"]
    assert plan.lines[1].number == 3
    assert says in plan.lines[1].wrong[column]
    with pytest.raises(HasProblems):
        import_questions(upload=upload, digest=plan.digest, by=ada)
    assert not BankQuestion.objects.exists()


def test_what_stands_there_already_is_told(ada: User) -> None:
    kept = add_question(values=QuestionValues("Why rye?", "closing"), owner=ada, by=ada)
    gone = add_question(values=QuestionValues("Why spelt?", "closing"), owner=ada, by=ada)
    retire_question(question=gone, by=ada)
    rows = [
        ["", "why RYE", "closing"],
        ["other", "Why rye?", "closing"],
        [gone.key, "Why emmer?", "closing"],
        ["new", "Why wheat?", "closing"],
        ["new", "Why oats?", "closing"],
        ["newer", "WHY wheat", "closing"],
    ]
    plan = plan_of(uploaded(ada, *rows, head=["key", "text", "type"]), ada)
    assert states(plan) == ["changed", "wrong", "wrong", "added", "wrong", "wrong"]
    assert plan.lines[0].key == kept.key
    assert [line.wrong for line in plan.lines[1:3]] == [
        {"text": "Row 2 has the same text."},
        {"key": "This question is retired. Bring it back first, or leave the row out."},
    ]
    assert [line.wrong for line in plan.lines[4:]] == [
        {"key": "Row 5 is the same question."},
        {"text": "Row 5 has the same text."},
    ]
    alone = plan_of(uploaded(ada, rows[1], head=["key", "text", "type"]), ada)
    assert alone.lines[0].wrong == {"text": f"The bank has this text already, as “{kept.key}”."}


def test_two_questions_may_swap_their_texts_and_a_new_one_take_one(ada: User) -> None:
    texts = ["Why rye?", "Why spelt?", "Why oats?"]
    keys = [add_question(values=QuestionValues(text, "closing"), owner=ada, by=ada).key for text in texts]
    head = ["key", "text", "type"]
    rows = [[keys[0], texts[1], "closing"], [keys[1], texts[0], "closing"], [keys[2], "Why emmer?", "closing"]]
    done = loaded(ada, *rows, ["fourth", texts[2], "closing"], head=head)
    assert (done.added, done.changed) == (1, 3)
    said = dict(BankQuestion.objects.values_list("key", "text"))
    assert said == {keys[0]: texts[1], keys[1]: texts[0], keys[2]: "Why emmer?", "fourth": texts[2]}


def test_only_what_was_looked_at_is_written(ada: User, rosa: User) -> None:
    own = add_question(values=QuestionValues(LOAF[0], "behavioural"), owner=ada, by=ada)
    upload = uploaded(ada, LOAF)
    digest = plan_of(upload, ada).digest
    change_question(question=own, values=replace(values_of(own), minutes=3), owner=ada, revision=1, by=rosa)
    with pytest.raises(NotAsLookedAt):
        import_questions(upload=upload, digest=digest, by=ada)
    assert BankQuestion.objects.get().minutes == 3
    done = import_questions(upload=upload, digest=plan_of(upload, ada).digest, by=ada)
    assert import_questions(upload=done, digest="", by=ada).changed == 1
    assert BankQuestion.objects.get().revision == 3


def test_a_failure_in_the_middle_leaves_nothing_behind(ada: User) -> None:
    rows = [[f"Why loaf {number}?", "closing", 5] for number in range(20)]
    upload = uploaded(ada, *rows)
    digest = plan_of(upload, ada).digest
    failing = mock.patch(
        "question_bank.services.question_rows.index_bank_questions", side_effect=[None, IntegrityError]
    )
    with mock.patch("question_bank.services.question_rows.CHUNK", 5), failing, pytest.raises(NotAsLookedAt):
        import_questions(upload=upload, digest=digest, by=ada)
    assert not BankQuestion.objects.exists()
    assert QuestionImport.objects.get().done_at is None
    assert import_questions(upload=upload, digest=digest, by=ada).added == 20


# --- Out and in again ------------------------------------------------------------------------------------------------

signs = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
prose = (
    st.text(signs, max_size=40) | st.tuples(st.sampled_from("=+-@'\t"), st.text(signs, max_size=10)).map("".join)
).map(text_of)
questions = st.builds(
    QuestionValues,
    text=prose.filter(words_of),
    type=st.sampled_from([value for value, _ in QuestionType.asked_of_candidates()]),
    competencies=st.sampled_from([(), ("care",), ("care", "craft")]),
    level=st.sampled_from(["", "junior", "lead"]),
    minutes=st.integers(0, 2_000),
    rated=st.booleans(),
    areas=st.lists(prose, max_size=3).map("\n".join).map(items_of),
    follow_ups=st.lists(prose, max_size=3).map("\n".join).map(items_of),
    guidance=st.lists(prose, max_size=3).map("\n".join).map(text_of),
    tags=st.lists(st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5})?", fullmatch=True), max_size=3)
    .map(", ".join)
    .map(tags_of),
    source=prose,
)
several = st.lists(questions, min_size=1, max_size=4, unique_by=lambda values: tuple(words_of(values.text)))


@pytest.mark.parametrize("form", WRITERS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(every=several)
def test_what_is_taken_along_and_loaded_is_the_same(
    ada: User, rosa: User, form: str, every: list[QuestionValues]
) -> None:
    BankQuestion.objects.all().delete()
    for key in ("care", "craft"):
        Competency.objects.get_or_create(key=key, defaults={"name": key.title()})
    for values in every:
        add_question(values=values, owner=rosa, by=ada)
    before = {own.key: (values_of(own), own.owner) for own in BankQuestion.objects.whole()}
    rows = list(export_questions(entries=find_questions().entries, by=ada))
    assert plan_of(uploaded(ada, *rows, head=COLUMNS, form=form), ada).does_nothing
    BankQuestion.objects.all().delete()
    loaded(ada, *rows, head=COLUMNS, form=form)
    assert {own.key: (values_of(own), own.owner) for own in BankQuestion.objects.whole()} == before


def test_questions_of_guides_are_taken_along_and_left_alone(client: Client, ada: User, rosa: User) -> None:
    load_guide(document=small(), by=ada, publish=True)
    add_question(values=QuestionValues("=1+1, is it?", "closing"), owner=ada, by=ada)
    client.force_login(rosa)
    answer = client.get(reverse("question_export"), {"q": "", "format": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert "attachment" in answer["Content-Disposition"]
    assert rows[-1]["text"] == "'=1+1, is it?"
    assert {row["guide"].split(" · ")[0] for row in rows[:-1]} == {"Baker"}
    assert AuditEvent.objects.get(verb="questions.exported").data == {"number": len(rows)}
    upload = upload_questions(file=SimpleUploadedFile("q.csv", text.encode()), by=ada)
    plan = plan_of(upload, ada)
    assert set(states(plan)) == {LineState.IN_GUIDE, LineState.SAME}


def test_the_filter_chooses_what_is_taken_along(client: Client, ada: User) -> None:
    add_question(values=QuestionValues("Why rye?", "closing", tags=("rye",)), owner=ada, by=ada)
    add_question(values=QuestionValues("Why spelt?", "closing"), owner=ada, by=ada)
    client.force_login(ada)
    shown = client.get(reverse("question_list"), {"tag": "rye"}).content.decode()
    link = f"{reverse('question_export')}?format=xlsx&amp;tag=rye"
    assert link in shown
    answer = client.get(link.replace("&amp;", "&"))
    upload = upload_questions(file=SimpleUploadedFile("x.bin", answer.content), by=ada)
    assert [line.text for line in plan_of(upload, ada).lines] == ["Why rye?"]
    with mock.patch("question_bank.views.question_files.MOST_ROWS", 1):
        assert "Narrow the filter" in client.get(reverse("question_export"), follow=True).content.decode()


# --- Pages -----------------------------------------------------------------------------------------------------------


def send(client: Client, data: bytes, name: str = "questions.csv"):
    return client.post(reverse("question_import"), {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_a_file_is_looked_at_then_confirmed(client: Client, ada: User) -> None:
    client.force_login(ada)
    kept = add_question(values=QuestionValues("Why rye?", "closing"), owner=ada, by=ada)
    shown = send(client, b"text;type;minutes\nWhy rye?;closing;8\nWhy <b>oats</b>?;closing;3\n")
    page = shown.content.decode()
    assert "Import 1 new, 1 changed" in page
    assert "Why &lt;b&gt;oats&lt;/b&gt;?" in page
    assert "Row 3" in page
    assert BankQuestion.objects.get() == kept
    url = shown.request["PATH_INFO"]
    assert client.post(url, {"digest": "stale"}).status_code == 422
    done = client.post(url, {"digest": shown.context["plan"].digest}, follow=True)
    assert "1 added, 1 changed." in done.content.decode()
    assert "Done." in client.get(url).content.decode()
    assert BankQuestion.objects.count() == 2


def test_errors_are_shown_and_cannot_be_confirmed(client: Client, ada: User) -> None:
    client.force_login(ada)
    shown = send(client, b"text,type\nWhy rye?,closing\nWhy oats?,dunno\n").content.decode()
    for words in (
        "1 row cannot be read, so nothing will be written.",
        "Row 3",
        "<code>type</code>",
        "Write one of these",
    ):
        assert words in shown
    assert 'name="digest"' not in shown


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7", "This is no CSV or XLSX file."),
        (b"text,type\n", "There is no question below the names of the columns."),
        (b"question,type\nWhy?,closing\n", "There is no column “question”."),
        (b"type\nclosing\n", "There is no column “text”."),
        (b"text,Text\na,b\n", "Two columns are called “text”."),
        (b"text\n" + b"Why?\n" * 20_000, "This file has more than 10,000 rows."),
        (b"text\n" + b"x" * 2_000_000 + b"\n", "Row 2 has a cell of more than"),
        (b"x" * 5_000_001, "This file is larger than 5 MB."),
        ("text\nWarum Brötchen?\n".encode("latin-1"), "This file is not in UTF-8, first in line 2."),
    ],
)
def test_a_file_that_is_no_table_of_questions_changes_nothing(
    client: Client, ada: User, data: bytes, says: str
) -> None:
    client.force_login(ada)
    answer = send(client, data)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not QuestionImport.objects.exists()


def test_a_file_is_nobody_elses(client: Client, ada: User, rosa: User) -> None:
    upload = uploaded(ada, LOAF)
    other = uploaded(rosa, LOAF)
    client.force_login(ada)
    assert client.get(reverse("question_import_check", args=[upload.uid])).status_code == 200
    assert client.get(reverse("question_import_check", args=[other.uid])).status_code == 404
    uploaded(ada, LOAF)
    assert not QuestionImport.objects.filter(pk=upload.pk).exists()
