"""Who is signed in where: Django's session, with whose it is and what its device tells of itself."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone
from django.utils.module_loading import import_string

from core.models.base import UID_LENGTH


class SessionQuerySet(models.QuerySet):
    """Devices that are signed in."""

    def of(self, user: models.Model) -> Self:
        """Those of one person that have not run out."""
        return self.filter(user=user, expire_date__gt=timezone.now())


class Session(AbstractBaseSession):
    """One browser. Written by ``accounts.sessions`` only, from the session's own data; deleting a row signs it out."""

    # Names the row on pages, where the key must not stand. Not unique: a session that gets a new key is there twice for
    # a moment, and Django would try new keys for ever.
    uid = models.CharField(max_length=UID_LENGTH, blank=True, default="", db_index=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    signed_in_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=300, blank=True, default="")

    objects: ClassVar[Any] = BaseSessionManager.from_queryset(SessionQuerySet)()

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """Return the class that reads and writes these rows."""
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")
