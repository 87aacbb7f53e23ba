"""The hash over a sealed scorecard: canonical, and different as soon as anything that was sealed is."""

import hashlib
import json

import pytest

from scorecards.models import Answer, Rating, Scorecard
from scorecards.queries import seal_hash, seal_hashes, sealed_content
from scorecards.services import revise
from tests.factories import ScorecardFactory


@pytest.fixture
def card(iris_sits):
    card = ScorecardFactory(panelist=iris_sits, sealed=True, summary="Zażółć: \u201cyes\u201d")
    return Scorecard.objects.get(pk=card.pk)


def test_it_is_the_sha256_of_canonical_json(card):
    content = sealed_content(card)
    assert seal_hash(card) == hashlib.sha256(content).hexdigest()
    said = json.loads(content)
    again = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    assert again == content
    assert said["summary"] == card.summary
    assert set(said["ratings"]) == {rating.criterion.key for rating in card.ratings.all()}


@pytest.mark.parametrize(
    "change",
    [
        lambda card: setattr(card, "summary", "other"),
        lambda card: setattr(card, "recommendation", 1),
        lambda card: setattr(card, "independence", "late"),
        lambda card: setattr(card.ratings.all()[0], "level", 0),
        lambda card: setattr(card.ratings.all()[0], "evidence", "other"),
        lambda card: setattr(card.guide_stage.version, "content_hash", "other"),
    ],
)
def test_whatever_differs_gives_another_hash(card, change):
    seal_hashes([card])
    before = seal_hash(card)
    change(card)
    assert seal_hash(card) != before


def test_a_revision_changes_nothing(card, iris):
    before = seal_hash(card)
    revise(scorecard=card, recommendation=1, reason="I had misheard.", by=iris)
    assert seal_hash(Scorecard.objects.get(pk=card.pk)) == before


def test_a_draft_has_none(ivan_sits):
    with pytest.raises(ValueError, match="draft"):
        seal_hash(ScorecardFactory(panelist=ivan_sits))


def test_many_are_hashed_in_five_queries(card, ivan_sits, django_assert_num_queries):
    other = ScorecardFactory(panelist=ivan_sits, sealed=True)
    cards = list(Scorecard.objects.filter(pk__in=[card.pk, other.pk]))
    assert Rating.objects.filter(scorecard=other).exists()
    assert not Answer.objects.exists()
    with django_assert_num_queries(7):
        assert len(set(seal_hashes(cards).values())) == 2
