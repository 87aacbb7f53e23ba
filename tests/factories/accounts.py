from datetime import time

import factory
from django.utils import timezone

from accounts.models import BusyCalendar, PlanningLimits, User, Weekday, WorkingStretch
from accounts.services import CalendarLogin

PASSWORD = "correct horse battery staple"


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.org")
    access_level = "member"
    timezone = "Europe/Berlin"
    password = factory.django.Password(PASSWORD)


class BusyCalendarFactory(factory.django.DjangoModelFactory[BusyCalendar]):
    class Meta:
        model = BusyCalendar

    user = factory.SubFactory(UserFactory)
    kind = "ics"
    name = "Work"
    host = "calendar.example.org"
    sealed = factory.LazyAttribute(lambda calendar: CalendarLogin(f"https://{calendar.host}/me.ics").sealed())

    class Params:
        failing = factory.Trait(
            state="failing",
            failures=1,
            failing_since=factory.LazyFunction(timezone.now),
            error="The server cannot be reached.",
        )


def works_at_all_hours(*people: User) -> None:
    """Let ``people`` work day and night, for tests that plan at an hour which depends on the day they run."""
    for user in people:
        PlanningLimits.objects.create(user=user)
        for day in Weekday.values:
            WorkingStretch.objects.create(user=user, weekday=day, starts=time(0), ends=time(23, 59))
