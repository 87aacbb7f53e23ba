"""``manage.py load_guides``: load guide files again and again without harm."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from question_bank.guide_format import GuideDocument, GuideFileError, Problem, errors, findings, parse_guide, read
from question_bank.services import LoadResult, load_guide


class Command(BaseCommand):
    help = "Load guide files; say what changed. A wrong file changes nothing at all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, help="guide files; without any, fixtures/guides/*.yaml")
        parser.add_argument("--draft", action="store_true", help="leave new versions as drafts")

    def handle(self, *args: Any, paths: list[Path], draft: bool, **options: Any) -> None:
        """Read every file first; then load all of them, or none."""
        files = paths or sorted((settings.BASE_DIR / "fixtures" / "guides").glob("*.yaml"))
        documents: dict[str, GuideDocument] = {}
        faults: list[str] = []
        for file in files:
            try:
                document = _read(file, publish=not draft)
            except GuideFileError as error:
                faults.append(error.message)
                continue
            if document.slug in documents:
                faults.append(f"{file}, line 1: another file holds the guide “{document.slug}” too")
            documents[document.slug] = document
        if faults:
            raise CommandError("\n".join([*faults, "Nothing was changed."]))
        with transaction.atomic():
            results = [load_guide(document=document, by=None, publish=not draft) for document in documents.values()]
        for result in results:
            self._tell(result, verbosity=options["verbosity"])

    def _tell(self, result: LoadResult, *, verbosity: int) -> None:
        version = result.version
        for warning in version.accepted_warnings.order_by("pk") if result.published else []:
            self.stdout.write(f"{version.guide.key}: warning: {warning.says}")
        state = "published" if result.published else version.get_state_display().lower()
        if not result.changed and not result.published:
            self.stdout.write(f"{version.guide.key}: unchanged (version {version.number}, {state})")
            return
        counts = ", ".join(f"{number} parts {kind}" for kind, number in result.counts.items() if number)
        self.stdout.write(f"{version.guide.key}: version {version.number} {state}" + (f"; {counts}" if counts else ""))
        if version.number > 1 or verbosity > 1:
            for change in result.changes:
                self.stdout.write(f"  {change}")


def _read(file: Path, *, publish: bool) -> GuideDocument:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise GuideFileError(str(file), [Problem(1, f"the file cannot be read ({error.strerror})")]) from None
    document = parse_guide(content, name=str(file))
    found = errors(findings(document)) if publish else []
    if found:
        source = read(content, name=str(file))
        problems = [Problem(source.line_of(finding.path), finding.reason) for finding in found]
        raise GuideFileError(str(file), problems)
    return document
