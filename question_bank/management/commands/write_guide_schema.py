"""``manage.py write_guide_schema``: bring ``docs/guide.schema.json`` up to the guide format, or check that it is."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from question_bank.guide_format import guide_schema

FILE = Path(settings.BASE_DIR) / "docs" / "guide.schema.json"


class Command(BaseCommand):
    """Writes the whole file."""

    help = "Write the JSON Schema of guide files into docs/guide.schema.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--check`` writes nothing."""
        parser.add_argument("--check", action="store_true", help="fail if the file says something else")

    def handle(self, **options: Any) -> None:
        """Write, or compare."""
        if not options["check"]:
            FILE.write_text(guide_schema())
        elif not FILE.exists() or FILE.read_text() != guide_schema():
            raise CommandError("docs/guide.schema.json is not the format's. Run: manage.py write_guide_schema")
