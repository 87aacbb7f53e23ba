"""What a page in Chromium sends and gets, counted as it goes over the wire."""

from playwright.sync_api import CDPSession


class Traffic:
    """Listens to a page's requests from now on: headers included, answers as they came compressed."""

    def __init__(self, cdp: CDPSession) -> None:
        self._asked: dict[str, dict] = {}
        self._headers: dict[str, dict[str, str]] = {}
        self._received: dict[str, float] = {}
        cdp.on("Network.requestWillBeSent", self._begun)
        cdp.on("Network.requestWillBeSentExtraInfo", self._sent)
        cdp.on("Network.loadingFinished", self._finished)
        cdp.send("Network.enable")

    def _begun(self, event: dict) -> None:
        self._asked[event["requestId"]] = event["request"]

    def _sent(self, event: dict) -> None:
        self._headers[event["requestId"]] = event["headers"]

    def _finished(self, event: dict) -> None:
        self._received[event["requestId"]] = event["encodedDataLength"]

    def urls(self) -> list[str]:
        """What was asked for, in order."""
        return [request["url"] for request in self._asked.values()]

    def received(self) -> int:
        """Bytes to the browser."""
        return round(sum(self._received.values()))

    def sent(self) -> int:
        """Bytes to the server: headers with their cookies, and bodies."""
        headers = [f"{name}: {value}\r\n" for each in self._headers.values() for name, value in each.items()]
        bodies = [request.get("postData", "") for request in self._asked.values()]
        return sum(len(text.encode()) for text in [*headers, *bodies])
