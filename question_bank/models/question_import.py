"""A file of questions that somebody uploaded, between the look at what it would do and doing it."""

from typing import Any, Self

from django.conf import settings
from django.db import models

from core.models import PublicIdModel


class QuestionImportQuerySet(models.QuerySet["QuestionImport"]):
    def of(self, user: Any) -> Self:
        """What ``user`` uploaded: a file is nobody else's."""
        return self.filter(uploaded_by=user)


class QuestionImport(PublicIdModel):
    """The table in the file, as it was read: ``rows`` are pairs of number and cells, and what is wrong with cells.

    Once it is ``done_at``, what it said stands in the bank, and ``rows`` is empty.
    """

    name = models.CharField(max_length=255)
    columns = models.JSONField()
    rows = models.JSONField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    objects = QuestionImportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
