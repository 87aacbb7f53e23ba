"""A process that has imported WeasyPrint and does nothing but fork a child for each document.

Importing it takes longer than printing ten pages, so it is done once. Each document still has a process of its own that
dies with it. Run as a script; knows neither Django nor the database, and has an environment without secrets.
"""

import gc
import os
import select
import signal
import socket
import sys
from importlib import import_module
from pathlib import Path

# What WeasyPrint imports only when it first needs it.
LATE_IMPORTS = ("fontTools.subset", "fontTools.ttLib", "PIL.Image", "PIL.PngImagePlugin", "PIL.JpegImagePlugin")


def serve(control: socket.socket) -> None:
    """Fork a child for each pair of descriptors (order, answer) that arrives; end when the other side does."""
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 2)
        if not message:
            return
        orders, answers = descriptors
        alive, still_alive = os.pipe()
        child = os.fork()
        if child == 0:
            control.close()
            os.close(alive)
            _work(orders, answers)
        for descriptor in (orders, answers, still_alive):
            os.close(descriptor)
        _wait(control, child, alive)
        os.close(alive)
        control.sendall(b".")


def _work(orders: int, answers: int) -> None:
    try:
        import_module("child").work(orders, answers)
    finally:
        os._exit(0)


def _wait(control: socket.socket, child: int, alive: int) -> None:
    """Wait until the child has ended; kill it when the other side of ``control`` is gone."""
    ready, _, _ = select.select([control.fileno(), alive], [], [])
    if alive not in ready:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main() -> None:
    """Import once, then serve the socket that is standard input."""
    sys.path.append(str(Path(__file__).parent))
    import_module("weasyprint")
    for name in LATE_IMPORTS:
        import_module(name)
    import_module("child")
    gc.collect()
    gc.freeze()
    with socket.socket(fileno=0) as control:
        serve(control)


if __name__ == "__main__":
    main()
