"""A web worker that is killed with SIGKILL at a chosen moment of a save, once each time that it is told to."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn
from unittest.mock import patch

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

# A first save has two transactions: one opens the draft, the other stores the words.
MOMENTS = ("before the draft is there", "before the words are stored", "after they are stored, before the answer")


def order(folder: Path, moment: str) -> None:
    """Let the worker that takes the next save, with VAR_DIR at ``folder``, die at ``moment``."""
    _order_in(folder).write_text(moment)


def is_done(folder: Path) -> bool:
    """Whether the order has been carried out: the last thing that a worker does is to take it away."""
    return not _order_in(folder).exists()


def _order_in(folder: Path) -> Path:
    return folder / "die"


class Mortal:
    """Middleware; the outermost, so that nothing of an answer has left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.order = _order_in(Path(settings.VAR_DIR))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.endswith("/scorecard/save/") or not self.order.exists():
            return self.get_response(request)
        moment = MOMENTS.index(self.order.read_text())
        if moment == 2:
            self.get_response(request)
            self.die()
        commits = iter(range(moment, -1, -1))
        commit = connection.commit

        def commit_or_die() -> None:
            if next(commits) == 0:
                self.die()
            commit()

        with patch.object(connection, "commit", commit_or_die):
            return self.get_response(request)

    def die(self) -> NoReturn:
        """As the kernel does when memory runs out: no clean-up, no answer, sockets closed by the kernel."""
        self.order.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
        raise SystemExit
