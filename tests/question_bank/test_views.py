import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.models import AuditEvent
from question_bank.guide_format import parse_guide
from question_bank.models import GuideVersion, VersionState
from question_bank.services import (
    ReadAgain,
    add_to_draft,
    edit_guide,
    load_guide,
    publish_version,
    retire_version,
    return_version,
    save_draft,
    submit_version,
)
from tests.question_bank.documents import SMALL, edited, ready, small

CHANGED = ("Why do you bake?", "What makes you bake?")
MOST_QUERIES = 12


@pytest.fixture
def version(ada: User) -> GuideVersion:
    return load_guide(document=small(), by=ada, publish=True).version


@pytest.fixture
def draft(ada: User) -> GuideVersion:
    return load_guide(document=ready(), by=ada, publish=False).version


@pytest.fixture
def doubtful(ada: User) -> GuideVersion:
    """A version in review with three warnings."""
    version = load_guide(document=small(("slug: baker", "slug: doubtful")), by=ada, publish=False).version
    return submit_version(version=version, by=ada)


def at(name: str, version: GuideVersion) -> str:
    return reverse(name, args=[version.uid])


def page(client: Client, user: User, url: str) -> str:
    client.force_login(user)
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


READS = ["guide_version_detail", "guide_version_changes", "guide_version_download"]


