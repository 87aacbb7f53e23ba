"""Words to watch for that a workspace adds to those of the product."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from core.models import PublicIdModel


class WatchedWord(PublicIdModel):
    """A word or phrase to look for in guides, or one in which a word of the list is ``harmless``."""

    text = models.CharField(max_length=60)
    harmless = models.BooleanField(default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("text"), name="watched_word_unique"),
            models.CheckConstraint(condition=~models.Q(text=""), name="watched_word_not_empty"),
        ]

    def __str__(self) -> str:
        return self.text
