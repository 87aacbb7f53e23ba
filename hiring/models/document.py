"""Files that belong to a candidate."""

from django.conf import settings
from django.db import models

from core.models import PublicIdModel

from .candidacy import Candidacy


class DocumentKind(models.TextChoices):
    RESUME = "resume", "Resume"
    WORK_SAMPLE = "work_sample", "Work sample"


class Document(PublicIdModel):
    """An uploaded file, stored under a random name, handed out only by a view that checks again. ``size`` in bytes."""

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=12, choices=DocumentKind.choices)
    file = models.FileField(upload_to="documents/")
    original_name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.original_name
