"""The hash over what somebody sealed, so that a printed decision can be held against the record years later.

Anybody who may read a scorecard can compute it again: ``sealed_content`` says what goes in, ``seal_hash`` is its
SHA-256. Revisions are no part of it, since they never replace what was sealed.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.db.models import prefetch_related_objects

from ..models import Scorecard

FORMAT = 1


def seal_hashes(scorecards: Iterable[Scorecard]) -> dict[int, str]:
    """Return by primary key the hash over each of these sealed scorecards. Five queries at most."""
    cards = list(scorecards)
    prefetch_related_objects(cards, "panelist__user", "guide_stage__version", "ratings__criterion", "answers__question")
    return {card.pk: seal_hash(card) for card in cards}


def seal_hash(scorecard: Scorecard) -> str:
    """Return 64 hexadecimal digits: SHA-256 over ``sealed_content``."""
    return hashlib.sha256(sealed_content(scorecard)).hexdigest()


def sealed_content(scorecard: Scorecard) -> bytes:
    """Return what was sealed as canonical JSON.

    UTF-8, names in the order of the alphabet, no white space between the parts, no escapes that JSON does not ask for;
    times in UTC as ISO 8601 with microseconds; ratings by the key of their criterion, answers by that of their
    question. Raises ``ValueError`` for a draft.
    """
    if scorecard.sealed_at is None:
        raise ValueError("A draft has no hash: it still changes.")
    said: dict[str, Any] = {name: getattr(scorecard, name) for name in Scorecard.SAYS}
    said |= {
        "format": FORMAT,
        "scorecard": scorecard.uid,
        "author": scorecard.panelist.user.uid,
        "guide": scorecard.guide_stage.version.content_hash,
        "stage": scorecard.guide_stage.key,
        "sealed_at": scorecard.sealed_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "independence": scorecard.independence,
        "ratings": {
            rating.criterion.key: {"level": rating.level, "evidence": rating.evidence}
            for rating in scorecard.ratings.all()
        },
        "answers": {
            answer.question.key: {
                "asked": answer.asked,
                "skip_reason": answer.skip_reason,
                "notes": answer.notes,
                "areas": answer.areas,
                "follow_ups": answer.follow_ups,
                "own_follow_up": answer.own_follow_up,
            }
            for answer in scorecard.answers.all()
        },
    }
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
