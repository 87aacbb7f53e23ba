"""``manage.py seed_load``: fill a workspace with made-up data of any size, to measure and to plan with."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from config.load.loader import analyse, load, loaded


class Command(BaseCommand):
    """Refuses as ``seed_demo`` does: outside the demonstration, and beside real people."""

    help = "Add fictional candidacies, with their interviews, scorecards and debriefs, until there are so many."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--candidates", type=int, required=True, help="how many there are to be in total")
        parser.add_argument("--seed", type=int, default=1, help="another number makes other data")

    def handle(self, *args: Any, candidates: int, seed: int, verbosity: int, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Made-up data needs DEMO=1, which production refuses. Nothing was written.")
        if User.objects.filter(is_demo=False).exists():
            raise CommandError("This workspace has real people in it. Nothing was written.")
        before, began, rows = loaded(), time.monotonic(), 0
        for there, written in load(candidates, seed=seed):
            rows += written
            if verbosity:
                self.stdout.write(f"{there:,} of {candidates:,} candidacies", ending="\n")
        added, minutes = max(0, candidates - before), (time.monotonic() - began) / 60
        if added:
            analyse()
        if not verbosity:
            return
        if not added:
            self.stdout.write(f"There are {before:,} candidacies already. Nothing was written.")
            return
        self.stdout.write(
            f"Added {added:,} candidacies in {minutes * 60:.1f} s: {added / minutes:,.0f} candidacies "
            f"and {rows / minutes:,.0f} rows a minute ({rows:,} rows)."
        )
