"""Adding words to watch for, and taking them away again."""

from django.db import transaction

from accounts.models import User
from core import audit
from core.errors import Refused
from question_bank.models import WatchedWord
from question_bank.words import shipped


class WordKnown(Refused):
    message = "This stands in the list already."


@transaction.atomic
def add_word(*, text: str, harmless: bool, by: User) -> WatchedWord:
    """Watch for ``text`` from now on, or look past it if ``harmless``. Raises ``WordKnown``."""
    known = shipped().watch_list
    ours = WatchedWord.objects.filter(text__iexact=text).exists()
    if ours or text.casefold() in {word.casefold() for word in (*known.words, *known.harmless)}:
        raise WordKnown(field="text")
    word = WatchedWord.objects.create(text=text, harmless=harmless, added_by=by)
    audit.record("watched_word.added", by=by, obj=word, harmless=harmless)
    return word


@transaction.atomic
def remove_word(*, word: WatchedWord, by: User) -> None:
    """Watch for ``word`` no longer. Those of the product stay."""
    audit.record("watched_word.removed", by=by, obj=word, harmless=word.harmless)
    word.delete()
