"""``manage.py read_bounce < report.eml``: a mail server's report of a mail that it could not deliver after all."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.bounces import LONGEST, note_bounce
from core.errors import Refused


class Command(BaseCommand):
    """Reads standard input, so that a mail server can hand each report over."""

    help = "Read a report of a mail that could not be delivered, a whole mail, from standard input."

    def handle(self, *args: Any, **options: Any) -> None:
        """Note it, or say why not."""
        try:
            mail = note_bounce(sent=sys.stdin.buffer.read(LONGEST + 1))
        except Refused as refusal:
            raise CommandError(f"{refusal.message} Nothing was written.") from refusal
        self.stdout.write(f"The mail to {mail.to} is not delivered. {mail.error}")
