"""``manage.py verify_audit [--expect COUNT:HASH]``: whether the audit trail is what was written."""

import re
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.audit.verification import Head, Report, verify


def head(words: str) -> Head:
    """Read ``COUNT:HASH`` as this command prints it."""
    if not re.fullmatch(r"\d{1,18}:[0-9a-f]{64}", words):
        raise ArgumentTypeError("write it as it was printed: COUNT:HASH")
    count, value = words.split(":")
    return Head(int(count), value)


class Command(BaseCommand):
    """Exit code 0 when every link holds, 1 when one does not, 2 when the arguments cannot be read."""

    help = "Walk the chain of the audit trail, name the first link that does not hold, and print its head to be kept."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a head that was kept elsewhere."""
        parser.add_argument("--expect", type=head, metavar="COUNT:HASH", help="a head that was printed earlier")

    def handle(self, *args: Any, expect: Head | None, **options: Any) -> None:
        """Print the report."""
        report = verify(expected=expect)
        if report.broken:
            raise CommandError(f"{report.broken}\nThe {report.head.count:,} links before it hold.")
        self.stdout.write(f"{report.head.count:,} links, all of them hold.")
        if expect:
            self.stdout.write(f"The head that was kept, {expect.count}, is on the chain.")
        self._tell_notes(report)
        self.stdout.write("Head, to be kept where this server cannot change it:")
        self.stdout.write(str(report.head))

    def _tell_notes(self, report: Report) -> None:
        if report.backdated:
            self.stdout.write(
                f"Events that say an earlier time, by more than an hour, than one linked before them: "
                f"{report.backdated:,}. The first is link {report.first_backdated}."
            )
        if report.waiting_since:
            age = timezone.now() - report.waiting_since
            since = report.waiting_since.isoformat(timespec="seconds")
            self.stdout.write(
                f"Not linked yet: {report.waiting:,}, the oldest from {since} ({str(age).split('.')[0]})."
            )
