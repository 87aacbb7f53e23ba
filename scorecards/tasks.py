"""Jobs and timed work of scorecards."""

from celery import shared_task

from core.jobs import RunningJob, job

from . import services
from .models import Scorecard


@job("scorecards.tell_recruiters")
def tell_recruiters(job: RunningJob, scorecard_id: int) -> None:
    """Tell the role's recruiters that a scorecard is in."""
    places = "panelist__user", "panelist__interview__stage", "panelist__interview__candidacy__candidate"
    rows = Scorecard.objects.select_related(*places, "panelist__interview__candidacy__role")
    services.tell_recruiters(scorecard=rows.get(pk=scorecard_id))


@shared_task(name="scorecards.remind")
def remind() -> None:
    """Write the reminders of scorecards that are due."""
    services.remind_of_owed_scorecards()
