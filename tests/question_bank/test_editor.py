"""The editor's pages: what they show, what a plain form does, what an autosave is answered, and the previews."""

import json
import re

import pytest
from django.urls import reverse

from question_bank.guide_format.editing import value_at
from question_bank.models import GuideVersion
from question_bank.services import edit_guide, load_guide, save_draft, submit_version
from tests.factories import UserFactory
from tests.question_bank.documents import ready, small
from tests.question_bank.text import GUIDES, bare, texts_of, words_in

# What the middle part of a request of its own costs in a test and not in production.
OWN = re.compile(r"^(SAVEPOINT|RELEASE)")
PARTS = ["about", "job", "profile", "criteria", "preparation", "faq"]


@pytest.fixture
def draft(ada):
    version = load_guide(document=ready(), by=ada, publish=True).version
    return edit_guide(guide=version.guide, by=ada)


@pytest.fixture
def stage(draft):
    return f"stages.{draft.draft['stages'][0]['id']}"


def at(name, version, query=""):
    return reverse(name, args=[version.uid]) + query


def stored(version, path):
    return value_at(GuideVersion.objects.get(pk=version.pk).draft, path)


def send(client, version, changes, **more):
    body = {"changes": changes, "base_revision": version.revision, "client_id": "page", "seq": 1} | more
    return client.post(at("guide_draft_save", version), json.dumps(body), content_type="application/json")


def fields(html):
    """The names of the fields of a page, each once."""
    return {name.removeprefix("draft.") for name in re.findall(r'name="(draft\.[^"]+)"', html)}


def test_the_parts_together_show_every_text_of_the_guide(client, ada):
    document = GUIDES["ml-engineer"]
    version = load_guide(document=document, by=ada, publish=True).version
    draft = edit_guide(guide=version.guide, by=ada)
    client.force_login(ada)
    keys = [*PARTS, *(f"stage-{row['id']}" for row in draft.draft["stages"])]
    pages = [client.get(at("guide_edit", draft, f"?part={key}")).content.decode() for key in keys]
    values = [re.findall(r'value="([^"]*)"', page) for page in pages]
    shown = bare(words_in("\n".join(pages)) + "\n".join(words_in(value) for page in values for value in page))
    # In the editor a placeholder stands as it is written, in braces.
    written = re.sub(r"\{(\w+)\}", lambda name: name[1].replace("_", " "), "\n".join(map(words_in, pages)))
    assert [text for text in texts_of(document) if bare(text) not in shown + bare(written)] == []


def test_an_unknown_part_is_the_first(client, ada, draft):
    client.force_login(ada)
    assert "Name of the guide" in client.get(at("guide_edit", draft, "?part=stage-999")).content.decode()


def test_a_plain_form_saves_what_differs_and_does_what_its_button_says(client, ada, draft, stage):
    client.force_login(ada)
    url = at("guide_edit", draft, f"?part=stage-{stage.split('.')[1]}")
    page = client.get(url).content.decode()
    assert f"{stage}.questions" in page
    data = {
        "base_revision": draft.revision,
        f"draft.{stage}.name": "First talk",
        f"draft.{stage}.minutes": ["25", "35"],
        f"draft.{stage}.recommendation": ["", "on"],
        f"new.{stage}.questions.text": "Which loaf failed?",
        "act": f"add {stage}.questions",
    }
    answer = client.post(url, data)
    assert answer.status_code == 302
    written = re.search(r"written=(\S+)\.text#f-(\S+)", answer.url.removeprefix(url))
    assert written[1] == written[2]
    assert written[1].startswith(f"{stage}.questions.")
    assert (stored(draft, f"{stage}.name"), stored(draft, f"{stage}.minutes")) == ("First talk", {"min": 25, "max": 35})
    assert stored(draft, f"{stage}.questions")[-1]["text"] == "Which loaf failed?"
    assert [edit.path for edit in draft.edits.order_by("number", "place")][:2] == [f"{stage}.name", f"{stage}.minutes"]


