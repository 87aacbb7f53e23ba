import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Model

from accounts.models import User
from core.models import AuditEvent
from question_bank.guide_format import changes, content_hash, findings, parse_guide, warnings
from question_bank.models import (
    AcceptedWarning,
    Competency,
    Criterion,
    Guide,
    GuideCompetency,
    GuideStage,
    GuideVersion,
    Question,
    StageCriterion,
    VersionState,
)
from question_bank.queries import document_of
from question_bank.services import (
    NotAccepted,
    NotDraft,
    NoteMissing,
    NotInReview,
    NotPublished,
    NotReady,
    ReasonMissing,
    load_guide,
    publish_version,
    retire_version,
    return_version,
    submit_version,
)
from tests.factories import GuideVersionFactory, unpublish
from tests.question_bank.documents import ready, small, through_review

CHANGED = ("Why do you bake?", "What makes you bake?")
UNREADY = ("serves: [bake]", "serves: []")


def test_a_guide_is_stored_whole(ada: User) -> None:
    result = load_guide(document=small(), by=ada, publish=False)
    assert (result.created, result.version.number, result.version.state) == (True, 1, VersionState.DRAFT)
    assert document_of(result.version) == small()
    assert result.version.content_hash == content_hash(document_of(result.version))
    through_review(result.version, by=ada, accepted=reasons(result.version))
    assert Criterion.objects.get(key="dough").levels == [
        "Not enough information gathered to evaluate",
        "Sticks",
        "Rises",
        "Holds",
        "Sings",
    ]


@pytest.mark.parametrize("publish", [True, False])
def test_loading_again_changes_nothing(ada: User, publish: bool) -> None:
    first = load_guide(document=small(), by=ada, publish=publish)
    rows = list(Question.objects.values_list("uid", flat=True))
    events = AuditEvent.objects.count()
    again = load_guide(document=small(), by=ada, publish=publish)
    assert (again.version, again.changed, again.changes) == (first.version, False, [])
    assert list(Question.objects.values_list("uid", flat=True)) == rows
    assert AuditEvent.objects.count() == events


def test_a_change_beside_a_published_version_opens_a_new_one(ada: User) -> None:
    first = load_guide(document=small(), by=ada, publish=True).version
    second = load_guide(document=small(CHANGED), by=ada, publish=False)
    assert (second.version.number, second.version.state, second.counts["changed"]) == (2, VersionState.DRAFT, 1)
    first.refresh_from_db()
    assert (first.state, document_of(first)) == (VersionState.PUBLISHED, small())


def test_a_change_beside_a_draft_writes_the_draft_anew(ada: User) -> None:
    first = load_guide(document=small(), by=ada, publish=False).version
    second = load_guide(document=small(CHANGED), by=ada, publish=False)
    assert (second.redrafted, second.version.pk) == (True, first.pk)
    assert document_of(second.version) == small(CHANGED)
    assert not Question.objects.filter(stage__version=first).exists()


def test_going_back_to_an_earlier_wording_is_a_new_version(ada: User) -> None:
    for document in (small(), small(CHANGED), small()):
        version = load_guide(document=document, by=ada, publish=True).version
    assert version.number == 3


def test_competencies_are_one_bank_for_all_guides(ada: User) -> None:
    load_guide(document=small(), by=ada, publish=True)
    load_guide(document=small(("slug: baker", "slug: pastry-cook")), by=ada, publish=True)
    assert (Guide.objects.count(), Competency.objects.count()) == (2, 1)


def test_publishing_says_who_and_when(ada: User) -> None:
    version = load_guide(document=ready(), by=ada, publish=False).version
    through_review(version, by=ada)
    version.refresh_from_db()
    assert (version.state, version.published_by) == (VersionState.PUBLISHED, ada)
    assert version.published_at is not None
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", "actor")) == [
        ("guide_version.loaded", ada.pk),
        ("guide_version.submitted", ada.pk),
        ("guide_version.published", ada.pk),
    ]


def reasons(version: GuideVersion) -> dict[str, str]:
    """A reason for each warning of ``version``."""
    return {finding.id: f"Fine: {finding.check}" for finding in warnings(findings(document_of(version)))}


def test_nothing_is_published_before_each_warning_has_a_reason(ada: User) -> None:
    version = load_guide(document=small(), by=ada, publish=False).version
    first, *others = reasons(version)
    submit_version(version=version, by=ada)
    for accepted in ({}, {first: "It can stay."}, dict.fromkeys([first, *others], "   "), {"0" * 12: "Why not."}):
        with pytest.raises(NotAccepted, match="wants a reason") as caught:
            publish_version(version=version, note="Asks better.", by=ada, accepted=accepted)
    assert len(caught.value.findings) == len([first, *others]) == 3
    version.refresh_from_db()
    assert version.state == VersionState.IN_REVIEW
    assert not AcceptedWarning.objects.exists()


