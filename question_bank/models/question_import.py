"""A file of questions that somebody uploaded, between the look at what it would do and doing it."""

from typing import Any, Self

from django.conf import settings
from django.db import models

from core.models import Job, PublicIdModel


class QuestionImportQuerySet(models.QuerySet["QuestionImport"]):
    def of(self, user: Any) -> Self:
        """What ``user`` uploaded: a file is nobody else's."""
        return self.filter(uploaded_by=user)

    def under_way(self) -> Self:
        """Those that were confirmed and are not written to their end."""
        return self.filter(done_at=None).exclude(confirmed_at=None)


class QuestionImport(PublicIdModel):
    """The table in the file, as it was read: ``rows`` are pairs of number and cells, and what is wrong with cells.

    A large one is written in parts by a ``job`` once it is ``confirmed_at``, and its rows are in the parts. Once it is
    ``done_at``, what it said stands in the bank, and ``rows`` is empty.
    """

    name = models.CharField(max_length=255)
    columns = models.JSONField()
    rows = models.JSONField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    objects = QuestionImportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class QuestionImportPart(models.Model):
    """Some rows of a large file, which are written together or not at all, in the order of ``number``.

    ``told`` says by the number of a row what was confirmed of it: what it does, to which key, and to which revision. A
    row of which that is not true any more is ``left`` alone: its number, its text, and why. ``size`` counts the rows.
    """

    upload = models.ForeignKey(QuestionImport, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    rows = models.JSONField()
    told = models.JSONField()
    done_at = models.DateTimeField(null=True, blank=True)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    left = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="question_import_part_once")]

    def __str__(self) -> str:
        return f"Part {self.number} of {self.upload}"