def test_a_whole_part_sent_back_as_it_was_changes_nothing(client, ada):
    version = load_guide(document=GUIDES["ml-engineer"], by=ada, publish=True).version
    draft = edit_guide(guide=version.guide, by=ada)
    client.force_login(ada)
    for key in [*PARTS, *(f"stage-{row['id']}" for row in draft.draft["stages"])]:
        url = at("guide_edit", draft, f"?part={key}")
        assert client.post(url, form_of(client.get(url).content.decode())).status_code == 302
    assert list(draft.edits.values_list("path", flat=True)) == []


def form_of(html):
    """What a browser would send of the editor's form, without pressing one of its buttons."""
    data = {}
    html = html[html.index('<form id="edit-form"') :]
    for tag in re.findall(r"<input[^>]*>|<textarea[^>]*>[^<]*|<select.*?</select>", html, re.DOTALL):
        name = re.search(r'name="([^"]+)"', tag)
        if not name or ('type="checkbox"' in tag and " checked" not in tag):
            continue
        if tag.startswith("<textarea"):
            value = words_in(tag.partition(">")[2]).removeprefix("\n")
        elif tag.startswith("<select"):
            chosen = re.search(r'<option value="([^"]*)" selected', tag) or re.search(r'<option value="([^"]*)"', tag)
            value = chosen[1]
        else:
            value = words_in((re.search(r'value="([^"]*)"', tag) or ["", ""])[1])
        data.setdefault(name[1], []).append(value)
    return data


def test_what_is_refused_stands_beside_its_field_with_what_was_typed(client, ada, draft, stage):
    client.force_login(ada)
    url = at("guide_edit", draft, f"?part=stage-{stage.split('.')[1]}")
    data = {
        "base_revision": draft.revision,
        f"draft.{stage}.minutes": ["50", "40"],
        f"draft.{stage}.share": "Said before.",
        f"new.{stage}.questions.text": "Which loaf failed?",
        "act": f"add {stage}.questions",
    }
    answer = client.post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“min” is more than “max”." in page
    assert "Said before." in page
    assert "Which loaf failed?" in page
    assert 'value="50"' in page
    assert not draft.edits.exists()


def test_an_act_that_is_refused_takes_the_saving_back_too(client, ada, draft):
    client.force_login(ada)
    competency = f"profile.competencies.{draft.draft['profile']['competencies'][0]['id']}"
    url = at("guide_edit", draft, "?part=profile")
    data = {"base_revision": draft.revision, f"draft.{competency}.name": "Hands", "act": f"remove {competency}"}
    answer = client.post(url, data)
    assert answer.status_code == 422
    assert "It is still named by" in answer.content.decode()
    assert 'value="Hands"' in answer.content.decode()
    assert not draft.edits.exists()


@pytest.mark.parametrize(
    "act", ["", "dance", "add", "add nowhere", "move stages.1", "move x y", "undo x", "remove", "pick a b c"]
)
def test_buttons_that_there_are_not_do_nothing(client, ada, draft, act):
    client.force_login(ada)
    assert client.post(at("guide_edit", draft), {"act": act}).status_code == 422
    assert not draft.edits.exists()


def test_a_conflict_on_a_plain_form_says_who_and_what(client, ada, draft):
    nadia = UserFactory(name="Nadia Haddad", access_level="admin")
    save_draft(
        version=draft, changes={"summary": "Rolls."}, base_revision=draft.revision, client_id="hers", seq=1, by=nadia
    )
    client.force_login(ada)
    answer = client.post(at("guide_edit", draft), {"draft.summary": "Bread.", "base_revision": draft.revision})
    assert answer.status_code == 422
    assert "Nadia Haddad changed this meanwhile to: Rolls." in words_in(answer.content.decode())
    assert stored(draft, "summary") == "Rolls."


