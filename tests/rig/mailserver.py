"""A small mail server on 127.0.0.1 that a test can make slow, let refuse, or stop: what it took is in ``taken``."""

import email
import socketserver
import threading
import time
from email.message import Message

from tests.rig.redis import free_port


class MailServer:
    """``mode``: "takes", "refuses" (550 to every address), "busy" (451), or "hangs up" (takes the mail, says nothing).

    ``pause`` is for how many seconds it says nothing at first.
    """

    def __init__(self) -> None:
        self.port, self.mode, self.pause = free_port(), "takes", 0.0
        self.taken: list[Message] = []
        self.calls = 0
        self._server: socketserver.ThreadingTCPServer | None = None

    @property
    def url(self) -> str:
        """The address for EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen."""
        outer = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                outer.calls += 1
                _talk(outer, self)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True

        self._server = Server(("127.0.0.1", self.port), Talk)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Listen no more. Safe to call twice."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def ids(self) -> list[str]:
        """The Message-ID of each mail taken, in order."""
        return [str(mail["Message-ID"]) for mail in self.taken]


def _talk(server: MailServer, talk: socketserver.StreamRequestHandler) -> None:
    def say(words: str) -> None:
        talk.wfile.write(f"{words}\r\n".encode())

    time.sleep(server.pause)
    say("220 here")
    while line := talk.rfile.readline().decode(errors="replace").strip():
        word = line[:4].upper()
        if word == "RCPT" and server.mode in {"refuses", "busy"}:
            say("550 no such person" if server.mode == "refuses" else "451 later")
        elif word == "DATA":
            say("354 go on")
            data = b"".join(iter(talk.rfile.readline, b".\r\n"))
            server.taken.append(email.message_from_bytes(data))
            if server.mode == "hangs up":
                return
            say("250 taken")
        elif word == "QUIT":
            say("221 bye")
            return
        else:
            say("250 well")
