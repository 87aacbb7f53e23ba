"""``manage.py write_policy``: bring the policy in ``docs/security.md`` up to the code, or check that it is."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.policy import policy_in_markdown

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "security.md"
BEGIN, END = "<!-- policy: written by manage.py write_policy -->\n", "<!-- policy ends -->\n"


class Command(BaseCommand):
    """Replaces what stands between the two marks of the document."""

    help = "Write who may do what into docs/security.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--check`` writes nothing."""
        parser.add_argument("--check", action="store_true", help="fail if the document says something else")

    def handle(self, **options: Any) -> None:
        """Write, or compare."""
        before = DOCUMENT.read_text()
        head, found, rest = before.partition(BEGIN)
        _, closed, tail = rest.partition(END)
        if not found or not closed:
            raise CommandError(f"{DOCUMENT.name} has lost the marks between which the policy stands.")
        after = f"{head}{BEGIN}\n{policy_in_markdown()}\n{END}{tail}"
        if options["check"] and after != before:
            raise CommandError("docs/security.md tells another policy than the code. Run: manage.py write_policy")
        if not options["check"]:
            DOCUMENT.write_text(after)
