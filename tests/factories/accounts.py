from datetime import time

import factory

from accounts.models import PlanningLimits, User, Weekday, WorkingStretch

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


def works_at_all_hours(*people: User) -> None:
    """Let ``people`` work day and night, for tests that plan at an hour which depends on the day they run."""
    for user in people:
        PlanningLimits.objects.create(user=user)
        for day in Weekday.values:
            WorkingStretch.objects.create(user=user, weekday=day, starts=time(0), ends=time(23, 59))
