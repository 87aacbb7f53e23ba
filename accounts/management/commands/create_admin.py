"""``manage.py create_admin ada@example.org "Ada Adler"``: the first administrator."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts.services import set_up_admin
from core.errors import Refused


class Command(BaseCommand):
    """Prints a link that works once and for seven days."""

    help = "Print a one-time link with which the first administrator sets a password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address and the name."""
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        """Make the link, or say why not."""
        try:
            validate_email(email)
            link = set_up_admin(email=email, name=name)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.") from error
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write("Open this link once, within seven days, to set a password:")
        self.stdout.write(link)