def test_what_was_accepted_is_kept_with_the_version(ada: User) -> None:
    version = load_guide(document=small(), by=ada, publish=False).version
    through_review(version, by=ada, accepted=reasons(version) | {"0" * 12: "Of nothing that is there."})
    kept = version.accepted_warnings.order_by("pk")
    assert [(row.check_key, row.anchor, row.reason, row.by) for row in kept] == [
        ("few-questions", "competency-craft", "Fine: few-questions", ada),
        ("minutes-under", "stage-screening", "Fine: minutes-under", ada),
        ("question-mix", "index", "Fine: question-mix", ada),
    ]
    assert kept[0].says.startswith("Only one question")
    assert AuditEvent.objects.get(verb="guide_version.published").data == {"number": 1, "accepted": 3}
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        kept.update(reason="Another one")
    with pytest.raises(IntegrityError), transaction.atomic():
        AcceptedWarning.objects.create(version=version, check_key="x", anchor="y", says="z", reason="")


def test_a_reason_counts_for_exactly_what_was_read(ada: User) -> None:
    version = load_guide(document=small(), by=ada, publish=False).version
    accepted = reasons(version)
    load_guide(document=small(("{min: 20, max: 30}", "{min: 25, max: 30}")), by=ada, publish=False)
    with pytest.raises(NotAccepted) as caught:
        through_review(version, by=ada, accepted=accepted)
    assert [finding.check for finding in caught.value.findings] == ["minutes-under"]


def test_a_file_loaded_to_be_published_has_its_warnings_accepted_on_record(ada: User) -> None:
    version = load_guide(document=small(), by=None, publish=True).version
    assert {(row.reason, row.by) for row in version.accepted_warnings.all()} == {
        ("Accepted when the file was loaded, without a reason of its own.", None)
    }
    assert not load_guide(document=ready(), by=None, publish=True).version.accepted_warnings.exists()


def test_an_unready_draft_is_not_published(ada: User) -> None:
    version = load_guide(document=small(UNREADY), by=ada, publish=False).version
    with pytest.raises(NotReady, match="serves no duty") as caught:
        through_review(version, by=ada)
    assert caught.value.findings[0].anchor == "competency-craft"
    version.refresh_from_db()
    assert version.state == VersionState.DRAFT


def test_a_version_goes_to_review_and_back_before_it_is_published(ada: User, rosa: User) -> None:
    version = load_guide(document=ready(), by=ada, publish=False).version
    with pytest.raises(NotInReview):
        publish_version(version=version, note="Asks better.", by=ada)
    with pytest.raises(NotInReview):
        return_version(version=version, text="Too long.", by=ada)
    submit_version(version=version, text=" Read the second question. ", by=ada)
    with pytest.raises(NotDraft):
        submit_version(version=version, by=ada)
    with pytest.raises(ReasonMissing):
        return_version(version=version, text="  ", by=rosa)
    return_version(version=version, text="The second question is two.", by=rosa)
    version.refresh_from_db()
    assert version.state == VersionState.DRAFT
    submit_version(version=version, by=ada)
    with pytest.raises(NoteMissing):
        publish_version(version=version, note=" ", by=ada)
    published = publish_version(version=version, note="Asks better.", by=rosa)
    assert (published.state, published.note, published.published_by) == (VersionState.PUBLISHED, "Asks better.", rosa)
    assert list(version.remarks.order_by("pk").values_list("kind", "text", "by")) == [
        ("submitted", "Read the second question.", ada.pk),
        ("returned", "The second question is two.", rosa.pk),
        ("submitted", "", ada.pk),
    ]
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == [
        "guide_version.loaded",
        "guide_version.submitted",
        "guide_version.returned",
        "guide_version.submitted",
        "guide_version.published",
    ]


def test_a_file_loaded_while_its_guide_is_in_review_makes_it_a_draft_again(ada: User) -> None:
    version = load_guide(document=ready(), by=ada, publish=False).version
    submit_version(version=version, by=ada)
    again = load_guide(document=ready(CHANGED), by=ada, publish=False)
    assert (again.version, again.version.state) == (version, VersionState.DRAFT)


def test_a_draft_from_before_drafts_were_documents_is_read_and_published(ada: User) -> None:
    version = load_guide(document=ready(), by=ada, publish=True).version
    unpublish(version)
    assert document_of(version) == ready()
    published = through_review(version, by=ada)
    assert document_of(published) == ready()
    assert Question.objects.filter(stage__version=version).count() == 3


