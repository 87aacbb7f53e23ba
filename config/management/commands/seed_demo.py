"""``manage.py seed_demo``: fill an empty workspace with the demonstration's story."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from config.demo.seeder import PASSWORD, Seeder
from config.demo.story import read


class Command(BaseCommand):
    """Refuses to run outside the demonstration, and beside real people."""

    help = "Fill an empty workspace with fictional people, two roles and fourteen candidacies."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--show-sign-ins", action="store_true", help="only print who can sign in")

    def handle(self, *args: Any, show_sign_ins: bool, **options: Any) -> None:
        story = read("story")
        if not show_sign_ins:
            self.seed(story)
            if options["verbosity"] == 0:
                return
        for sign_in in story["sign_ins"]:
            person = story["people"][sign_in["who"]]
            self.stdout.write(f"  {person['email']:<34} {PASSWORD}   {sign_in['does']}")

    def seed(self, story: dict[str, Any]) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration needs DEMO=1, which production refuses. Nothing was written.")
        if User.objects.filter(is_demo=False).exists():
            raise CommandError("This workspace has real people in it. Nothing was written.")
        if User.objects.filter(is_demo=True).exists():
            self.stdout.write("The demonstration is here already.")
            return
        with transaction.atomic():
            Seeder(story).run()
