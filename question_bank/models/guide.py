"""Guides and their versions: the reusable content for a kind of role."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import PublicIdModel


class Competency(PublicIdModel):
    """A quality that guides measure; one bank, shared by every guide."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Guide(PublicIdModel):
    """What a kind of role is interviewed with, across its versions."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class VersionState(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    PUBLISHED = "published", "Published"
    RETIRED = "retired", "Retired"


class GuideVersionQuerySet(models.QuerySet["GuideVersion"]):
    def published(self) -> Self:
        return self.filter(state=VersionState.PUBLISHED)

    def unpublished(self) -> Self:
        """The drafts, those in review among them."""
        return self.filter(state__in=GuideVersion.UNPUBLISHED)

    def newest(self) -> Self:
        """Of each guide, the published version with the highest number: what new roles are opened from."""
        later = self.model.objects.filter(
            guide=models.OuterRef("guide"), state=VersionState.PUBLISHED, number__gt=models.OuterRef("number")
        )
        return self.published().filter(~models.Exists(later))

    def visible_to(self, user: Any) -> Self:
        """Admins and recruiters read the whole bank; members read it through the interviews they sit on."""
        if user.access_level in {"admin", "recruiter"}:
            return self
        return self.none()


class GuideVersion(PublicIdModel):
    """One wording of a guide. Once published it never changes, since people were measured with it.

    Until then ``draft`` holds all that it says, in the form that ``guide_format.draft`` describes, and ``revision``
    counts its edits. Publishing writes it into the other fields and tables, which roles and interviews point at.
    ``saved_by`` keeps for each open page that saved lately the number of its last save.
    """

    UNPUBLISHED = (VersionState.DRAFT, VersionState.IN_REVIEW)
    # What lists leave in the database.
    LONG = ("draft", "summary", "facts", "how_to_use", "job_description", "profile", "preparation", "faq")

    guide = models.ForeignKey(Guide, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=VersionState.choices, default=VersionState.DRAFT)
    draft = models.JSONField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_by = models.JSONField(default=dict, blank=True)
    content_hash = models.CharField(max_length=64)
    note = models.CharField(max_length=500, blank=True)

    name = models.CharField(max_length=120)
    source = models.CharField(max_length=120, blank=True)
    summary = models.TextField(blank=True)
    facts = models.JSONField(default=list, blank=True)
    how_to_use = models.JSONField(default=dict, blank=True)
    placeholders = models.JSONField(default=dict, blank=True)
    job_description = models.JSONField(default=dict, blank=True)
    not_enough_information = models.CharField(max_length=120, default="Not enough information gathered to evaluate")
    profile = models.JSONField(default=dict, blank=True)
    preparation = models.JSONField(default=dict, blank=True)
    faq = models.JSONField(default=list, blank=True)
    # Counted with the content, so that a list of drafts need not read them whole; publishing checks anew.
    open_findings = models.PositiveSmallIntegerField(null=True, blank=True)

    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = GuideVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guide", "number"], name="guide_version_number_unique"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "in_review"), published_at=None)
                | (~Q(state__in=("draft", "in_review")) & Q(published_at__isnull=False, draft__isnull=True)),
                name="guide_version_published_has_time",
            ),
            models.UniqueConstraint(
                fields=["guide"], condition=Q(state__in=("draft", "in_review")), name="guide_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"

    @property
    def is_fixed(self) -> bool:
        """Whether it was published, so that it does not change any more; a retired version was."""
        return self.state not in self.UNPUBLISHED


class GuideCompetency(models.Model):
    """A competency as one guide version words it, with the duties and outcomes that it serves."""

    version = models.ForeignKey(GuideVersion, on_delete=models.CASCADE, related_name="competencies")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    meaning = models.TextField()
    serves = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "competency"], name="guide_competency_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class ReviewRemark(models.Model):
    """What was said when a draft was given to review or back to work. Never changes."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", "Given to review"
        RETURNED = "returned", "Back to work"

    version = models.ForeignKey(GuideVersion, on_delete=models.CASCADE, related_name="remarks")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kind="returned", text=""), name="review_return_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text}"


class DraftEdit(models.Model):
    """One edit of a draft, as ``guide_format.editing.Edit`` says it. Those of one act share its ``number``, the
    draft's revision after it. ``undoes``: the number of the act that this one takes back."""

    version = models.ForeignKey(GuideVersion, on_delete=models.CASCADE, related_name="edits")
    number = models.PositiveIntegerField()
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8)
    path = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    client = models.CharField(max_length=40, blank=True)
    undoes = models.PositiveIntegerField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "number", "place"], name="draft_edit_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.path}"


class AcceptedWarning(models.Model):
    """A warning with which a version was published all the same: what it said, and why that was fine. Never changes.

    ``by`` is ``None`` for the command line.
    """

    version = models.ForeignKey(GuideVersion, on_delete=models.CASCADE, related_name="accepted_warnings")
    check_key = models.SlugField(max_length=40)
    anchor = models.CharField(max_length=200)
    says = models.TextField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "check_key", "anchor"], name="accepted_warning_unique"),
            models.CheckConstraint(condition=~Q(reason=""), name="accepted_warning_has_reason"),
        ]

    def __str__(self) -> str:
        return self.says
