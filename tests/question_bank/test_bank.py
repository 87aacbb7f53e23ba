"""Questions that stand in the bank by themselves: found beside those of guides, changed with care, retired."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.models import AuditEvent
from question_bank.models import BankQuestion, Competency, QuestionIndex
from question_bank.queries import filter_choices, find_questions, question_lines, similar_questions
from question_bank.question_format import QuestionValues, values_of
from question_bank.services import (
    ChangedMeanwhile,
    IsRetired,
    TextKnown,
    add_question,
    bring_back_question,
    change_question,
    load_guide,
    retire_question,
    retire_version,
)
from tests.factories import UserFactory
from tests.question_bank.documents import small

RYE = QuestionValues(
    text="How do you keep a rye starter alive?",
    type="job_knowledge",
    level="senior",
    minutes=8,
    rated=False,
    areas=("Feeding", "Warmth"),
    follow_ups=("What if it smells of acetone?",),
    guidance="Let them draw it.",
    tags=("rye", "starter"),
    source="Field notes",
)


@pytest.fixture
def rye(ada: User, rosa: User) -> BankQuestion:
    return add_question(values=RYE, owner=rosa, by=ada)


def texts(**wanted: str) -> list[str]:
    return [line.said.text for line in question_lines(find_questions(**wanted).entries)]


def test_an_added_question_says_what_was_written(ada: User, rosa: User) -> None:
    Competency.objects.create(key="craft", name="Craft")
    made = add_question(values=replace(RYE, competencies=("craft",)), owner=rosa, by=ada)
    stored = BankQuestion.objects.get()
    assert values_of(stored) == replace(RYE, competencies=("craft",))
    assert (stored.owner, stored.changed_by, stored.revision, stored.key) == (rosa, ada, 1, made.key)
    assert stored.key.startswith("how-do-you-keep-a-rye-starter-")
    event = AuditEvent.objects.get(verb="bank_question.added")
    assert (event.actor, event.object_uid) == (ada, stored.uid)


@pytest.mark.parametrize(
    "wanted",
    [
        {"q": "acetone"},
        {"q": "rye starter", "where": "bank"},
        {"type": "job_knowledge", "where": "bank"},
        {"level": "senior"},
        {"tag": "rye"},
        {"competency": "craft", "q": "alive"},
    ],
)
def test_it_is_found_by_its_words_and_by_what_it_is(ada: User, rosa: User, wanted: dict[str, str]) -> None:
    load_guide(document=small(), by=ada, publish=True)
    add_question(values=replace(RYE, competencies=("craft",)), owner=rosa, by=ada)
    assert texts(**wanted) == [RYE.text]
    assert RYE.text not in texts(**wanted, where="guide") if "where" not in wanted else True


def test_it_is_found_by_its_owner(rye: BankQuestion, ada: User, rosa: User) -> None:
    add_question(values=replace(RYE, text="Which oven?"), owner=ada, by=ada)
    assert texts(owner=rosa.uid) == [RYE.text]
    assert filter_choices()[2] == [(ada.uid, ada.name), (rosa.uid, rosa.name)]
    assert texts(owner=UserFactory().uid) == []


def test_where_it_stands_follows_the_guides(ada: User, rosa: User) -> None:
    own = add_question(values=QuestionValues("why do you BAKE", "background"), owner=rosa, by=ada)
    assert texts(where="bank") == [own.text]
    version = load_guide(document=small(), by=ada, publish=True).version
    assert texts(where="bank") == []
    assert "Why do you bake?" in texts(where="guide")
    assert own.text in texts()
    load_guide(document=small(("Why do you bake?", "What makes you knead?")), by=ada, publish=True)
    assert texts(where="bank") == [own.text]
    retire_version(version=version.guide.versions.get(number=2), by=ada)
    assert texts(where="bank") == []


def test_the_bank_holds_a_text_once_whatever_its_signs(rye: BankQuestion, ada: User) -> None:
    with pytest.raises(TextKnown):
        add_question(values=replace(RYE, text="how do you keep a RYE starter alive"), owner=ada, by=ada)
    other = add_question(values=replace(RYE, text="Which oven?"), owner=ada, by=ada)
    with pytest.raises(TextKnown):
        change_question(question=other, values=RYE, owner=ada, revision=1, by=ada)
    assert values_of(BankQuestion.objects.get(pk=other.pk)).text == "Which oven?"
    with pytest.raises(IntegrityError), transaction.atomic():
        BankQuestion.objects.filter(pk=other.pk).update(fingerprint=rye.fingerprint)


def test_a_change_is_found_by_its_new_words_only(rye: BankQuestion, ada: User, rosa: User) -> None:
    changed = change_question(question=rye, values=replace(RYE, text="Which flour?"), owner=ada, revision=1, by=rosa)
    assert (changed.revision, changed.changed_by, changed.owner, changed.key) == (2, rosa, ada, rye.key)
    assert texts(q="flour") == ["Which flour?"]
    assert texts(q="alive") == texts(owner=rosa.uid) == []
    same = change_question(question=rye, values=values_of(changed), owner=ada, revision=2, by=ada)
    assert (same.revision, same.changed_by) == (2, rosa)
    assert AuditEvent.objects.filter(verb="bank_question.changed").count() == 1


def test_a_change_of_what_somebody_else_changed_is_refused_and_says_who(
    rye: BankQuestion, ada: User, rosa: User
) -> None:
    change_question(question=rye, values=replace(RYE, minutes=3), owner=rosa, revision=1, by=rosa)
    with pytest.raises(ChangedMeanwhile, match="Rosa Reyes changed this question while you wrote"):
        change_question(question=rye, values=replace(RYE, minutes=9), owner=rosa, revision=1, by=ada)
    assert BankQuestion.objects.get().minutes == 3


def test_a_retired_question_is_found_no_more_until_it_is_brought_back(rye: BankQuestion, ada: User) -> None:
    for _ in range(2):
        retire_question(question=rye, by=ada)
    assert texts() == similar_questions(RYE.text) == []
    assert filter_choices()[2] == []
    with pytest.raises(IsRetired):
        change_question(question=rye, values=RYE, owner=ada, revision=2, by=ada)
    for _ in range(2):
        bring_back_question(question=rye, by=ada)
    assert texts(q="acetone") == [RYE.text]
    verbs = AuditEvent.objects.filter(verb__startswith="bank_question.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["bank_question.added", "bank_question.retired", "bank_question.brought_back"]


def test_the_text_of_a_retired_question_is_free_and_then_taken(rye: BankQuestion, ada: User) -> None:
    retire_question(question=rye, by=ada)
    again = add_question(values=RYE, owner=ada, by=ada)
    assert again.key == f"{rye.key}-2"
    with pytest.raises(TextKnown):
        bring_back_question(question=rye, by=ada)
    assert [entry.bank_question for entry in QuestionIndex.objects.all()] == [again]


@pytest.mark.parametrize("field", ["type", "retired_at"])
def test_the_database_keeps_out_what_the_services_would(rye: BankQuestion, field: str) -> None:
    wrong = {"type": "agenda", "retired_at": rye.created_at}
    with pytest.raises(IntegrityError), transaction.atomic():
        BankQuestion.objects.filter(pk=rye.pk).update(**{field: wrong[field]})


def test_what_is_similar_comes_from_guides_and_bank(rye: BankQuestion, ada: User) -> None:
    load_guide(document=small(("Why do you bake?", "How do you keep a wheat starter alive?")), by=ada, publish=True)
    found = [line.said.text for line in question_lines(similar_questions("How to keep a starter alive?"))]
    assert sorted(found) == [RYE.text, "How do you keep a wheat starter alive?"]
    besides = question_lines(similar_questions(RYE.text, besides=rye))
    assert [line.said.text for line in besides] == ["How do you keep a wheat starter alive?"]


# --- Pages ---------------------------------------------------------------------------------------------------------


def filled(owner: User, /, **changed: object) -> dict[str, object]:
    said = {
        "owner": owner.uid,
        "text": RYE.text,
        "type": RYE.type,
        "minutes": "8",
        "areas": "Feeding\r\n\r\n Warmth ",
        "tags": "Rye, long proof",
    }
    return said | changed


def test_an_admin_adds_a_question(client: Client, ada: User, rosa: User) -> None:
    client.force_login(ada)
    assert reverse("bank_question_add") in client.get(reverse("question_list")).content.decode()
    Competency.objects.create(key="craft", name="Craft")
    sent = filled(rosa, competencies=["craft"], rated="on")
    answer = client.post(reverse("bank_question_add"), sent, follow=True)
    made = BankQuestion.objects.get()
    assert answer.redirect_chain[0][0] == reverse("bank_question_detail", args=[made.uid])
    assert (made.areas, made.tags, made.rated, made.owner) == (["Feeding", "Warmth"], ["long-proof", "rye"], True, rosa)
    shown = answer.content.decode()
    assert "Only in the bank" in shown
    assert "The question is in the bank." in shown
    assert "Craft" in shown


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"text": " "}, "Write the question."),
        ({"text": "?!"}, "Write the question in words."),
        ({"text": "a\x07b"}, "There is a sign in it that is no text."),
        ({"text": "a " * 3_000}, "At most 5,000 are possible."),
        ({"type": ""}, "Please fill this in."),
        ({"type": "agenda"}, "Select a valid choice"),
        ({"minutes": "2001"}, "less than or equal to 2000"),
        ({"areas": "a\n" * 201}, "At most 200 are possible."),
        ({"areas": ("a" * 4_000 + "\n") * 9}, "At most 30,000 signs are possible."),
        ({"follow_ups": "a" * 5_001}, "At most 5,000 are possible."),
        ({"tags": "!!"}, "has no letters or digits"),
        ({"tags": "x" * 81}, "A tag has at most 80 signs."),
        ({"source": "x" * 121}, "At most 120 are possible."),
        ({"owner": "nobody"}, "Select a valid choice"),
        ({"competencies": "unknown"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_and_nothing_is_stored(
    client: Client, ada: User, changed: dict[str, object], says: str
) -> None:
    client.force_login(ada)
    Competency.objects.create(key="craft", name="Craft")
    answer = client.post(reverse("bank_question_add"), filled(ada, guidance="Kept words", **changed))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert says in shown
    assert "Kept words" in shown
    assert not BankQuestion.objects.exists()


def test_a_member_cannot_own_a_question(client: Client, ada: User, stan: User) -> None:
    client.force_login(ada)
    assert client.post(reverse("bank_question_add"), filled(stan)).status_code == 422


def test_the_same_text_is_refused_beside_the_text(client: Client, ada: User, rye: BankQuestion) -> None:
    client.force_login(ada)
    shown = client.post(reverse("bank_question_add"), filled(ada)).content.decode()
    assert "The bank holds this question already." in shown
    assert reverse("bank_question_detail", args=[rye.uid]) in shown


@pytest.mark.parametrize("htmx", [True, False])
def test_similar_questions_are_shown_while_one_is_written(
    client: Client, ada: User, rye: BankQuestion, htmx: bool
) -> None:
    client.force_login(ada)
    sent = filled(ada, text="How to keep the rye starter alive", guidance="Kept words", act="look")
    answer = client.post(reverse("bank_question_add"), sent, headers={"HX-Request": "true"} if htmx else {})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert RYE.text in shown
    assert ("Kept words" in shown, "<form" in shown) == (not htmx, not htmx)
    assert "1 similar question in use" in shown
    assert "is-invalid" not in shown
    edit = client.post(reverse("bank_question_edit", args=[rye.uid]), sent, headers={"HX-Request": "true"})
    assert "No question in use is much like it." in edit.content.decode()
    assert BankQuestion.objects.get().revision == 1


def test_a_stale_form_is_refused_and_keeps_what_was_typed(
    client: Client, ada: User, rosa: User, rye: BankQuestion
) -> None:
    client.force_login(ada)
    url = reverse("bank_question_edit", args=[rye.uid])
    form = client.get(url).context["form"]
    assert form["revision"].value() == 1
    assert form["areas"].value() == "Feeding\nWarmth"
    change_question(question=rye, values=replace(RYE, guidance="Rosa's words"), owner=rosa, revision=1, by=rosa)
    answer = client.post(url, filled(ada, guidance="Ada's words", revision="1"))
    assert answer.status_code == 409
    shown = answer.content.decode()
    for words in ("Rosa Reyes changed this question", "Rosa&#x27;s words", "Ada&#x27;s words"):
        assert words in shown
    again = {name: answer.context["form"][name].value() for name in ("revision", "guidance")}
    assert again == {"revision": "2", "guidance": "Ada's words"}
    assert client.post(url, filled(ada, **again)).status_code == 302
    assert BankQuestion.objects.get().guidance == "Ada's words"


def test_a_form_without_a_revision_changes_nothing(client: Client, ada: User, rye: BankQuestion) -> None:
    client.force_login(ada)
    assert client.post(reverse("bank_question_edit", args=[rye.uid]), filled(ada, minutes="1")).status_code == 409
    assert BankQuestion.objects.get().minutes == 8


def test_retiring_can_be_undone(client: Client, ada: User, rye: BankQuestion) -> None:
    client.force_login(ada)
    answer = client.post(reverse("bank_question_retire", args=[rye.uid]), follow=True)
    back = reverse("bank_question_bring_back", args=[rye.uid])
    shown = answer.content.decode()
    assert "Retired" in shown
    assert shown.count(f'action="{back}"') == 2
    assert RYE.text not in client.get(reverse("question_list")).content.decode()
    retired = client.get(reverse("bank_question_retired")).content.decode()
    assert "1 question of the bank." in retired
    assert RYE.text in retired
    assert "is in the bank again" in client.post(back, follow=True).content.decode()
    assert RYE.text in client.get(reverse("question_list")).content.decode()
    assert "None is retired." in client.get(reverse("bank_question_retired")).content.decode()


def test_the_pages_tell_who_owns_it_and_which_guides_ask_the_same(client: Client, ada: User, rosa: User) -> None:
    own = add_question(values=QuestionValues("Why do you bake?", "background"), owner=rosa, by=ada)
    load_guide(document=small(), by=ada, publish=True)
    client.force_login(rosa)
    shown = client.get(reverse("bank_question_detail", args=[own.uid]))
    line = shown.context["same"][0]
    assert "In the bank, and in 1 guide." in shown.content.decode()
    assert shown.context["similar"] == []
    asked = client.get(reverse("question_detail", args=[line.said.uid])).content.decode()
    assert "owned by Rosa Reyes" in asked
    assert reverse("bank_question_edit", args=[own.uid]) not in shown.content.decode()


def test_a_list_of_both_costs_the_same_with_one_and_with_many(client: Client, ada: User, rosa: User) -> None:
    load_guide(document=small(), by=ada, publish=True)
    client.force_login(rosa)
    counts = []
    for number in range(3):
        add_question(values=replace(RYE, text=f"Loaf number {number}?"), owner=rosa, by=ada)
        with CaptureQueriesContext(connection) as queries:
            shown = client.get(reverse("question_list")).content.decode()
        assert f"Loaf number {number}?" in shown
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 6