def test_a_plain_form_leaves_what_others_changed_and_nobody_touched_on_it(client, ada, draft, stage):
    nadia = UserFactory(name="Nadia Haddad", access_level="admin")
    hers = {"summary": "Rolls.", f"{stage}.recommendation": False}
    save_draft(version=draft, changes=hers, base_revision=draft.revision, client_id="hers", seq=1, by=nadia)
    client.force_login(ada)
    old = {"draft.summary": draft.summary, f"draft.{stage}.recommendation": ["", "on"]}
    answer = client.post(at("guide_edit", draft), old | {"draft.source": "A book", "base_revision": draft.revision})
    assert answer.status_code == 302
    assert (stored(draft, "source"), stored(draft, "summary")) == ("A book", "Rolls.")
    assert stored(draft, f"{stage}.recommendation") is False


def test_two_plain_forms_of_one_person_do_not_overwrite_each_other(client, ada, draft):
    client.force_login(ada)
    url = at("guide_edit", draft)
    client.post(url, {"draft.summary": "Rolls.", "base_revision": draft.revision})
    answer = client.post(url, {"draft.summary": "Cakes.", "base_revision": draft.revision})
    assert answer.status_code == 422
    assert "Ada Adler changed this meanwhile to: Rolls." in words_in(answer.content.decode())
    assert stored(draft, "summary") == "Rolls."


@pytest.mark.parametrize("act", ["undo {}", "move stages.1 {}", "remove stages.1"])
def test_numbers_without_end_do_nothing(client, ada, draft, act):
    client.force_login(ada)
    sent = {"act": act.format("9" * 5_000), "base_revision": "9" * 5_000}
    assert client.post(at("guide_edit", draft), sent).status_code == 422


def test_words_of_somebody_who_was_signed_out_are_not_stored_as_anothers(client, ada, draft):
    client.force_login(ada)
    assert send(client, draft, {"summary": "Theirs."}, author="somebody").status_code == 401
    client.post(at("guide_edit", draft), {"draft.summary": "Theirs.", "author": "somebody"})
    assert not draft.edits.exists()


def test_an_autosave_takes_eight_queries_at_most(client, ada, draft, stage, django_assert_max_num_queries):
    client.force_login(ada)
    for seq, changes in enumerate(
        [{"summary": "Bread."}, {"summary": "Bread!"}, {f"{stage}.name": "A", "source": "B"}], 1
    ):
        with django_assert_max_num_queries(12) as counted:
            answer = send(client, draft, changes, seq=seq, base_revision=draft.revision + seq - 1)
        assert answer.status_code == 200
        assert len([query for query in counted if not OWN.match(query["sql"])]) <= 8


def test_the_page_takes_as_many_queries_however_long_the_guide_is(client, ada, draft, django_assert_max_num_queries):
    client.force_login(ada)
    large = edit_guide(guide=load_guide(document=GUIDES["ml-engineer"], by=ada, publish=True).version.guide, by=ada)
    client.get(at("guide_edit", draft))
    counts = []
    for version in (draft, large):
        with django_assert_max_num_queries(8) as counted:
            client.get(at("guide_edit", version, f"?part=stage-{version.draft['stages'][0]['id']}"))
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_the_enter_key_saves_without_scripts(client, ada, draft):
    client.force_login(ada)
    form = client.get(at("guide_edit", draft)).content.decode().partition('<form id="edit-form"')[2]
    assert re.search(r'<button[^>]*value="([^"]*)"', form)[1] == "save"


def test_what_is_not_a_draft_is_not_edited(client, ada, draft):
    client.force_login(ada)
    submit_version(version=draft, by=ada)
    for name in ("guide_edit", "guide_draft_checks", "guide_draft_bank", "guide_draft_similar"):
        assert client.get(at(name, draft)).status_code == 302
    answer = send(client, draft, {"summary": "Late."})
    assert (answer.status_code, answer.json()["kind"]) == (409, "refused")
    page = client.post(at("guide_version_edit", draft), follow=True).content.decode()
    assert "is in review" in page


def test_a_guide_is_copied_under_another_name(client, ada, draft):
    client.force_login(ada)
    answer = client.post(at("guide_copy", draft), {"name": draft.guide.name})
    assert (answer.status_code, 'id="name-error"' in answer.content.decode()) == (422, True)
    page = client.post(at("guide_copy", draft), {"name": "<b>Cook</b>"}, follow=True)
    assert "“&lt;b&gt;Cook&lt;/b&gt;” is a draft now." in page.content.decode()
    assert page.redirect_chain[0][0] == at("guide_edit", GuideVersion.objects.get(guide__key="bcookb"))


