"""The process that solves: nothing else loads the solver, and it is cut off when it takes too long."""

import subprocess
import sys

import pytest
from django.conf import settings

from hiring.solver import apart
from hiring.solver.apart import SolverFailed, solve_apart
from hiring.solver.plan import Status

from .test_solver import loops

FOLDER = str(settings.BASE_DIR)


def solve(problem, **limits):
    return solve_apart(problem, **({"seconds": 5, "workers": 2, "gap": 0.05, "folder": FOLDER} | limits))


def test_a_plan_comes_back_with_what_it_took():
    plan = solve(loops())
    assert (plan.status, len(plan.slots)) == (Status.OPTIMAL, 1)
    assert 0 < plan.megabytes < 400


def test_reasons_come_back_too():
    plan = solve(loops(stages=((60, 1, ("ann",)),) * 2, most_minutes=60))
    assert plan.status == Status.IMPOSSIBLE
    assert "hours" in [reason.kind for reason in plan.helps]


def test_a_process_that_hangs_is_cut_off(monkeypatch):
    monkeypatch.setattr(apart, "EXPLAIN_SECONDS", 0)
    monkeypatch.setattr(apart, "SPARE_SECONDS", 0.01)
    with pytest.raises(SolverFailed):
        solve(loops(), seconds=0)


def test_a_process_without_memory_fails_alone(monkeypatch):
    monkeypatch.setattr(apart, "MEMORY_BYTES", 60_000_000)
    with pytest.raises(SolverFailed):
        solve(loops())


def test_no_web_process_and_no_worker_loads_the_solver():
    code = (
        "import sys, config.wsgi, config.celery, config.urls, hiring.tasks, hiring.solver.apart\n"
        "print({'ortools', 'numpy', 'pandas'} & set(sys.modules))"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", code], cwd=FOLDER, env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stderr
