"""The process in which a problem is solved: limits itself, then solves. It knows no secret and no setting."""

import json
import resource
import sys
from dataclasses import replace
from pathlib import Path

from .problem import from_json


def main() -> None:
    """Read an order as JSON from standard input; write the plan as JSON."""
    order = json.loads(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_AS, (order["memory_bytes"], order["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (order["cpu_seconds"], order["cpu_seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Only now, within the limits: this is most of what the process weighs.
    from .reasons import solve
    from .search import Effort

    effort = Effort(**order["effort"])
    plan = solve(from_json(order["problem"]), effort, explain_seconds=order["explain_seconds"])
    sys.stdout.write(json.dumps(replace(plan, megabytes=_most_megabytes()).as_json()))


def _most_megabytes() -> int:
    """The most memory that this process has taken. What ``getrusage`` tells begins with what its parent had."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


if __name__ == "__main__":
    main()