def test_the_database_keeps_one_draft_for_each_guide(ada: User) -> None:
    version = load_guide(document=small(), by=ada, publish=False).version
    with pytest.raises(IntegrityError), transaction.atomic():
        GuideVersionFactory(guide=version.guide, number=2, state="in_review", published_at=None, content=False)


def test_loading_to_publish_is_whole_or_nothing(ada: User) -> None:
    with pytest.raises(NotReady):
        load_guide(document=small(UNREADY), by=ada, publish=True)
    assert not GuideVersion.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_published_version_is_never_published_or_written_again(ada: User) -> None:
    version = load_guide(document=small(), by=ada, publish=True).version
    stamp = version.published_at
    with pytest.raises(NotDraft):
        submit_version(version=version, by=ada)
    with pytest.raises(NotInReview):
        publish_version(version=version, note="Again.", by=ada)
    load_guide(document=small(CHANGED), by=ada, publish=True)
    version.refresh_from_db()
    assert version.published_at == stamp
    assert document_of(version) == small()


def test_retiring(ada: User) -> None:
    version = load_guide(document=small(), by=ada, publish=True).version
    assert list(GuideVersion.objects.newest()) == [version]
    retire_version(version=version, by=ada)
    version.refresh_from_db()
    assert (version.state, document_of(version)) == (VersionState.RETIRED, small())
    assert not GuideVersion.objects.newest()
    with pytest.raises(NotPublished):
        retire_version(version=version, by=ada)


def test_a_version_stored_before_the_format_grew_still_says_the_same(ada: User) -> None:
    version = load_guide(document=small(), by=ada, publish=False).version
    GuideVersion.objects.update(content_hash="0" * 64)
    assert not load_guide(document=small(), by=ada, publish=False).changed
    assert version.guide.versions.count() == 1


def test_a_draft_cannot_be_retired(ada: User) -> None:
    version = load_guide(document=small(), by=ada, publish=False).version
    with pytest.raises(NotPublished):
        retire_version(version=version, by=ada)


def test_the_newest_published_version_is_the_one_to_open_roles_from(ada: User) -> None:
    load_guide(document=small(), by=ada, publish=True)
    second = load_guide(document=small(CHANGED), by=ada, publish=True).version
    load_guide(document=small(), by=ada, publish=False)
    assert list(GuideVersion.objects.newest()) == [second]


@pytest.mark.parametrize("fields", [{"state": "published"}, {"state": "draft", "published_at": "2026-01-01T00:00Z"}])
def test_the_database_keeps_state_and_time_together(ada: User, fields: dict[str, str]) -> None:
    version = load_guide(document=small(), by=ada, publish=False).version
    with pytest.raises(IntegrityError), transaction.atomic():
        GuideVersion.objects.filter(pk=version.pk).update(**fields)


def test_versions_made_elsewhere_can_be_read_as_documents(db: None) -> None:
    version = GuideVersionFactory()
    document = document_of(version)
    assert len(document.stages) == version.stages.count()
    assert [criterion.key for criterion in document.criteria] == ["deploy"]


def test_the_real_guide_comes_back_from_the_tables_as_it_was(ada: User) -> None:
    document = parse_guide((settings.BASE_DIR / "fixtures" / "guides" / "ml-engineer.yaml").read_text())
    version = load_guide(document=document, by=ada, publish=True).version
    assert content_hash(document_of(version)) == content_hash(document)
    assert changes(document_of(version), document) == []


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Question, {"text": "Another question?"}),
        (Criterion, {"levels": ["-", "sinks", "floats", "rises", "flies"]}),
        (GuideStage, {"share": "Other words"}),
        (StageCriterion, {"weight": 9}),
        (GuideCompetency, {"meaning": "Something else"}),
        (GuideVersion, {"faq": [{"question": "New?", "answer": "Yes."}]}),
        (GuideVersion, {"preparation": {"intro": "Sleep well."}}),
        (GuideStage, {"ours": True}),
        (GuideVersion, {"content_hash": "0" * 64}),
    ],
)
@pytest.mark.parametrize("state", ["published", "retired"])
def test_the_database_refuses_to_rewrite_what_was_published(
    ada: User, model: type[Model], change: dict[str, object], state: str
) -> None:
    version = load_guide(document=ready(), by=ada, publish=True).version
    unpublish(version)
    model._default_manager.update(**change)
    GuideVersion.objects.update(state="published", published_at=version.published_at)
    if state == "retired":
        retire_version(version=version, by=ada)
    other = {name: 8 if name == "weight" else "rewritten" for name in change if name != "ours"} or {"ours": False}
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        model._default_manager.update(**other)
