"""What every candidate of a work sample is given to work with."""

from typing import Self

from django.conf import settings
from django.db import models

from accounts.models import User
from core.models import PublicIdModel, new_uid

from .role import Role, Stage


def random_material_name(material: "Material", filename: str) -> str:
    """Return a storage path that nobody can guess and that says nothing about the content. ``filename`` is ignored."""
    return f"material/{new_uid()}{new_uid()}"


class MaterialQuerySet(models.QuerySet["Material"]):
    def visible_to(self, user: User) -> Self:
        """The material of the roles that ``user`` sees: it is the stage's own and tells nothing about a candidate."""
        return self.filter(stage__role__in=Role.objects.visible_to(user))


class Material(PublicIdModel):
    """A file that belongs to a role's work sample stage, the same for all its candidates. ``size`` in bytes."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="material")
    title = models.CharField(max_length=120)
    file = models.FileField(upload_to=random_material_name)
    original_name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = MaterialQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title
