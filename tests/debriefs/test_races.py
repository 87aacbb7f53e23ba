"""Two people at once: the row locks make one of them wait, and the later one is told why."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from core.errors import Refused
from debriefs import services
from debriefs.models import Attendance, Debrief, Decision
from scorecards.models import Independence, Reveal, Scorecard
from scorecards.services import seal_scorecard
from tests.debriefs import deciding
from tests.factories import ScorecardFactory
from tests.rig.races import behind

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts):
    """Run ``acts`` at the same moment, each on its own connection; return what each gave or was refused with."""
    start = Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            return act()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_sealing_against_an_early_opening_is_independent_or_late_never_both(
    prepared, mara, ivan, iris_sealed, ivan_sits
):
    draft = ScorecardFactory(panelist=ivan_sits, level=1, recommendation=2)

    together(
        lambda: services.open_debrief(debrief=prepared, by=mara, override_reason="The offer ends."),
        lambda: seal_scorecard(scorecard=draft, by=ivan),
    )

    card, reveal = Scorecard.objects.get(pk=draft.pk), Reveal.objects.get()
    early = not reveal.override_reason
    assert card.independence == (Independence.INDEPENDENT if early else Independence.LATE)


def test_two_decisions_at_once_are_one(opened, mara):
    def decide(outcome):
        return lambda: deciding.decide(debrief=opened, outcome=outcome, reason="Reason.", by=mara)

    results = together(decide("hold"), decide("no_hire"))

    assert Decision.objects.count() == 1
    assert sum(isinstance(result, services.DebriefClosed) for result in results) == 1


def test_opened_twice_at_once_is_opened_once(prepared, mara, iris_sealed):
    def open_it():
        return services.open_debrief(debrief=prepared, by=mara)

    results = together(open_it, open_it)

    assert Reveal.objects.count() == 1
    assert sum(isinstance(result, services.AlreadyOpened) for result in results) == 1


def test_arriving_while_the_leader_acts_holds_up_neither(opened, mara, iris):
    def arrive():
        return services.attend(debrief=Debrief.objects.get(pk=opened.pk), by=iris)

    def act():
        return services.show(debrief=Debrief.objects.get(pk=opened.pk), step="agenda", by=mara)

    shown = behind(arrive, act)

    assert shown.place == "agenda:1"
    assert Attendance.objects.filter(user=iris).exists()
