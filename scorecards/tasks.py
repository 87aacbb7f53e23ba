"""Timed work of scorecards."""

from celery import shared_task

from . import services


@shared_task(name="scorecards.remind")
def remind() -> None:
    """Write the reminders of scorecards that are due."""
    services.remind_of_owed_scorecards()
