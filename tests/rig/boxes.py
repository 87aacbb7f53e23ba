"""A server's folder and database, without a server: what an operator's commands are tried on.

`python -m tests.rig.boxes seed|write|facts` runs inside of one: it tells the demonstration's story, writes without a
break until the file `stop` is there, or prints what the box holds.
"""

import hashlib
import json
import os
import subprocess
import sys
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Box:
    """A folder of its own, with SQLite in it or a PostgreSQL database beside it."""

    def __init__(self, folder: Path, database_url: str = "", *, media: Path | None = None) -> None:
        """Name the places; nothing is written yet."""
        self.folder, self.media = folder, media or folder / "media"
        self.variables = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "TEST_FOLDER": str(folder),
            "TEST_DATABASE_URL": database_url,
            "TEST_MEDIA": str(self.media),
        }

    @property
    def sqlite(self) -> Path:
        """The file of its database, if that is SQLite."""
        return self.folder / "app.sqlite3"

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start a command of `manage.py`, or of this module."""
        program = ["-m", "tests.rig.boxes"] if command[0] in {"seed", "write", "facts"} else ["manage.py"]
        self.folder.mkdir(exist_ok=True)
        return subprocess.Popen(
            [sys.executable, *program, *command],
            cwd=ROOT,
            env=self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str) -> str:
        """Run it to its end and return what it said; AssertionError with its complaint if it failed."""
        said, complaint, code = self.attempt(*command)
        assert code == 0, complaint + said
        return said

    def attempt(self, *command: str) -> tuple[str, str, int]:
        """Run it to its end: what it said, what it complained of, and its exit code."""
        process = self.start(*command)
        said, complaint = process.communicate()
        return said, complaint, process.returncode


def seed() -> None:
    """Tell the story, compile its documents and link the audit trail."""
    from django.core.management import call_command
    from django.test.utils import override_settings

    from core.audit import chain
    from core.jobs.queue import find_task
    from core.jobs.run import run
    from core.models import Job

    call_command("migrate", verbosity=0, interactive=False)
    with override_settings(DEMO=True):
        call_command("seed_demo", verbosity=0)
    for job in Job.objects.due().exclude(name="core.deliver_mail").order_by("pk")[:3]:
        run(job.pk, find_task(job.name).job_function)
    chain.extend(everywhere=True)


def write() -> None:
    """Add and delete packets with their files, in the order of the product, until somebody says stop."""
    from django.conf import settings
    from django.core.files.base import ContentFile
    from django.db import transaction
    from django.utils import timezone

    from accounts.models import User
    from core.audit import chain, record
    from core.models import Packet

    ada = User.objects.order_by("pk")[0]
    folder = Path(settings.TEST_FOLDER)
    for number in count():
        if (folder / "stop").exists():
            break
        field = Packet._meta.get_field("file")
        data = os.urandom(20_000)
        digest = hashlib.sha256(data).hexdigest()
        name = field.storage.save(field.generate_filename(Packet(uid=""), ""), ContentFile(data))
        with transaction.atomic():
            packet = Packet.objects.create(
                kind="test", subject_uid=f"{number:012}", title="Täglich \U0001f600", requested_by=ada,
                content_key=digest, file=name, pages=1, size=len(data), ready_at=timezone.now(),
                sha256=digest,
            )  # fmt: skip
            record("packet.requested", by=ada, obj=packet, number=number)
        if number % 3:
            packet.delete()
            field.storage.delete(name)
        chain.extend()
        if number == 3:
            sys.stdout.write("writing\n")
            sys.stdout.flush()
    sys.stdout.write(f"{number}\n")


def facts() -> None:
    """Print what the box holds, read by other code than the product's: rows by Django's serializer, files, seals."""
    from django.apps import apps
    from django.core import serializers
    from django.core.files.storage import default_storage

    from core.audit.verification import verify
    from scorecards.models import Scorecard
    from scorecards.queries import seal_hashes

    rows = {}
    for model in apps.get_models(include_auto_created=True):
        # Without the many-to-many fields, which come in any order: their tables are models too.
        names = [field.name for field in model._meta.concrete_fields]
        data = serializers.serialize("json", model._base_manager.all(), fields=names)
        lines = sorted(json.dumps(row, sort_keys=True) for row in json.loads(data))
        rows[model._meta.db_table] = [len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()]
    named = [
        str(value)
        for table, column in (("core.Packet", "file"), ("hiring.Document", "file"), ("hiring.Material", "file"))
        for value in apps.get_model(table).objects.exclude(**{column: ""}).values_list(column, flat=True)
    ]
    report = verify()
    print(  # noqa: T201
        json.dumps(
            {
                "rows": rows,
                "files": len(named),
                "missing": [name for name in named if not default_storage.exists(name)],
                "chain": [report.broken, str(report.head)],
                "seals": seal_hashes(Scorecard.objects.exclude(sealed_at=None)),
            }
        )
    )


if __name__ == "__main__":
    import django

    django.setup()
    {"seed": seed, "write": write, "facts": facts}[sys.argv[1]]()
