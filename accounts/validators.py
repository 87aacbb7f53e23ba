"""What makes a bad password: what whoever guesses tries first, the words of this workspace among it."""

import re
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from .models import User

OWN_WORDS = ("evenhand", "interview", "scorecard", "recruit", "recruiter", "hiring", "candidate", "password", "welcome")
SHORTEST_WORD = 4
LETTERS_BESIDE = 6
TOO_CLOSE = "This is made of words that everybody here knows. Add two or three words of your own."


def context_words() -> list[str]:
    """The words, longest first: the product's, and those in the address of the workspace and of its mails."""
    host = urlsplit(settings.BASE_URL).hostname or ""
    sender, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    found = re.findall(r"[^\W\d_]+", f"{host} {sender} {address}".lower())
    words = {*OWN_WORDS, *(word for word in found if len(word) >= SHORTEST_WORD)}
    return sorted(words, key=lambda word: (-len(word), word))


class CommonPasswords(CommonPasswordValidator):
    """Refuses the 20,000 most common leaked passwords, also repeated or padded with digits and signs.

    Hardly two hundred of them are as long as a password must be here; the others are lengthened in just these ways.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ``ValidationError`` for ``Dragon-12345678!`` and ``monkeymonkey``; several words in a row pass."""
        super().validate(password, user)
        runs = {self._once(run) for run in re.findall(r"[^\W\d_]+|\d+|[\W_]+", password.lower())}
        words = [run for run in runs if run.isalpha()]
        if len(words) <= 1 and all(run in self.passwords or len(run) < SHORTEST_WORD for run in runs):
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def _once(self, run: str) -> str:
        repeated = re.fullmatch(r"(.{1,40}?)\1+", run)
        return repeated[1] if repeated else run


class ContextWords:
    """Refuses a password in which hardly a letter is left once the words of the workspace are taken out."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ``ValidationError`` for ``Evenhand-2026!``."""
        rest = before = password.lower()
        for word in context_words():
            rest = rest.replace(word, "")
        if rest != before and len(re.findall(r"[^\W\d_]", rest)) < LETTERS_BESIDE:
            raise ValidationError(TOO_CLOSE, code="context_words")

    def get_help_text(self) -> str:
        """Say it before."""
        return "Not made of the name of this workspace."
