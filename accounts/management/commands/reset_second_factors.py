"""``manage.py reset_second_factors ada@example.org``: for the admin who lost the phone and the recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.services import reset_second_factors


class Command(BaseCommand):
    """For the command line only; in the application an admin does it for somebody else."""

    help = "Remove the second step of a person, who then signs in with the password alone and sets up a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address."""
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        """Reset, or say that nobody has this address."""
        person = User.objects.filter(email__iexact=email.strip()).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {email}.")
        reset_second_factors(person=person, by=None)
        self.stdout.write(f"{person.name} signs in with the password alone now, and was signed out everywhere.")
