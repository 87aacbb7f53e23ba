"""`python -m tests.bench.importing [sqlite|postgres]`: a file of 10,000 questions is written while a guide is edited.

A process of its own does what the worker would. Prints how long it took, and how long the editor's saves took
before it and meanwhile.
"""

import multiprocessing
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.rig.database import TemporaryPostgres

ROWS = 10_000
SAVES = 200


def main(database: str) -> None:
    """Seed, begin the import, save until it has ended, print."""
    server = TemporaryPostgres(durable=True) if database == "postgres" else None
    with tempfile.TemporaryDirectory(prefix="evenhand-bench-") as folder:
        os.environ["TEST_DATABASE_URL"] = server.url if server else f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        try:
            measure()
        finally:
            if server:
                server.stop()


def measure() -> None:
    """Import beside an editor, in the database of the settings."""
    prepare()
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.core.management import call_command

    from accounts.models import User
    from question_bank.models import BankQuestion
    from question_bank.queries import plan_of
    from question_bank.services import import_questions, load_guide, upload_questions
    from tests.question_bank.documents import ready

    call_command("migrate", verbosity=0, interactive=False)
    admin = User.objects.create_user(email="bench@example.org", name="Bench", access_level="admin")
    guide = load_guide(document=ready(), by=admin, publish=False).version
    lines = (
        f"{n},Tell me how you would plan and measure task {n} with people who doubt it.,closing" for n in range(ROWS)
    )
    data = "\n".join(["tags,text,type", *lines]).encode()
    started = time.perf_counter()
    upload = upload_questions(file=SimpleUploadedFile("questions.csv", data), by=admin)
    upload = import_questions(upload=upload, digest=plan_of(upload, admin).digest, by=admin)
    print(f"{time.perf_counter() - started:8.2f} s to read, look and confirm")
    assert upload.job
    tell("before", [save_in(guide, admin, number) for number in range(1, SAVES)])
    worker = multiprocessing.get_context("spawn").Process(target=work, args=(upload.job.pk,))
    worker.start()
    waits = []
    while worker.is_alive():
        waits.append(save_in(guide, admin, SAVES + len(waits)))
    upload.refresh_from_db()
    assert BankQuestion.objects.count() == ROWS
    assert upload.done_at
    assert upload.confirmed_at
    print(f"{(upload.done_at - upload.confirmed_at).total_seconds():8.2f} s to write {ROWS:,} questions")
    tell("meanwhile", waits)


def tell(when: str, waits: list[float]) -> None:
    """Print what the saves took."""
    middle, most, longest = (sorted(waits)[int(len(waits) * share)] * 1_000 for share in (0.5, 0.99, 0.999_999))
    print(f"{when}: {len(waits)} saves; median {middle:.0f} ms, all but 1 % {most:.0f} ms, longest {longest:.0f} ms")


def prepare() -> None:
    """Read the settings; SQLite as in use, not as in tests."""
    import django

    django.setup()
    from django.db import connection

    if connection.vendor == "sqlite":
        pragmas = connection.settings_dict["OPTIONS"]["init_command"]
        connection.settings_dict["OPTIONS"]["init_command"] = pragmas.replace("synchronous=OFF", "synchronous=FULL")


def work(job: int) -> None:
    """Do what the worker does with the job."""
    prepare()
    from core.jobs.queue import find_task
    from core.jobs.run import run
    from question_bank.services import IMPORT_JOB

    run(job, find_task(IMPORT_JOB).job_function)


def save_in(guide: Any, admin: Any, number: int) -> float:
    """Save one field of the guide's draft; return how long that took, after a pause as a typist makes."""
    from question_bank.services import save_draft

    time.sleep(0.05)
    started = time.perf_counter()
    changes = {"summary": f"Bread, the {number}th."}
    save_draft(version=guide, changes=changes, base_revision=guide.revision, client_id="bench", seq=number, by=admin)
    return time.perf_counter() - started


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "sqlite")
