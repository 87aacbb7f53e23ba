"""Work outside the request. The job table is the queue of record and the broker is its doorbell.

Write the row with :func:`enqueue` in the service's own transaction; put ``@job("app.verb_noun")`` on the function in
``tasks.py`` that does the work. A worker takes the row with a lease and a token which it must show to finish; what was
missed is rung again by :func:`sweep`. So work is done at least once: write job functions to be safe to run twice.
"""

from .queue import KEEP_FINISHED, cancel, cancel_all, enqueue, fail_after_all, sweep, try_again
from .run import JobStopped, RunningJob, work_within
from .task import job

__all__ = [
    "KEEP_FINISHED",
    "JobStopped",
    "RunningJob",
    "cancel",
    "cancel_all",
    "enqueue",
    "fail_after_all",
    "job",
    "sweep",
    "try_again",
    "work_within",
]
