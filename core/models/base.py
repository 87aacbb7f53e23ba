"""The base model: a random public id and the time of creation."""

import secrets
from typing import Any

from django.db import models
from django.utils import timezone

# Somebody who signs in. `core` names the user model by setting only, so it cannot name its type.
Person = Any

UID_LENGTH = 12
# Without 0, 1, i, l, o and capitals, so that an id can be read over the phone.
UID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_uid() -> str:
    """Return a random public id (about 59 bits: names a row, never opens one)."""
    return "".join(secrets.choice(UID_ALPHABET) for _ in range(UID_LENGTH))


class PublicIdModel(models.Model):
    """A row that pages address by ``uid``, never by its primary key."""

    uid = models.CharField(max_length=UID_LENGTH, unique=True, editable=False, default=new_uid)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
