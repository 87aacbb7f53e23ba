"""The process in which strangers' calendars are read: limits itself, then reads. It knows no secret and no setting."""

import json
import resource
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from .failures import CalendarUnreadable
from .times import busy_times


def main() -> None:
    """Read an order (one line of JSON) and the calendar from standard input; write what was found as JSON."""
    order = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_CPU, (order["cpu_seconds"], order["cpu_seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_AS, (order["memory_bytes"], order["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        found = busy_times(
            sys.stdin.buffer.read(),
            starts_at=datetime.fromtimestamp(order["starts_at"], UTC),
            ends_at=datetime.fromtimestamp(order["ends_at"], UTC),
            zone=ZoneInfo(order["zone"]),
            addresses=order["addresses"],
            ours=order["ours"],
        )
    except CalendarUnreadable as refusal:
        answer: dict[str, object] = {"refused": refusal.message}
    else:
        busy = [(int(start.timestamp()), int(end.timestamp())) for start, end in found.busy]
        answer = {"busy": busy, "unreadable": found.unreadable}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
