"""Plans of many interviews for the screenshots: one that waits, one that is proposed, one that does not fit."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.models import Job
from hiring.models import LoopPlan, Role
from hiring.services import request_loop, solve_loop


def loop_pages(role: Role) -> dict[str, tuple[str | None, str]]:
    """The pages by name, with who looks at them."""
    ruth = User.objects.get(name__startswith="Ruth")
    proposed = asked(role, ruth)
    solve_loop(plan=proposed)
    crowded = asked(role, ruth, days=1, hours=1)
    solve_loop(plan=crowded)
    # One plan of a role is made at a time, so this comes last, and the worker leaves it for the pictures.
    with transaction.atomic():
        waiting = asked(role, ruth)
        Job.objects.filter(pk=waiting.job_id).update(run_after=timezone.now() + timedelta(days=1))
    pages: dict[str, tuple[str | None, str]] = {
        name: ("ruth", reverse("loop_detail", args=[plan.uid]))
        for name, plan in (("loop-waiting", waiting), ("loop-proposed", proposed), ("loop-impossible", crowded))
    }
    return pages | {"loop-form": ("ruth", reverse("loop_create", args=[role.uid]))}


def asked(role: Role, by: User, **changes: Any) -> LoopPlan:
    """Ask for three stages for all candidates of ``role`` that are still in the process."""
    people = list(User.objects.active().order_by("pk").values_list("pk", flat=True))[:8]
    stages = [stage for stage in role.stages.in_order() if stage.is_scored and stage.kind != "work_sample"]
    first = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    wishes = {
        "first_day": first.isoformat(), "days": 5, "most_days": 2, "hours": 5, "rest": 15, "lunch": 45, "step": 30,
        "lunch_from": "12:00", "lunch_until": "14:00", "in_order": True, "give_seats": True, "place": "Video call",
        "stages": [
            {"stage": stage.pk, "minutes": 60, "seats": 1 + n % 2, "people": people[n : n + 5]}
            for n, stage in enumerate(stages[1:4])
        ],
    } | changes  # fmt: skip
    candidacies = list(role.candidacies.running().order_by("pk"))[:4]
    return request_loop(role=role, candidacies=candidacies, zone=by.timezone, wishes=wishes, by=by)
