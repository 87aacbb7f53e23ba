"""The words by which the questions in use are found, those of guides and those of the bank alone. Services write a row
per question, the database indexes it."""

import hashlib
import re
import unicodedata

from django.db import models
from django.db.models import Q

from .bank import BankQuestion
from .content import Question

LONGEST_WORD = 60
_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` in order, without case and accents: "Crème brûlée?" gives "creme", "brulee"."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain)]


def fingerprint_of(text: str) -> str:
    """Return what stands for the words of ``text``: the same for two texts that differ in signs and case only."""
    return hashlib.sha256(" ".join(words_of(text)).encode()).hexdigest()


def in_text(word: str) -> str:
    """Return the mark of a word that stands in the question itself, not only in what belongs to it."""
    return f"={word}"


def facet(name: str, value: str) -> str:
    """Return the mark of something that questions are filtered by, such as "#type:agenda". Never a word of a text."""
    return f"#{name}:{value}"


class QuestionIndex(models.Model):
    """A question in use, as it is searched: ``text`` is its text in plain words, ``marks`` each word and facet once.

    It is a ``question`` of a guide, or a ``bank_question`` that stands by itself. ``competencies`` are the names that a
    line of a list shows, kept here since they come from different tables.

    Beside the columns that stand here the migration makes what the database itself searches in: on PostgreSQL a column
    ``lexemes`` with its index, on SQLite the table ``question_bank_questionindex_fts``, kept by triggers.
    """

    question = models.OneToOneField(Question, null=True, blank=True, on_delete=models.CASCADE, related_name="index")
    bank_question = models.OneToOneField(
        BankQuestion, null=True, blank=True, on_delete=models.CASCADE, related_name="index"
    )
    text = models.TextField()
    marks = models.TextField()
    fingerprint = models.CharField(max_length=64, db_index=True)
    competencies = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name_plural = "question index"
        constraints = [
            models.CheckConstraint(
                condition=Q(question=None, bank_question__isnull=False) | Q(question__isnull=False, bank_question=None),
                name="question_index_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.text
