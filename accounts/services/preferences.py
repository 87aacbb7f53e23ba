"""What people set for themselves."""

from django.db import transaction

from accounts.models import User


@transaction.atomic
def save_preferences(*, name: str, timezone: str, theme: str, paper: str, by: User) -> User:
    """Store the own name, time zone (IANA), theme and paper.

    Raises ``ValidationError`` for a zone that does not exist.
    """
    person = User.objects.select_for_update().get(pk=by.pk)
    person.name, person.timezone, person.theme = name.strip(), timezone, theme
    person.paper = paper
    person.full_clean(exclude=["email", "password"], validate_unique=False, validate_constraints=False)
    person.save(update_fields=["name", "timezone", "theme", "paper"])
    return person
