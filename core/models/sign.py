"""Signs of life: which processes beside the web server were heard of, and when."""

from django.db import models
from django.utils import timezone


class Sign(models.Model):
    """The last that was heard of one kind of process on one machine."""

    class Of(models.TextChoices):
        BEAT = "beat", "The clock"
        WORKER = "worker", "Workers"

    of = models.CharField(max_length=10, choices=Of)
    machine = models.CharField(max_length=100)
    heard_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "machine"], name="core_sign_once_per_machine")]

    def __str__(self) -> str:
        return f"{self.of} on {self.machine}"
