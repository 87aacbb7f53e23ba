"""Files that belong to a candidate."""

from typing import Self

from django.conf import settings
from django.db import models

from accounts.models import User
from core.models import PublicIdModel, new_uid

from .candidacy import Candidacy


class DocumentKind(models.TextChoices):
    RESUME = "resume", "Resume"
    WORK_SAMPLE = "work_sample", "Work sample"


def random_file_name(document: "Document", filename: str) -> str:
    """Return a storage path that nobody can guess and that says nothing about the content. ``filename`` is ignored."""
    return f"documents/{new_uid()}{new_uid()}"


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> Self:
        """The documents of candidacies that ``user`` sees."""
        return self.filter(candidacy__in=Candidacy.objects.visible_to(user))


class Document(PublicIdModel):
    """An uploaded file, stored under a random name, handed out only by a view that checks again. ``size`` in bytes."""

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=12, choices=DocumentKind.choices)
    file = models.FileField(upload_to=random_file_name)
    original_name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DocumentQuerySet.as_manager()

    def __str__(self) -> str:
        return self.original_name
