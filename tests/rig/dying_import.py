"""`python -m tests.rig.dying_import JOB PART`: does a job of an import, and dies by SIGKILL in the middle of a part.

The part's questions are written then, and its transaction is not at its end. With PART 0 it lives.
"""

import os
import signal
import sys
from unittest import mock


def main(job: int, part: int) -> None:
    """Do the job until ``part`` of those that it writes itself, from 1."""
    import django

    django.setup()
    from core.jobs.queue import find_task
    from core.jobs.run import run
    from question_bank.services import IMPORT_JOB, question_rows

    index, begun = question_rows.index_bank_questions, 0

    def index_or_die(questions: object) -> None:
        nonlocal begun
        begun += 1
        if begun == part:
            os.kill(os.getpid(), signal.SIGKILL)
        index(questions)  # type: ignore[arg-type]

    with (
        mock.patch.object(question_rows, "index_bank_questions", index_or_die),
        mock.patch("question_bank.tasks.TURN", 0),
    ):
        run(job, find_task(IMPORT_JOB).job_function)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
