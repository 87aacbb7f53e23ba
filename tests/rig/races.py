"""People at the same moment, each with a connection of their own."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection, transaction

Act = Callable[[], object]
WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def together(*acts: Act) -> list[object]:
    """Run ``acts`` at once; return what each gave or raised, whatever that was, so that a test can name it."""
    barrier = Barrier(len(acts))
    found: list[object] = []
    threads = [Thread(target=_run, args=(act, found, barrier)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return found


def behind(first: Act, second: Act) -> object:
    """Do ``first`` in a transaction that ends once ``second`` waits for it; return what ``second`` gave or raised.

    SQLite tells nobody who waits: there ``second`` is started before the transaction ends, and cannot begin its own.
    """
    found: list[object] = []
    thread = Thread(target=_run, args=(second, found))
    with transaction.atomic():
        first()
        thread.start()
        while connection.vendor == "postgresql" and thread.is_alive() and not _is_waited_for():
            thread.join(timeout=0.01)
    thread.join(timeout=30)
    return found[0]


def _run(act: Act, found: list[object], barrier: Barrier | None = None) -> None:
    try:
        if barrier:
            barrier.wait(timeout=10)
        found.append(act())
    except Exception as error:  # noqa: BLE001  the test decides what may be raised
        found.append(error)
    finally:
        connection.close()


def _is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITS)
        return bool(cursor.fetchone()[0])
