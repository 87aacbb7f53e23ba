"""Editing drafts: begun, saved while typed, by two people, added to, taken from, moved, undone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from core.autosave import Conflict, InvalidChanges
from core.models import AuditEvent
from question_bank.guide_format import parse_guide
from question_bank.guide_format.editing import ChangedSince, NotPossible, NotThere, value_at
from question_bank.models import DraftEdit, Guide, GuideVersion, Question, VersionState
from question_bank.queries import document_of, offered
from question_bank.question_format import QuestionValues
from question_bank.services import (
    InReview,
    NameTaken,
    NotEditable,
    PartChanged,
    StillBlank,
    add_question,
    add_to_draft,
    copy_guide,
    discard_draft,
    edit_guide,
    export_version,
    load_guide,
    move_in_draft,
    pick_question,
    publish_version,
    remove_from_draft,
    save_draft,
    submit_version,
    undo_edit,
)
from tests.factories import UserFactory, unpublish
from tests.question_bank.documents import READY, edited, ready, small, through_review


@pytest.fixture
def published(ada):
    return load_guide(document=ready(), by=ada, publish=True).version


@pytest.fixture
def draft(published, ada):
    return edit_guide(guide=published.guide, by=ada)


@pytest.fixture
def nadia(db):
    return UserFactory(name="Nadia Haddad", access_level="admin")


@pytest.fixture
def at(draft):
    """The path of the first stage."""
    return f"stages.{draft.draft['stages'][0]['id']}"


@pytest.fixture
def question(draft, at):
    return f"{at}.questions.{draft.draft['stages'][0]['questions'][0]['id']}"


def fresh(version):
    return GuideVersion.objects.select_related("guide").get(pk=version.pk)


def save(version, by, changes, *, base=None, client="one", seq=None):
    stored = fresh(version)
    seq = stored.saved_by.get(client, 0) + 1 if seq is None else seq
    base = stored.revision if base is None else base
    return save_draft(version=version, changes=changes, base_revision=base, client_id=client, seq=seq, by=by)


def edit_of(version, number=None):
    """The id of the first edit of the act with this number, the last act without one."""
    number = fresh(version).revision if number is None else number
    return version.edits.filter(number=number).order_by("place")[0].pk


def says(version, path):
    return value_at(fresh(version).draft, path)


# --- Beginning ---------------------------------------------------------------------------------------------------


def test_editing_begins_a_draft_from_the_latest_version_once(published, draft, ada, nadia):
    assert (draft.number, draft.state, draft.created_by) == (2, VersionState.DRAFT, ada)
    assert document_of(draft) == document_of(published)
    assert edit_guide(guide=published.guide, by=nadia) == draft
    event = AuditEvent.objects.get(verb="guide_version.drafted")
    assert (event.actor, event.object_uid, event.data) == (ada, draft.uid, {"number": 2})


def test_nothing_that_is_edited_reaches_what_was_published(published, draft, ada, question):
    save(draft, ada, {f"{question}.text": "What makes you bake?"})
    assert document_of(fresh(published)) == ready()
    assert not Question.objects.filter(text="What makes you bake?").exists()


def test_a_version_in_review_is_not_edited(published, draft, ada, question):
    submit_version(version=draft, by=ada)
    with pytest.raises(InReview):
        edit_guide(guide=published.guide, by=ada)
    with pytest.raises(NotEditable):
        save(draft, ada, {f"{question}.text": "What makes you bake?"})
    publish_version(version=fresh(draft), note="Nothing.", by=ada)
    with pytest.raises(NotEditable):
        add_to_draft(version=draft, path="stages", given={"name": "Chat"}, by=ada)


def test_a_draft_from_before_is_taken_over_as_it_is(published, ada):
    unpublish(published)
    draft = edit_guide(guide=published.guide, by=ada)
    assert (draft.pk, document_of(draft)) == (published.pk, ready())
    assert not Question.objects.filter(stage__version=draft).exists()


def test_a_guide_is_copied_into_a_new_one(published, ada):
    copy = copy_guide(version=published, name=" Pastry Cook ", by=ada)
    assert (copy.guide.key, copy.guide.name, copy.number, copy.state) == ("pastry-cook", "Pastry Cook", 1, "draft")
    assert document_of(copy) == ready(("slug: baker", "slug: pastry-cook"), ("name: Baker", "name: Pastry Cook"))
    for name, says in (("Pastry cook", "this name already"), ("???", "at least one letter")):
        with pytest.raises(NameTaken, match=says):
            copy_guide(version=published, name=name, by=ada)


def test_a_draft_is_thrown_away_with_a_guide_that_has_nothing_else(published, draft, ada, nadia):
    save(draft, nadia, {"summary": "Bread."})
    discard_draft(version=draft, by=ada)
    assert not GuideVersion.objects.filter(pk=draft.pk).exists()
    assert document_of(fresh(published)) == ready()
    copy = copy_guide(version=published, name="Cook", by=ada)
    discard_draft(version=copy, by=ada)
    assert not Guide.objects.filter(key="cook").exists()
    assert AuditEvent.objects.filter(verb="guide_version.discarded").count() == 2
    with pytest.raises(NotEditable):
        discard_draft(version=published, by=ada)


def test_a_draft_from_before_drafts_were_documents_is_discarded(published, ada):
    unpublish(published)
    assert fresh(published).draft is None
    discard_draft(version=published, by=ada)
    assert not Guide.objects.filter(pk=published.guide_id).exists()


# --- Saving ------------------------------------------------------------------------------------------------------


def test_a_save_is_stored_with_who_wrote_what(draft, ada, question):
    saved = save(draft, ada, {f"{question}.text": "What makes you bake?"})
    assert (saved.revision, fresh(draft).revision) == (draft.revision + 1, draft.revision + 1)
    (edit,) = draft.edits.all()
    assert (edit.by, edit.path, edit.before, edit.after) == (
        ada,
        f"{question}.text",
        "Why do you bake?",
        "What makes you bake?",
    )


def test_the_head_of_the_version_follows_its_draft(draft, ada, question):
    save(draft, ada, {"name": "Master Baker", "summary": "Bread."})
    save(draft, ada, {f"{question}.competencies": []})
    stored = fresh(draft)
    assert (stored.name, stored.summary, stored.open_findings) == ("Master Baker", "Bread.", 1)


def test_a_save_that_is_sent_twice_is_stored_once(draft, ada):
    save(draft, ada, {"summary": "Bread."}, seq=7)
    replay = save(draft, ada, {"summary": "Bread."}, seq=7)
    older = save(draft, ada, {"summary": "Older."}, seq=6)
    assert (replay.replayed, older.replayed, draft.edits.count()) == (True, True, 1)
    assert says(draft, "summary") == "Bread."


def test_what_says_the_same_is_no_edit(draft, ada):
    saved = save(draft, ada, {"name": draft.name})
    assert (saved.revision, draft.edits.count()) == (draft.revision, 0)


def test_going_on_in_one_field_is_one_act(draft, ada, nadia):
    for text in ("B", "Br", "Bread."):
        save(draft, ada, {"summary": text})
    (edit,) = draft.edits.all()
    assert (edit.before, edit.after, edit.number) == ("Bread for {company}.", "Bread.", fresh(draft).revision)
    DraftEdit.objects.update(at=timezone.now() - timedelta(minutes=6))
    save(draft, ada, {"summary": "Bread and rolls."})
    save(draft, ada, {"summary": "Rolls."}, client="two")
    assert draft.edits.count() == 3


def test_two_people_in_different_fields_are_put_together(draft, ada, nadia):
    base = draft.revision
    save(draft, nadia, {"summary": "Bread."}, client="hers", base=base)
    mine = save(draft, ada, {"source": "Notes"}, client="mine", base=base)
    assert mine.elsewhere == {"summary": "Bread."}
    assert (says(draft, "summary"), says(draft, "source")) == ("Bread.", "Notes")


def test_a_page_is_told_that_parts_came_or_went(draft, ada, nadia, question):
    base = draft.revision
    add_to_draft(version=draft, path="profile.traits", given={"name": "Calm", "text": "Waits."}, by=nadia)
    assert save(draft, ada, {"summary": "Bread."}, base=base).rearranged
    assert not save(draft, ada, {"summary": "Rolls."}).rearranged


def test_two_people_in_the_same_field_are_told_of_each_other(draft, ada, nadia):
    base = draft.revision
    save(draft, nadia, {"summary": "Rolls."}, client="hers", base=base)
    with pytest.raises(Conflict) as refused:
        save(draft, ada, {"summary": "Bread.", "source": "Notes"}, client="mine", base=base)
    assert (refused.value.server, refused.value.people) == ({"summary": "Rolls."}, {"summary": "Nadia Haddad"})
    assert says(draft, "source") is None
    save(draft, ada, {"summary": "Rolls."}, client="mine", base=base)
    save(draft, ada, {"summary": "Bread."}, client="mine", base=refused.value.revision)
    assert says(draft, "summary") == "Bread."


def test_a_text_in_a_part_that_somebody_removed_is_refused_beside_its_field(draft, ada, nadia, question):
    remove_from_draft(version=draft, path=question, base_revision=draft.revision, by=nadia)
    with pytest.raises(InvalidChanges) as refused:
        save(draft, ada, {f"{question}.text": "What makes you bake?"}, base=draft.revision)
    assert refused.value.errors == {f"{question}.text": NotThere.message}


def test_a_save_is_whole_or_nothing(draft, ada, at):
    with pytest.raises(InvalidChanges) as refused:
        save(draft, ada, {"summary": "Bread.", f"{at}.minutes": {"min": 9, "max": 5}})
    assert list(refused.value.errors) == [f"{at}.minutes"]
    assert says(draft, "summary") != "Bread."


@pytest.mark.parametrize(
    "changes", [None, [], "x", {f"p{number}": 1 for number in range(201)}, {"": 1}, {"stages": []}, {"draft": {}}]
)
def test_nonsense_is_refused(draft, ada, changes):
    with pytest.raises(InvalidChanges):
        save(draft, ada, changes)
    assert not draft.edits.exists()


@pytest.mark.django_db(transaction=True)
def test_saves_at_the_same_time_lose_nothing(ada):
    published = load_guide(document=ready(), by=ada, publish=True).version
    draft = edit_guide(guide=published.guide, by=ada)

    def write(number):
        try:
            save_draft(
                version=draft, changes={f"stages.{draft.draft['stages'][number % 3]['id']}.share": f"Said by {number}"},
                base_revision=draft.revision + 100, client_id=f"client-{number}", seq=1, by=ada,
            )  # fmt: skip
        finally:
            connections.close_all() if connection.vendor == "postgresql" else connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(6)))
    assert fresh(draft).revision == draft.revision + 6
    assert sorted(fresh(draft).edits.values_list("number", flat=True)) == list(
        range(draft.revision + 1, draft.revision + 7)
    )


# --- Parts -------------------------------------------------------------------------------------------------------


def test_a_new_criterion_is_written_and_placed_in_one_act(draft, ada, at):
    path = add_to_draft(version=draft, path=f"{at}.criteria", given={"name": "Patience"}, by=ada)
    stored = fresh(draft)
    assert value_at(stored.draft, path)["use"] == stored.draft["criteria"][-1]["key"] == "patience"
    assert [edit.number for edit in stored.edits.all()] == [stored.revision] * 2
    with pytest.raises(StillBlank):
        export_version(version=stored, by=ada)
    undo_edit(version=draft, edit=edit_of(draft), by=ada)
    assert document_of(fresh(draft)) == ready()


def test_a_competency_of_another_guide_is_the_same_one_here(draft, ada):
    text = edited(READY, ("slug: baker", "slug: cook")).replace("craft", "taste").replace("name: Craft", "name: Taste")
    load_guide(document=parse_guide(text), by=ada, publish=True)
    path = add_to_draft(version=draft, path="profile.competencies", given={"name": " taste "}, by=ada)
    added = says(draft, path)
    assert (added["key"], added["name"], added["meaning"]) == ("taste", "taste", "Knows dough.")
    new = says(draft, add_to_draft(version=draft, path="profile.competencies", given={"name": "Calm"}, by=ada))
    assert (new["key"], new["meaning"]) == ("calm", "")


def test_a_question_is_picked_with_the_competencies_that_the_guide_has(draft, ada, at):
    text = edited(READY, ("slug: baker", "slug: cook"), ("Why do you bake?", "Why do you cook?"))
    load_guide(document=parse_guide(text.replace("craft", "taste")), by=ada, publish=True)
    asked = Question.objects.prefetch_related("competencies__competency").get(text="Why do you cook?")
    path, missing = pick_question(version=draft, path=f"{at}.questions", question=asked, by=ada)
    picked = says(draft, path)
    assert (picked["text"], picked["areas"], picked.get("competencies", [])) == (
        "Why do you cook?",
        ["First loaf", "Reasons"],
        [],
    )
    assert missing == ["Craft"]
    own = Question.objects.prefetch_related("competencies__competency").get(text="Why do you bake?")
    path, missing = pick_question(version=draft, path=f"{at}.questions", question=own, by=ada)
    assert (says(draft, path)["competencies"], missing) == (["craft"], [])


def test_a_question_of_the_bank_is_picked_as_well(draft, ada, at):
    values = QuestionValues("Which loaf was your best?", "behavioural", competencies=("craft",), minutes=7)
    owned = add_question(values=values, owner=ada, by=ada)
    path, missing = pick_question(version=draft, path=f"{at}.questions", question=offered(owned.uid), by=ada)
    picked = says(draft, path)
    assert (picked["text"], picked["competencies"], picked["minutes"]) == ("Which loaf was your best?", ["craft"], 7)
    assert missing == []


def test_what_somebody_changed_meanwhile_is_not_removed_unseen(draft, ada, nadia, question):
    base = draft.revision
    save(draft, nadia, {f"{question}.text": "Who taught you?"}, client="hers")
    with pytest.raises(PartChanged, match="Nadia Haddad changed this"):
        remove_from_draft(version=draft, path=question, base_revision=base, by=ada)
    remove_from_draft(version=draft, path=question, base_revision=fresh(draft).revision, by=ada)
    assert says(draft, question) is None


def test_parts_are_moved_and_stay_where_they_are_if_they_were_there(draft, ada, at):
    move_in_draft(version=draft, path=at, to=2, by=ada)
    assert [stage["id"] for stage in fresh(draft).draft["stages"]][2] == at.split(".")[1]
    move_in_draft(version=draft, path=at, to=9, by=ada)
    assert draft.edits.count() == 1


def test_every_act_can_be_undone_and_the_undoing_too(draft, ada, nadia, at, question):
    start = fresh(draft).draft
    save(draft, ada, {f"{question}.text": "What makes you bake?", f"{at}.share": ""})
    remove_from_draft(version=draft, path=question, base_revision=fresh(draft).revision, by=ada)
    move_in_draft(version=draft, path=at, to=1, by=ada)
    numbers = sorted(set(draft.edits.values_list("number", flat=True)), reverse=True)
    for number in numbers:
        undo_edit(version=draft, edit=edit_of(draft, number), by=nadia)
    assert fresh(draft).draft == start
    assert undo_edit(version=draft, edit=edit_of(draft), by=ada) in {f"{question}.text", f"{at}.share"}
    assert says(draft, f"{question}.text") == "What makes you bake?"


def test_what_was_changed_since_is_not_undone(draft, ada, nadia):
    save(draft, ada, {"summary": "Bread."})
    edit = edit_of(draft)
    save(draft, nadia, {"summary": "Rolls."}, client="hers")
    with pytest.raises(ChangedSince):
        undo_edit(version=draft, edit=edit, by=ada)
    with pytest.raises(NotThere):
        undo_edit(version=draft, edit=edit + 99, by=ada)
    assert says(draft, "summary") == "Rolls."


def test_an_act_that_went_on_since_the_page_was_shown_is_undone_whole(draft, ada):
    save(draft, ada, {"summary": "Bread."})
    edit = edit_of(draft)
    save(draft, ada, {"summary": "Bread, and nothing else."})
    undo_edit(version=draft, edit=edit, by=ada)
    assert says(draft, "summary") == "Bread for {company}."


@pytest.mark.parametrize(("hers", "his"), [("", ""), ("Rolls.", " Rolls.\n"), ("", None)])
def test_two_people_who_say_the_same_have_no_conflict(draft, ada, nadia, hers, his):
    base = draft.revision
    save(draft, nadia, {"summary": hers}, client="hers")
    save(draft, ada, {"summary": his}, base=base)
    assert says(draft, "summary") == (hers or None)


def test_what_is_still_named_is_not_removed(draft, ada):
    competency = f"profile.competencies.{draft.draft['profile']['competencies'][0]['id']}"
    with pytest.raises(NotPossible, match="still named by"):
        remove_from_draft(version=draft, path=competency, base_revision=draft.revision, by=ada)


# --- To the end --------------------------------------------------------------------------------------------------


def test_what_was_edited_is_what_is_published(draft, ada, at, question):
    save(draft, ada, {f"{question}.text": "What makes you bake?", f"{at}.minutes": {"min": 25, "max": 50}})
    added = add_to_draft(version=draft, path=f"{at}.questions", given={"text": "Which loaf failed first?"}, by=ada)
    save(draft, ada, {f"{added}.competencies": ["craft"], f"{added}.type": "behavioural"})
    wanted = document_of(fresh(draft))
    version = through_review(fresh(draft), by=ada)
    assert document_of(version) == wanted
    assert (version.draft, version.stages.order_by("position")[0].questions.count()) == (None, 3)
    assert Question.objects.in_use().filter(text="Which loaf failed first?").exists()


def test_a_file_loaded_over_a_draft_begins_its_edits_anew(draft, ada):
    save(draft, ada, {"summary": "Bread."})
    before = fresh(draft).revision
    again = load_guide(document=small(), by=ada, publish=False).version
    assert (again.pk, again.edits.count(), again.revision > before) == (draft.pk, 0, True)
    with pytest.raises(InvalidChanges):
        save(draft, ada, {"stages.999.name": "Gone"})
