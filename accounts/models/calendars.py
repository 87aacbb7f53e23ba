"""A person's calendars elsewhere, and the times at which they are busy there: when, and nothing else."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.models import PublicIdModel


class BusyCalendarQuerySet(models.QuerySet):
    """Whose calendars, and which are to be read."""

    def of(self, user: object) -> "BusyCalendarQuerySet":
        """The calendars of one person; nobody else sees them."""
        return self.filter(user=user)

    def due(self) -> "BusyCalendarQuerySet":
        """Calendars whose time has come, of people who can sign in."""
        return self.filter(next_try_at__lte=timezone.now(), user__is_active=True)


class BusyCalendar(PublicIdModel):
    """One calendar that is read again and again, how that went, and when it is next.

    ``sealed`` holds address, name and password, encrypted; ``host`` is what may be shown of the address. ``tries``
    counts the readings that were begun: only the last of them may write.
    """

    class Kind(models.TextChoices):
        ICS = "ics", "ICS address"
        CALDAV = "caldav", "CalDAV server"

    class State(models.TextChoices):
        NEW = "new", "Not read yet"
        GOOD = "good", "Read"
        FAILING = "failing", "Cannot be read"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="busy_calendars")
    kind = models.CharField(max_length=6, choices=Kind)
    name = models.CharField(max_length=60)
    host = models.CharField(max_length=255)
    sealed = models.TextField()
    # By what it is known to be unchanged; the zone is part of that, since a day is another time elsewhere.
    etag = models.CharField(max_length=200, blank=True, default="")
    modified = models.CharField(max_length=200, blank=True, default="")
    marks = models.CharField(max_length=64, blank=True, default="")
    zone = models.CharField(max_length=64, blank=True, default="")
    covers_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.NEW)
    unreadable = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True, default="")
    next_try_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveIntegerField(default=0)

    objects = BusyCalendarQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="accounts_calendar_kind_known", condition=Q(kind__in=["ics", "caldav"])),
            models.CheckConstraint(
                name="accounts_calendar_failing_says_why",
                condition=(
                    Q(state__in=["new", "good"], failures=0, failing_since=None, error="")
                    | Q(state="failing", failures__gt=0, failing_since__isnull=False) & ~Q(error="")
                ),
            ),
        ]
        indexes = [models.Index(fields=["next_try_at"], name="accounts_calendar_next_try")]

    def __str__(self) -> str:
        return f"A calendar of {self.user}"


class BusyTime(models.Model):
    """A time at which a person is busy, as one of their calendars says. Two of one calendar never touch."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    calendar = models.ForeignKey(BusyCalendar, on_delete=models.CASCADE, related_name="times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="accounts_busy_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
        ]
        indexes = [models.Index(fields=["user", "starts_at", "ends_at"], name="accounts_busy_user_time")]

    def __str__(self) -> str:
        return f"{self.user} is busy from {self.starts_at:%d %b %H:%M} to {self.ends_at:%d %b %H:%M}"
