"""A worker that imports 10,000 questions is killed again and again: whole parts only, and in the end each row once."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from core.models import AuditEvent, Job
from question_bank.models import BankQuestion, QuestionImport, QuestionIndex
from question_bank.queries import plan_of
from question_bank.services import import_questions, question_files
from tests.core.worker import environment_for
from tests.factories import UserFactory

from .test_question_files import uploaded

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROWS = 10_000


def work(upload: QuestionImport, folder: Path, *, until: int) -> int:
    """Let a worker of its own do the job until it dies in that part; return how it ended, with the lease run out."""
    command = [sys.executable, "-m", "tests.rig.dying_import", str(upload.job_id), str(until)]
    environment = environment_for(folder, "") | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    ended = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, check=False, timeout=300
    )
    assert ended.returncode in {0, -signal.SIGKILL}, ended.stderr.decode()
    Job.objects.filter(state=Job.State.RUNNING).update(leased_until=timezone.now() - timedelta(seconds=1))
    return ended.returncode


def test_an_import_killed_at_10_50_and_90_percent_writes_each_row_once(tmp_path: Path) -> None:
    ada = UserFactory(access_level="admin")
    lines = [[f"Why would you bake loaf {number} again?", "closing", 5] for number in range(ROWS)]
    upload = uploaded(ada, *lines)
    upload = import_questions(upload=upload, digest=plan_of(upload, ada).digest, by=ada)
    part = question_files.AT_ONCE
    done = 0
    for percent in (10, 50, 90):
        whole = ROWS * percent // 100 - part
        assert work(upload, tmp_path, until=(whole - done) // part + 1) == -signal.SIGKILL
        assert BankQuestion.objects.count() == QuestionIndex.objects.count() == whole
        assert not BankQuestion.objects.annotate(entries=Count("index")).exclude(entries=1).exists()
        done = whole
    assert work(upload, tmp_path, until=0) == 0
    upload.refresh_from_db()
    assert (upload.added, upload.changed, upload.job.state) == (ROWS, 0, Job.State.DONE)
    assert BankQuestion.objects.count() == QuestionIndex.objects.count() == ROWS
    assert set(BankQuestion.objects.values_list("text", flat=True)) == {line[0] for line in lines}
    assert AuditEvent.objects.filter(verb="bank_question.added").count() == ROWS
    assert AuditEvent.objects.filter(verb="questions.imported").count() == 1
    assert plan_of(uploaded(ada, *lines), ada).does_nothing