@pytest.mark.parametrize("name", ["guide_list", "question_list", "guide_import"])
@pytest.mark.parametrize(("who", "code"), [("ada", 200), ("rosa", 200), ("stan", 403)])
def test_who_may_open_the_lists(
    client: Client, request: pytest.FixtureRequest, db: None, name: str, who: str, code: int
) -> None:
    client.force_login(request.getfixturevalue(who))
    expected = 403 if (name, who) == ("guide_import", "rosa") else code
    assert client.get(reverse(name)).status_code == expected


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize(("who", "code"), [("ada", 200), ("rosa", 200), ("stan", 404)])
def test_who_may_read_a_version(
    client: Client, request: pytest.FixtureRequest, version: GuideVersion, name: str, who: str, code: int
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(at(name, version)).status_code == code


@pytest.mark.parametrize("name", ["submit", "return", "publish", "retire"])
@pytest.mark.parametrize(("who", "code"), [("ada", 302), ("rosa", 403), ("stan", 404)])
def test_who_may_act_on_a_version(
    client: Client, request: pytest.FixtureRequest, draft: GuideVersion, name: str, who: str, code: int
) -> None:
    client.force_login(request.getfixturevalue(who))
    if name in ("return", "publish"):
        GuideVersion.objects.update(state="in_review")
    url = at(f"guide_version_{name}", draft)
    assert client.get(url).status_code == (405 if name == "retire" else {302: 200}.get(code, code))
    data = {"text": "The second question is two."} if name == "return" else {"note": "Asks better."}
    assert client.post(url, data).status_code == code


def test_a_guide_is_read_whole(client: Client, rosa: User, version: GuideVersion) -> None:
    shown = page(client, rosa, at("guide_version_detail", version))
    for text in (
        "Bake bread",
        "Knows dough.",
        "Why do you bake?",
        "First loaf",
        "And then?",
        "Sings",
        "Agree on one step.",
    ):
        assert text in shown
    assert '<span class="placeholder" title="Name of the company">company</span>' in shown


def test_texts_are_shown_as_text(client: Client, ada: User) -> None:
    nasty = "<script>alert(1)</script> {company} & more"
    document = small(("Knows dough.", nasty), ("Name of the company", "'\"><b>Company</b>'"))
    version = load_guide(document=document, by=ada, publish=False).version
    shown = page(client, ada, at("guide_version_detail", version))
    assert "<script>alert" not in shown
    assert "<b>Company" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_only_admins_see_the_acts(client: Client, ada: User, rosa: User, draft: GuideVersion) -> None:
    for state, acts in (("draft", ["submit"]), ("in_review", ["return", "publish"])):
        GuideVersion.objects.update(state=state)
        for act in acts:
            url = at(f"guide_version_{act}", draft)
            assert url in page(client, ada, at("guide_version_detail", draft))
            assert url not in page(client, rosa, at("guide_version_detail", draft))


def test_a_draft_that_is_not_ready_says_why(client: Client, ada: User) -> None:
    version = load_guide(document=small(("serves: [bake]", "serves: []")), by=ada, publish=False).version
    shown = page(client, ada, at("guide_version_detail", version))
    assert "1 thing keeps this from being published" in shown
    assert 'href="#competency-craft"' in shown
    assert at("guide_version_submit", version) not in shown
    answer = client.post(at("guide_version_submit", version), follow=True)
    assert "cannot be published yet" in answer.content.decode()
    version.refresh_from_db()
    assert version.state == VersionState.DRAFT


def test_every_link_into_the_page_has_its_place(client: Client, ada: User, version: GuideVersion) -> None:
    shown = page(client, ada, at("guide_version_detail", version))
    targets = set(re.findall(r'href="#([^"]+)"', shown))
    assert targets <= set(re.findall(r'\sid="([^"]+)"', shown))
    ids = re.findall(r'\sid="([^"]+)"', shown)
    assert len(ids) == len(set(ids))


def test_what_was_edited_since_it_was_read_is_not_published(client: Client, ada: User, draft: GuideVersion) -> None:
    client.force_login(ada)
    submit_version(version=draft, by=ada)
    page = client.get(at("guide_version_publish", draft)).content.decode()
    read = re.search(r'name="read" value="(\d+)"', page)[1]
    return_version(version=draft, text="One thing more.", by=ada)
    save_draft(version=draft, changes={"summary": "Rolls."}, base_revision=int(read), client_id="c", seq=1, by=ada)
    submit_version(version=draft, by=ada)
    answer = client.post(at("guide_version_publish", draft), {"note": "Asks better.", "read": read})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "was changed after you opened the page" in shown
    assert "Asks better." in shown
    with pytest.raises(ReadAgain):
        publish_version(version=draft, note="Asks better.", read=int(read), by=ada)
    draft.refresh_from_db()
    assert draft.state == VersionState.IN_REVIEW
    read = re.search(r'name="read" value="(\d+)"', shown)[1]
    client.post(at("guide_version_publish", draft), {"note": "Asks better.", "read": read})
    draft.refresh_from_db()
    assert draft.state == VersionState.PUBLISHED


def test_publishing_and_retiring(client: Client, ada: User, draft: GuideVersion) -> None:
    client.force_login(ada)
    assert "in review can be published" in client.post(at("guide_version_publish", draft), follow=True).content.decode()
    sent = client.post(at("guide_version_submit", draft), {"text": "Mind the <b>second</b> question."}, follow=True)
    assert "Version 1 is in review." in sent.content.decode()
    assert "Mind the &lt;b&gt;second&lt;/b&gt; question." in sent.content.decode()
    assert "Only a draft" in client.post(at("guide_version_submit", draft), follow=True).content.decode()
    back = client.post(at("guide_version_return", draft), {"text": "It is two."}, follow=True).content.decode()
    assert "is a draft again" in back
    assert "It is two." in back
    assert "in review can be" in client.post(at("guide_version_return", draft), follow=True).content.decode()
    client.post(at("guide_version_submit", draft))
    unsaid = client.post(at("guide_version_publish", draft), {"note": " "})
    assert (unsaid.status_code, 'id="note-error"' in unsaid.content.decode()) == (422, True)
    said = client.post(at("guide_version_publish", draft), {"note": "Asks better."}, follow=True).content.decode()
    assert "is published" in said
    assert "Asks better." in said
    assert "is retired" in client.post(at("guide_version_retire", draft), follow=True).content.decode()
    draft.refresh_from_db()
    assert draft.state == VersionState.RETIRED


def test_the_page_of_a_draft_lists_warnings_and_asks_on_a_page_of_its_own(
    client: Client, ada: User, doubtful: GuideVersion
) -> None:
    shown = page(client, ada, at("guide_version_detail", doubtful))
    assert "3 things to look at before publishing" in shown
    asked = page(client, ada, at("guide_version_publish", doubtful))
    assert asked.count('name="accept-') == asked.count('name="reason-') == 3
    assert f'href="{at("guide_version_detail", doubtful)}#competency-craft"' in asked


def filled(client: Client, version: GuideVersion, reason: str = "One baker is asked at a time.") -> dict[str, str]:
    asked = client.get(at("guide_version_publish", version)).content.decode()
    names = re.findall(r'name="((?:accept|reason)-[0-9a-f]{12})"', asked)
    return {"note": "Asks better."} | {name: "on" if name.startswith("accept") else reason for name in names}


@pytest.mark.parametrize("left", ["accept", "reason"])
def test_nothing_is_published_without_each_tick_and_reason(
    client: Client, ada: User, doubtful: GuideVersion, left: str
) -> None:
    client.force_login(ada)
    data = filled(client, doubtful)
    missing = next(name for name in data if name.startswith(left))
    answer = client.post(at("guide_version_publish", doubtful), data | {missing: ""})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert f'id="{missing}-error"' in shown
    assert shown.count("One baker is asked at a time.") == (3 if left == "accept" else 2)
    doubtful.refresh_from_db()
    assert doubtful.state == VersionState.IN_REVIEW


def test_what_was_accepted_stands_on_the_page_of_the_version(
    client: Client, ada: User, rosa: User, doubtful: GuideVersion
) -> None:
    client.force_login(ada)
    answer = client.post(at("guide_version_publish", doubtful), filled(client, doubtful, "<b>One</b>"), follow=True)
    assert "is published" in answer.content.decode()
    shown = page(client, rosa, at("guide_version_detail", doubtful))
    assert "Accepted at publishing" in shown
    assert shown.count("&lt;b&gt;One&lt;/b&gt;") == 3
    assert ada.name in shown[shown.index("Accepted at publishing") :]


def test_the_structure_of_the_plan_stands_on_the_page_with_its_source(
    client: Client, rosa: User, version: GuideVersion
) -> None:
    shown = page(client, rosa, at("guide_version_detail", version))
    part = shown[shown.index('<section id="structure"') :]
    assert '<strong class="number">7 of 15</strong>' in part
    assert "For 1 of 1 questions the guide lists" in part
    assert part.count("held by the product") == 6
    assert "Campion, Palmer and Campion (1997)" in part


def test_a_page_with_accepted_warnings_takes_no_more_queries(
    client: Client, ada: User, version: GuideVersion, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    calm = load_guide(document=ready(("slug: baker", "slug: calm")), by=ada, publish=True).version
    page(client, ada, at("guide_version_detail", calm))
    counts = []
    for one, accepted in ((calm, 0), (version, 3)):
        assert one.accepted_warnings.count() == accepted
        with django_assert_max_num_queries(MOST_QUERIES) as counted:
            client.get(at("guide_version_detail", one))
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_there_is_nothing_to_ask_about_a_published_version_or_one_with_errors(
    client: Client, ada: User, version: GuideVersion
) -> None:
    client.force_login(ada)
    unready = load_guide(document=small(("serves: [bake]", "serves: []")), by=ada, publish=False).version
    for one in (version, unready):
        assert client.get(at("guide_version_publish", one)).status_code == 302


def test_a_download_is_the_guide(client: Client, rosa: User, version: GuideVersion) -> None:
    client.force_login(rosa)
    answer = client.get(at("guide_version_download", version))
    assert answer["Content-Disposition"] == 'attachment; filename="baker-v1.yaml"'
    assert parse_guide(answer.content) == small()
    event = AuditEvent.objects.get(verb="guide_version.exported")
    assert (event.actor, event.object_uid, event.data) == (rosa, version.uid, {"number": 1})


def test_changes_are_shown_word_by_word(client: Client, ada: User, version: GuideVersion) -> None:
    second = load_guide(document=small(CHANGED), by=ada, publish=False).version
    shown = page(client, ada, at("guide_version_changes", second))
    assert "<del>Why do</del>" in shown
    assert "<ins>What makes</ins>" in shown


def test_changes_name_questions_and_criteria_by_their_words(client: Client, ada: User, version: GuideVersion) -> None:
    draft = edit_guide(guide=version.guide, by=ada)
    stage = draft.draft["stages"][0]["id"]
    add_to_draft(version=draft, path=f"stages.{stage}.criteria", given={"name": "Calm hands"}, by=ada)
    add_to_draft(version=draft, path=f"stages.{stage}.questions", given={"text": "Which loaf failed?"}, by=ada)
    shown = page(client, ada, at("guide_version_changes", draft))
    assert "<span>Which loaf failed?</span><span>text</span>" in shown
    assert "<span>Calm hands</span><span>level 3</span>" in shown
    assert "calm-hands" not in shown
    assert "which-loaf-failed" not in shown


def test_any_two_versions_are_compared_side_by_side(client: Client, ada: User, version: GuideVersion) -> None:
    load_guide(document=small(CHANGED), by=ada, publish=True)
    third = load_guide(document=small(CHANGED, ("Sings", "Glows")), by=ada, publish=False).version
    url = at("guide_version_changes", third)
    assert "<del>Why do</del>" not in page(client, ada, url)
    shown = page(client, ada, f"{url}?against={version.uid}")
    assert "<del>Why do</del>" in shown
    assert "<ins>Glows</ins>" in shown
    assert '2 changes against <a href="' in shown
    back = page(client, ada, f"{at('guide_version_changes', version)}?against={third.uid}")
    assert "<del>Glows</del>" in back
    other = load_guide(document=small(("slug: baker", "slug: cook")), by=ada, publish=False).version
    for stranger in (other.uid, version.uid + "x", third.uid):
        assert client.get(f"{url}?against={stranger}").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("q=BAKE", 1),
        ("q=first+loaf", 1),
        ("q=one+step", 1),
        ("q=and+then", 1),
        ("q=nothing+here", 0),
        ("competency=craft", 1),
        ("type=agenda", 1),
        ("kind=screen", 1),
        ("guide=baker&type=background", 1),
        ("type=agenda&kind=screen", 0),
        ("competency=unknown&type=x&page=99", 2),
        ("q=" + "x" * 200, 2),
    ],
)
def test_questions_are_searched_and_filtered(
    client: Client, rosa: User, version: GuideVersion, query: str, found: int
) -> None:
    client.force_login(rosa)
    assert len(client.get(f"{reverse('question_list')}?{query}").context["page"]) == found


