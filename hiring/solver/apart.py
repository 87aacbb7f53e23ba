"""Having a problem solved in a process of its own: whatever it is, it takes no more time and memory than allowed."""

import json
import logging
import subprocess
import sys

from .plan import Plan, from_json
from .problem import Problem

logger = logging.getLogger(__name__)
EXPLAIN_SECONDS = 30.0
# To start, to build the models and to end.
SPARE_SECONDS = 15
MEMORY_BYTES = 3_000_000_000


class SolverFailed(Exception):
    """The process was cut off or broke: it took more time or memory than it may."""


def solve_apart(problem: Problem, *, seconds: float, workers: int, gap: float, folder: str) -> Plan:
    """Return the best plan that ``workers`` threads find in ``seconds``, started in ``folder``, the project's.

    It is good enough within ``gap`` of the best, a share. Without a plan it says why, which takes a little longer.
    Raises ``SolverFailed``.
    """
    longest = seconds + EXPLAIN_SECONDS + SPARE_SECONDS
    order = {
        "problem": problem.as_json(),
        "effort": {"seconds": seconds, "workers": workers, "gap": gap},
        "explain_seconds": EXPLAIN_SECONDS,
        "cpu_seconds": int(longest * workers) + 1,
        "memory_bytes": MEMORY_BYTES,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-s", "-m", "hiring.solver.child"],
            input=json.dumps(order).encode(),
            stdout=subprocess.PIPE,
            # What a library says may quote what it was given.
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={"PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            timeout=longest,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise SolverFailed from error
    if done.returncode:
        logger.warning("The process that plans interviews ended with %s.", done.returncode)
        raise SolverFailed
    return from_json(json.loads(done.stdout))
