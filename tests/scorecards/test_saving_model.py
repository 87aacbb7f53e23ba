"""Any order of typing, saving, losing answers, repeating, overtaking, other tabs, sealing, opening, revising and dying,
held against a small model of what a scorecard keeps.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core.autosave import Conflict
from scorecards.models import Answer, Revision, Scorecard
from scorecards.services import (
    AlreadySealed,
    open_scorecard,
    reveal_candidacy,
    revise,
    save_scorecard,
    seal_scorecard,
)
from tests.factories import InterviewFactory, PanelistFactory
from tests.rig.database import LONG

from .conftest import fill, sealed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TABS = ("laptop", "tablet")
FIELDS = ("notes", "own_follow_up", "summary")
tabs, fields = st.sampled_from(TABS), st.sampled_from(FIELDS)


class Died(Exception):
    """The server, after it had stored a save and before the commit."""


@dataclass
class Tab:
    """A page: what it shows, what of that is not acknowledged, the revision it knows, its saves under way or lost."""

    seq: int = 0
    revision: int = 0
    shown: dict[str, str] = field(default_factory=lambda: dict.fromkeys(FIELDS, ""))
    unsynced: set[str] = field(default_factory=set)
    sent: list[tuple[int, int, dict[str, str]]] = field(default_factory=list)


@dataclass
class Model:
    """What must be stored: each field with the revision and the tab that it was written by."""

    revision: int = 0
    values: dict[str, tuple[str, int, str]] = field(default_factory=lambda: dict.fromkeys(FIELDS, ("", 0, "")))
    stored: dict[str, int] = field(default_factory=dict)
    sealed: bool = False
    revisions: int = 0

    def save(self, tab: str, seq: int, base: int, changes: dict[str, str]) -> str:
        """Say what becomes of a save, and keep it."""
        if seq <= self.stored.get(tab, -1):
            return "replayed"
        if self.sealed:
            return "sealed"
        for name, text in changes.items():
            value, at, by = self.values[name]
            if at > base and by != tab and value != text:
                return "conflict"
        self.revision += 1
        self.stored[tab] = seq
        self.values |= {name: (text, self.revision, tab) for name, text in changes.items()}
        return "saved"


class Saving(RuleBasedStateMachine):
    """One scorecard, two tabs of its author, a colleague who has sealed, and a debrief that may open."""

    world: Any = None

    @initialize()
    def open(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        candidacy, self.iris, ivan, self.mara = self.world
        interview = InterviewFactory(candidacy=candidacy)
        for user in (self.iris, ivan):
            PanelistFactory(interview=interview, user=user)
        self.candidacy = candidacy
        sealed(interview, ivan)
        self.card = fill(open_scorecard(interview=interview, by=self.iris))
        self.card.refresh_from_db()
        self.question = self.card.guide_stage.questions.in_order()[0].uid
        self.model = Model(revision=self.card.revision)
        self.tabs = {name: Tab(seq=10_000, revision=self.card.revision) for name in TABS}
        self.typed, self.is_open = 0, False

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    # --- What a person and the network do -----------------------------------------------------------------------------

    @rule(tab=tabs, name=fields)
    def type_words(self, tab: str, name: str) -> None:
        self.typed += 1
        self.tabs[tab].shown[name] += f" word {self.typed}"
        self.tabs[tab].unsynced.add(name)

    @rule(tab=tabs, answered=st.booleans())
    def save(self, tab: str, answered: bool) -> None:
        """Send what is unsynced; the answer may get lost."""
        page = self.tabs[tab]
        if page.unsynced:
            page.seq += 1
            request = (page.seq, page.revision, {name: page.shown[name] for name in page.unsynced})
            page.sent.append(request)
            self.arrive(tab, request, answered=answered)

    @rule(tab=tabs)
    def send_into_the_void(self, tab: str) -> None:
        """The request is under way and may arrive later, after others."""
        page = self.tabs[tab]
        if page.unsynced:
            page.seq += 1
            page.sent.append((page.seq, page.revision, {name: page.shown[name] for name in page.unsynced}))

    @rule(tab=tabs, which=st.integers(0, 20), answered=st.booleans())
    def arrive_again_or_late(self, tab: str, which: int, answered: bool) -> None:
        """Any request of before: a duplicate, one that was overtaken, one that was sent again for want of an answer."""
        page = self.tabs[tab]
        if page.sent:
            request = page.sent[which % len(page.sent)]
            self.arrive(tab, request, answered=answered and request[0] == page.seq)

    @rule(tab=tabs)
    def die_before_the_commit(self, tab: str) -> None:
        page = self.tabs[tab]
        if page.unsynced:
            changes = {name: page.shown[name] for name in page.unsynced}
            with suppress(Died, Conflict, AlreadySealed), transaction.atomic():
                self.send(tab, page.seq + 1, page.revision, changes)
                raise Died

    @rule(tab=tabs)
    def load_the_page(self, tab: str) -> None:
        """Everything unsynced is in the journal and goes on standing in its fields."""
        page = self.tabs[tab]
        page.revision = self.model.revision
        for name in set(FIELDS) - page.unsynced:
            page.shown[name] = self.model.values[name][0]

    # --- What happens to the scorecard --------------------------------------------------------------------------------

    @rule()
    def seal(self) -> None:
        """Once more is the same as once."""
        was = Scorecard.objects.get(pk=self.card.pk).sealed_at
        done = seal_scorecard(scorecard=Scorecard.objects.get(pk=self.card.pk), by=self.iris)
        assert was in {None, done.sealed_at}
        self.model.sealed = True

    @rule()
    def open_the_debrief(self) -> None:
        if not self.is_open:
            reveal_candidacy(candidacy=self.candidacy, by=self.mara, override_reason="The offer cannot wait.")
            self.is_open = True

    @rule()
    def revise(self) -> None:
        if self.model.sealed:
            card = Scorecard.objects.get(pk=self.card.pk)
            level = 1 + self.model.revisions % 4
            if level != (card.revisions.order_by("pk").last() or card).recommendation:
                revise(scorecard=card, recommendation=level, reason="I had not understood.", by=self.iris)
                self.model.revisions += 1

    # --- What is done with a request ----------------------------------------------------------------------------------

    def send(self, tab: str, seq: int, base: int, changes: dict[str, str]) -> Any:
        own = {name: text for name, text in changes.items() if name == "summary"}
        answers = {name: text for name, text in changes.items() if name != "summary"}
        sent = own | ({"answers": {self.question: answers}} if answers else {})
        card = Scorecard.objects.get(pk=self.card.pk)
        return save_scorecard(scorecard=card, changes=sent, base_revision=base, client_id=tab, seq=seq, by=self.iris)

    def arrive(self, tab: str, request: tuple[int, int, dict[str, str]], *, answered: bool) -> None:
        page, (seq, base, changes) = self.tabs[tab], request
        expected = self.model.save(tab, seq, base, changes)
        try:
            with transaction.atomic():
                saved = self.send(tab, seq, base, changes)
            got = "replayed" if saved.replayed else "saved"
            assert saved.revision == self.model.revision
        except Conflict:
            got = "conflict"
        except AlreadySealed:
            got = "sealed"
        assert got == expected
        if not answered or got == "sealed":
            return
        if got == "conflict":
            # Somebody looks at both and keeps both.
            page.revision = self.model.revision
            for name in page.unsynced:
                other = self.model.values[name][0]
                page.shown[name] += f" ({other})" if other != page.shown[name] else ""
            return
        page.revision = max(page.revision, saved.revision)
        page.unsynced -= {name for name, text in changes.items() if page.shown[name] == text}

    # --- What is always so --------------------------------------------------------------------------------------------

    @invariant()
    def what_is_stored_is_what_the_model_says(self) -> None:
        if not hasattr(self, "card"):
            return
        card = Scorecard.objects.get(pk=self.card.pk)
        answer = Answer.objects.filter(scorecard=card, question__uid=self.question).first() or Answer()
        got = {"summary": card.summary, "notes": answer.notes, "own_follow_up": answer.own_follow_up}
        assert got == {name: value for name, (value, _, _) in self.model.values.items()}
        assert card.revision == self.model.revision
        assert card.is_sealed == self.model.sealed
        assert Revision.objects.filter(scorecard=card).count() == self.model.revisions

    @invariant()
    def no_word_is_lost_that_was_acknowledged(self) -> None:
        """What a page holds for saved is stored, or was overwritten by a page that had seen it."""
        for name, page in getattr(self, "tabs", {}).items():
            for field_name in set(FIELDS) - page.unsynced:
                value, at, by = self.model.values[field_name]
                assert value == page.shown[field_name] or by != name or at > page.revision


def test_no_order_of_events_loses_a_word_or_stores_one_twice(candidacy, iris, ivan, mara):
    world = (candidacy, iris, ivan, mara)
    machine = type("SavingHere", (Saving,), {"world": world})
    rounds = 400 if LONG else 4
    checks = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=rounds, stateful_step_count=25, suppress_health_check=checks, deadline=None),
    )
