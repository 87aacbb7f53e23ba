"""How soon the web server answers after its start, and the memory of web, worker and beat at rest."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.rig.gunicorn import ROOT, Gunicorn
from tests.rig.redis import free_port

SETTLED_AFTER = 12
CELERY = [sys.executable, "-m", "celery", "-A"]
COMMANDS = {
    "worker": [*CELERY, "config", "worker", "--loglevel", "ERROR", "--concurrency", "2"],
    "beat": [*CELERY, "config.clock", "beat", "--loglevel", "ERROR", "--pidfile="],
}
GOALS = {"web_start_s": 5, "memory_mb": 450}


def measure(variables: dict[str, str], workers: int) -> dict[str, float]:
    """Start everything beside the measured server and look at it once it is still.

    Memory is counted in shares (PSS): a page of memory that three processes share counts a third for each.
    """
    folder = Path(variables["VAR_DIR"])
    began = time.perf_counter()
    web = Gunicorn(folder, variables, port=free_port(), workers=workers)
    found = {"web_start_s": round(time.perf_counter() - began, 2)}
    try:
        with _started(variables, folder) as processes:
            time.sleep(SETTLED_AFTER)
            for name, process in {"web": web.process, **processes}.items():
                if process.poll() is not None:
                    raise RuntimeError(f"{name} ended: {(folder / f'{name}.log').read_text()[-500:]}")
                found[f"{name}_mb"] = round(_memory(process.pid) / 2**20, 1)
    finally:
        web.stop()
    found["memory_mb"] = round(sum(figure for name, figure in found.items() if name.endswith("_mb")), 1)
    return found


@contextmanager
def _started(variables: dict[str, str], folder: Path) -> Iterator[dict[str, subprocess.Popen]]:
    processes = {}
    try:
        for name, command in COMMANDS.items():
            with (folder / f"{name}.log").open("wb") as log:
                schedule = ["--schedule", str(folder / "beat-schedule")] if name == "beat" else []
                processes[name] = subprocess.Popen(
                    [*command, *schedule], cwd=ROOT, env=variables, stdout=log, stderr=log
                )
        yield processes
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            process.wait(60)


def _memory(pid: int) -> int:
    process = psutil.Process(pid)
    return sum(each.memory_full_info().pss for each in [process, *process.children(recursive=True)])


def show(found: dict[str, float]) -> list[str]:
    """Print what was found beside its goals. Nothing fails a run."""
    print("\nProcesses: seconds until web answers, megabytes at rest")
    for name, figure in found.items():
        goal = f"  of {GOALS[name]}" if name in GOALS else ""
        print(f"{name:30}{figure:12,}{goal}")
    return []
