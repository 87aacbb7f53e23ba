"""Files that belong to a candidate."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from core.models import PublicIdModel, new_uid

from .candidacy import Candidacy
from .interview import Interview
from .work_sample import WorkSample


class DocumentKind(models.TextChoices):
    RESUME = "resume", "Resume"
    WORK_SAMPLE = "work_sample", "Work sample"


def random_file_name(document: "Document", filename: str) -> str:
    """Return a storage path that nobody can guess and that says nothing about the content. ``filename`` is ignored."""
    return f"documents/{new_uid()}{new_uid()}"


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User, *, now: datetime | None = None) -> Self:
        """The documents of candidacies that ``user`` sees; of a work sample's files those of interviews that they see.

        A later stage's work sample would tell whoever is bound to an earlier one that it went well. Nobody reads what
        is still being worked on: files open once they are handed in, or when the deadline has passed. What was handed
        in once stays open, whatever the candidate makes of it afterwards. ``now`` is for a ``Statement``.
        """
        loose = Q(work_sample=None)
        open_ = Q(handed_in_at__isnull=False) | Q(work_sample__interview__ends_at__lte=now or timezone.now())
        # Asked of each document's own, so that the other ones need not be looked for.
        candidacy = Candidacy.objects.visible_to(user).filter(pk=OuterRef("candidacy"))
        interview = Interview.objects.visible_to(user).filter(pk=OuterRef("work_sample__interview"))
        loose &= Q(Exists(candidacy))
        handed_in = Q(Exists(interview)) & open_
        return self.filter(loose | handed_in)


class Document(PublicIdModel):
    """An uploaded file, stored under a random name, handed out only by a view that checks again. ``size`` in bytes.

    ``work_sample`` is set on what the candidate handed in through their link; then nobody of ours uploaded it. Of such
    a file, ``handed_in_at`` is when it was first handed in, and ``taken_back_at`` when the candidate took it out of a
    work sample that was opened again.
    """

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="documents")
    work_sample = models.ForeignKey(
        WorkSample, null=True, blank=True, on_delete=models.CASCADE, related_name="files", editable=False
    )
    kind = models.CharField(max_length=12, choices=DocumentKind.choices)
    file = models.FileField(upload_to=random_file_name)
    original_name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    handed_in_at = models.DateTimeField(null=True, blank=True, editable=False)
    taken_back_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(handed_in_at__isnull=False), name="document_taken_back_was_in"
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_replaced(self) -> bool:
        """Whether the candidate took it back, as far as the panel may know by now."""
        sample = self.work_sample
        if self.taken_back_at is None or sample is None or sample.handed_in_at is None:
            return False
        return self.taken_back_at <= sample.handed_in_at or not sample.is_being_changed
