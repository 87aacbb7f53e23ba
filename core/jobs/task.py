"""The decorator that makes a function a job."""

from collections.abc import Callable

from celery import shared_task

from .queue import JobTask
from .run import run


def job(name: str, *, max_attempts: int = 3) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register ``function(job, **args)`` under ``name`` (``app.verb_noun``).

    ``job`` is a ``RunningJob``: call ``job.report(progress, note)`` now and then. Raise ``Refused`` to fail for good
    with its sentence; any other exception is tried again, ``max_attempts`` times in all. Must be safe to run twice.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        @shared_task(name=name, base=JobTask, job_function=staticmethod(function), max_attempts=max_attempts)
        def take(job_id: int) -> None:
            run(job_id, function)

        return function

    return register
