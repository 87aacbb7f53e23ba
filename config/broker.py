"""How this process talks to the broker, which only rings for jobs: nobody waits for it for long."""

from pathlib import Path
from typing import Any

# Without these whoever rings while Redis is down waits for six seconds: the transport tries again by itself.
NO_PATIENCE = {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0}


def transport_options(redis_url: str, folder: Path) -> dict[str, Any]:
    """Return the options for Redis; without an address those of the embedded broker, which lives in ``folder``."""
    if redis_url:
        return {"socket_timeout": 1, "socket_connect_timeout": 1, "visibility_timeout": 60, **NO_PATIENCE}
    return {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "processed_folder": str(folder / "processed"),
        "control_folder": str(folder / "control"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
