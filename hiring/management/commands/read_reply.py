"""``manage.py read_reply < answer.eml``: what a calendar program answered to an invitation."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import Refused
from hiring.models import Panelist
from hiring.services import record_reply
from hiring.services.reply_mails import LONGEST


class Command(BaseCommand):
    """Reads standard input, so that a mail server can hand each answer over."""

    help = "Read an answer to an invitation, a whole mail or a calendar entry alone, from standard input."

    def handle(self, *args: Any, **options: Any) -> None:
        """Note the answer, or say why not."""
        try:
            who = record_reply(sent=sys.stdin.buffer.read(LONGEST + 1))
        except Refused as refusal:
            raise CommandError(f"{refusal.message} Nothing was written.") from refusal
        if who is None:
            self.stdout.write("A later invitation or answer has overtaken this one. Nothing was written.")
        else:
            name = who.user.name if isinstance(who, Panelist) else who.candidacy.candidate.name
            self.stdout.write(f"{name} {who.reply_words}.")