def test_a_draft_is_discarded(client, ada, draft):
    client.force_login(ada)
    assert "is gone" in client.post(at("guide_draft_discard", draft), follow=True).content.decode()
    assert not GuideVersion.objects.filter(pk=draft.pk).exists()


def test_the_bank_offers_questions_in_use(client, ada, draft, stage):
    client.force_login(ada)
    page = client.get(at("guide_draft_bank", draft, f"?q=bake&part=stage-{stage.split('.')[1]}")).content.decode()
    assert "Why do you bake?" in page
    assert f'value="pick {stage}.questions ' in page
    assert "No question has these words." in client.get(at("guide_draft_bank", draft, "?q=zebra")).content.decode()


def test_what_is_like_a_question_that_is_written_stands_beneath_it(
    client, ada, draft, stage, django_assert_max_num_queries
):
    load_guide(document=small(("slug: baker", "slug: cook"), ("name: Baker", "name: Cook")), by=ada, publish=True)
    client.force_login(ada)
    written = {"q": "Why do you always bake?", "at": f"{stage}.questions"}
    with django_assert_max_num_queries(8):
        page = client.get(at("guide_draft_similar", draft), written).content.decode()
    assert page.count("Why do you bake?") == 2
    assert "Cook · " in page
    assert "2 similar questions in use" in page
    own = next(row["id"] for row in draft.draft["stages"][0]["questions"] if row["text"] == "Why do you bake?")
    page = client.get(at("guide_draft_similar", draft), written | {"at": f"{stage}.questions.{own}"}).content.decode()
    assert page.count("Why do you bake?") == 1
    for nothing in ({}, {"q": "?", "at": "x"}, {"q": "zebra", "at": "stages.x"}):
        assert "0 similar questions" in client.get(at("guide_draft_similar", draft), nothing).content.decode()


def test_without_scripts_what_is_like_it_comes_with_saving(client, ada, draft, stage):
    load_guide(document=small(("slug: baker", "slug: cook"), ("name: Baker", "name: Cook")), by=ada, publish=True)
    client.force_login(ada)
    own = next(row["id"] for row in draft.draft["stages"][0]["questions"] if row["text"] == "Why do you bake?")
    page = at("guide_edit", draft, f"?part=stage-{stage.split('.')[1]}")
    base = {"base_revision": draft.revision, "act": "save"}
    assert "Similar, in use already" not in client.get(page).content.decode()
    saved = client.post(page, base | {f"draft.{stage}.questions.{own}.text": "Why do you so often bake?"}, follow=True)
    assert saved.content.decode().count("Similar, in use already") == 1
    assert "part=stage-" in saved.redirect_chain[0][0]
    added = {"act": f"add {stage}.questions", f"new.{stage}.questions.text": "Why do you never bake?"}
    assert "Similar, in use already" in client.post(page, base | added, follow=True).content.decode()
    assert "Similar, in use already" in client.post(page, added, headers={"HX-Request": "true"}).content.decode()
    assert client.get(f"{page}&written=stages.9.questions.9.text&written=profile").status_code == 200


@pytest.mark.parametrize("name", GUIDES)
def test_previews_show_what_each_reader_finds(client, rosa, ada, name):
    document = GUIDES[name]
    version = load_guide(document=document, by=ada, publish=False).version
    client.force_login(rosa)
    stage = next(stage for stage in document.stages if stage.is_scored and stage.questions)
    page = bare(words_in(client.get(at("guide_preview", version, f"?stage={stage.key}")).content.decode()))
    for question in stage.questions:
        assert bare(re.sub(r"\{(\w+)\}", lambda found: f"[{found[1].replace('_', ' ')}]", question.text)) in page
    candidate = client.get(at("guide_preview", version, "?reader=candidate")).content.decode()
    assert bare(document.profile.competencies[0].meaning) not in bare(words_in(candidate))
    assert not any(bare(question.text) in bare(words_in(candidate)) for question in stage.questions)
