"""Somebody who types into their scorecard as the page does: numbered saves, each sent until it is answered."""

import re
import time

import requests

from accounts.models import User
from hiring.models import Interview

from .site import cookies_of

PATIENCE = 60
AGAIN_AFTER = 0.1


class Typist:
    """One tab. ``acknowledged`` is the last text that the server called saved."""

    def __init__(self, url: str, interview: Interview, user: User, *, tab: str = "tab-one") -> None:
        """Open the page of the scorecard."""
        self.url, self.tab, self.seq, self.revision = url, tab, 0, 0
        self.page = f"{url}/interviews/{interview.uid}/scorecard/"
        self.question = interview.stage.guide_stage.questions.in_order()[0].uid
        self.session = requests.Session()
        self.session.cookies.update(cookies_of(user))
        self.acknowledged = ""
        self.replays = self.conflicts = self.failures = 0
        self.statuses: set[int] = set()
        self.slowest = 0.0
        self.read()

    def read(self) -> str:
        """The page as it is stored; its token of security is kept."""
        answer = self.session.get(self.page, timeout=20)
        assert answer.status_code == 200, answer.status_code
        found = re.search(r'csrfmiddlewaretoken" value="([^"]+)|csrf-token" content="([^"]+)', answer.text)
        self.token = next(filter(None, found.groups())) if found else self.session.cookies.get("evenhand_csrf")
        return answer.text

    def save(self, text: str) -> float:
        """Send ``text`` until it is acknowledged; return for how long that took. A conflict ends it too."""
        self.seq += 1
        begun = time.monotonic()
        while not self._send(text):
            self.failures += 1
            assert time.monotonic() < begun + PATIENCE, f"not saved within {PATIENCE} s: {sorted(self.statuses)}"
            time.sleep(AGAIN_AFTER)
        taken = time.monotonic() - begun
        self.slowest = max(self.slowest, taken)
        return taken

    def _send(self, text: str) -> bool:
        body = {
            "changes": {"answers": {self.question: {"notes": text}}},
            "base_revision": self.revision, "client_id": self.tab, "seq": self.seq,
        }  # fmt: skip
        try:
            answer = self.session.post(
                f"{self.page}save/", json=body, timeout=20, headers={"X-CSRFToken": self.token, "Referer": self.page}
            )
        except requests.RequestException:
            return False
        self.statuses.add(answer.status_code)
        if answer.status_code >= 500 or answer.status_code == 429:
            return False
        if answer.status_code == 409:
            self.conflicts += 1
            return True
        assert answer.status_code == 200, (answer.status_code, answer.text[:300])
        said = answer.json()
        self.revision, self.acknowledged = said["revision"], text
        self.replays += said["replayed"]
        return True