def test_accents_and_quotes_are_found_in_lists_too(client: Client, ada: User) -> None:
    load_guide(document=small(("First loaf", "'Crème “brûlée” or \"pain\"'")), by=ada, publish=True)
    client.force_login(ada)
    for words in ("crème", "“brûlée”", '"pain"'):
        assert len(client.get(reverse("question_list"), {"q": words}).context["page"]) == 1


def test_only_questions_in_use_are_listed(client: Client, ada: User, version: GuideVersion) -> None:
    load_guide(document=small(CHANGED), by=ada, publish=False)
    assert "What makes you bake?" not in page(client, ada, reverse("question_list"))
    retire_version(version=version, by=ada)
    assert "No question is in use yet." in page(client, ada, reverse("question_list"))


def test_a_draft_beside_the_version_in_use_is_in_sight(client: Client, ada: User, version: GuideVersion) -> None:
    assert "is a draft" not in page(client, ada, reverse("guide_list"))
    load_guide(document=small(CHANGED), by=ada, publish=False)
    assert "Version 2 is a draft" in page(client, ada, reverse("guide_list"))


def another_guide(by: User, number: int) -> None:
    load_guide(document=small(("slug: baker", f"slug: baker-{number}")), by=by, publish=True)


@pytest.mark.parametrize("name", ["guide_list", "question_list"])
def test_lists_cost_the_same_with_one_and_with_three(
    client: Client, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries, name: str
) -> None:
    client.force_login(ada)
    another_guide(ada, 1)
    with django_assert_max_num_queries(MOST_QUERIES) as one:
        client.get(reverse(name))
    another_guide(ada, 2)
    another_guide(ada, 3)
    with django_assert_max_num_queries(MOST_QUERIES) as three:
        client.get(reverse(name))
    assert len(one) == len(three)


