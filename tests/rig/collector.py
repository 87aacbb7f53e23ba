"""A collector of traces on this machine: keeps what it is sent, to the byte."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class Collector:
    """``url`` is what a process is told, ``bodies`` what came, ``asked`` is set once something did.

    One that ``hangs`` answers nobody before it is closed.
    """

    def __init__(self, *, hangs: bool = False) -> None:
        self.bodies: list[bytes] = []
        self.asked, self.goes_on = threading.Event(), threading.Event()
        if not hangs:
            self.goes_on.set()
        collector = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                collector.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                collector.asked.set()
                collector.goes_on.wait()
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def raw(self) -> bytes:
        """Everything that came."""
        return b"\n".join(self.bodies)

    def spans(self) -> Iterator[Any]:
        """Every span that came."""
        for body in self.bodies:
            for of_resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                for of_scope in of_resource.scope_spans:
                    yield from of_scope.spans

    def close(self) -> None:
        """Answer whoever waits, and end."""
        self.goes_on.set()
        self.server.shutdown()
        self.server.server_close()


def facts(span: Any) -> dict[str, Any]:
    """The attributes of a span that came."""
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in span.attributes}
