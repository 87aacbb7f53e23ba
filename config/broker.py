"""How this process talks to the broker, which only rings for jobs: nobody waits for it for long."""

from pathlib import Path
from typing import Any

# For how many seconds Redis may be silent.
SILENCE = 1
# Without these whoever rings while Redis is down waits for six seconds: the transport tries again by itself.
NO_PATIENCE = {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0}


def transport_options(redis_url: str, folder: Path) -> dict[str, Any]:
    """Return the options for Redis; without an address those of the embedded broker, which lives in ``folder``.

    Redis is told of no acknowledgement. One that it did not take would count as under way for ever, and the worker
    would fetch nothing more; a bell that is lost with its worker is rung again by the sweep (decision 0034).
    """
    if redis_url:
        return {"socket_timeout": SILENCE, "socket_connect_timeout": SILENCE, "ack_emulation": False, **NO_PATIENCE}
    return {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "processed_folder": str(folder / "processed"),
        "control_folder": str(folder / "control"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