def test_a_big_guide_costs_no_more_queries_than_a_small_one(
    client: Client, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    big = parse_guide(Path("fixtures/guides/ml-engineer.yaml").read_text())
    counts = []
    for document in (small(), big):
        version = load_guide(document=document, by=ada, publish=False).version
        client.force_login(ada)
        with django_assert_max_num_queries(MOST_QUERIES) as queries:
            client.get(at("guide_version_detail", version))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def upload(text: str | bytes, name: str = "baker.yaml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def test_a_file_is_checked_before_it_is_stored(client: Client, ada: User) -> None:
    client.force_login(ada)
    shown = client.post(reverse("guide_import"), {"file": upload(SMALL), "act": "check"}).content.decode()
    assert "It is a new guide" in shown
    assert "Create draft" in shown
    assert not GuideVersion.objects.exists()


def test_a_file_becomes_a_draft(client: Client, ada: User) -> None:
    client.force_login(ada)
    answer = client.post(reverse("guide_import"), {"text": SMALL.replace("\n", "\r\n"), "act": "create"})
    version = GuideVersion.objects.get()
    assert answer["Location"] == at("guide_version_detail", version)
    assert (version.state, version.created_by) == (VersionState.DRAFT, ada)


def test_the_preview_tells_what_would_change(client: Client, ada: User, version: GuideVersion) -> None:
    client.force_login(ada)
    shown = client.post(reverse("guide_import"), {"file": upload(edited(CHANGED))}).content.decode()
    assert "1 change against version 1" in shown
    same = client.post(reverse("guide_import"), {"file": upload(SMALL)}).content.decode()
    assert "says what version 1 says already" in same
    assert "Create draft" not in same


def test_a_wrong_file_is_shown_with_its_lines_and_kept(client: Client, ada: User) -> None:
    client.force_login(ada)
    text = edited(("type: background", "type: chat"))
    answer = client.post(reverse("guide_import"), {"file": upload(text), "act": "create"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "1 problem in baker.yaml" in shown
    assert "Line 41" in shown
    assert "“chat” is not possible here" in shown
    assert "type: chat" in re.search(r"<textarea.*?</textarea>", shown, re.DOTALL).group()
    assert not GuideVersion.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Choose a guide file"),
        ({"file": upload(b" ")}, "The file is empty."),
        ({"file": upload(b"x" * 1_000_001)}, "larger than 1 MB"),
        ({"file": upload(b"name: \xff")}, "this is not UTF-8 text"),
        ({"text": "</textarea><script>x</script>: ["}, "&lt;/textarea&gt;&lt;script&gt;"),
    ],
    ids=["nothing", "blank", "large", "latin", "markup"],
)
def test_what_cannot_be_imported_is_told(client: Client, ada: User, data: dict[str, object], said: str) -> None:
    client.force_login(ada)
    answer = client.post(reverse("guide_import"), data)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not GuideVersion.objects.exists()
