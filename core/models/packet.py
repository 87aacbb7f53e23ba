"""Compiled PDFs: each made for one reader, cached by its content."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .base import Person, PublicIdModel, new_uid
from .job import Job

PACKET_FOLDER = "packets"


def random_file_name(packet: "Packet", filename: str) -> str:
    """Return a storage path that nobody can guess and that says nothing about its content."""
    return f"{PACKET_FOLDER}/{new_uid()}{new_uid()}.pdf"


class PacketQuerySet(models.QuerySet):
    """Which packets a person may see."""

    def visible_to(self, user: Person) -> "PacketQuerySet":
        """Packets that were compiled for this person; nobody sees another's."""
        return self.filter(requested_by_id=user.pk)


class Packet(PublicIdModel):
    """A PDF of one kind about one subject, compiled for one person from one state of the content."""

    kind = models.CharField(max_length=60)
    subject_uid = models.CharField(max_length=12)
    # Which part of the subject: a stage's key, a day and its interviews.
    detail = models.TextField(blank=True, default="")
    title = models.CharField(max_length=200)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content_key = models.CharField(max_length=64)
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="packets")
    file = models.FileField(upload_to=random_file_name, blank=True, default="")
    pages = models.PositiveIntegerField(null=True, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    ready_at = models.DateTimeField(null=True, blank=True)

    objects = PacketQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_uid", "requested_by", "content_key"],
                name="core_packet_once_per_content",
            ),
            models.CheckConstraint(
                name="core_packet_ready_is_whole",
                condition=Q(
                    ready_at__isnull=True,
                    file="",
                    sha256="",
                    size__isnull=True,
                    pages__isnull=True,
                )
                | (Q(ready_at__isnull=False, size__isnull=False, pages__isnull=False) & ~Q(file="") & ~Q(sha256="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_ready(self) -> bool:
        """Whether the file can be read."""
        return self.ready_at is not None
