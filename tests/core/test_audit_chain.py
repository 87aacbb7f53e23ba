# ruff: noqa: S608  the statements are put together from the names in this file
"""The chain over the audit trail: it grows in order, never forks, and tells what was tampered with."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from core import audit
from core.audit import chain
from core.audit.verification import Head, verify
from core.models import AuditEvent, AuditLink
from core.tasks import link_audit_trail
from tests.factories import UserFactory
from tests.independence.worlds import undone

from .tampering import tamper

EVENT = "core_auditevent"
LINK = "core_auditlink"


def act(times: int = 1, **words):
    who = UserFactory()
    return [audit.record("person.invited", by=who, obj=who, **words) for _ in range(times)]


@pytest.fixture
def five(db) -> Iterator[Head]:
    """Five linked events; the chain's head. What is broken on them is taken back before foreign keys are looked at."""
    with undone():
        act(5, access_level="member", steps=[1, "two", None, True])
        link_audit_trail()
        yield verify().head


def links() -> list[tuple[int, int]]:
    return list(AuditLink.objects.order_by("sequence").values_list("sequence", "event"))


def linked_in_order() -> bool:
    return [sequence for sequence, _ in links()] == list(range(1, AuditEvent.objects.count() + 1))


def test_the_hash_is_what_the_decision_says():
    event = AuditEvent(
        pk=7,
        at=datetime(2026, 11, 17, 12, tzinfo=UTC),
        actor_id=3,
        verb="person.invited",
        object_type="accounts.user",
        object_uid="abcdefghjkmn",
        data={"b": "é", "a": [1, None, True]},
    )
    written = (
        "evenhand-audit-1\n" + "0" * 64 + '\n{"actor":3,"at":"2026-11-17T12:00:00.000000+00:00",'
        r'"data":{"a":[1,null,true],"b":"\u00e9"},"id":7,"object_type":"accounts.user",'
        r'"object_uid":"abcdefghjkmn","scope_uid":"","verb":"person.invited"}'
    )
    assert chain.digest(chain.GENESIS, event) == hashlib.sha256(written.encode()).hexdigest()
    assert chain.digest(chain.GENESIS, event).startswith("db1d2cdb0e73b8f2")


def test_each_event_is_linked_once_to_the_one_before(five):
    assert linked_in_order()
    previous = [chain.GENESIS, *AuditLink.objects.order_by("sequence").values_list("hash", flat=True)]
    assert list(AuditLink.objects.order_by("sequence").values_list("previous", flat=True)) == previous[:-1]
    assert (five.count, five.hash) == (5, previous[-1])
    assert verify().broken == ""


def test_linking_again_changes_nothing(five):
    assert chain.extend() == 0
    assert verify().head == five


def test_an_event_that_is_committed_late_is_linked_last(db):
    late = act()[0]
    ids = [event.pk for event in act(3)]
    held = AuditEvent.objects.filter(pk=late.pk).values().get()
    with tamper():
        AuditEvent.objects.filter(pk=late.pk)._raw_delete("default")
    chain.extend()
    AuditEvent.objects.create(**held)
    assert chain.extend() == 1
    assert [event for _, event in links()] == [*ids, late.pk]
    assert verify().broken == ""


def test_what_is_far_behind_is_found_by_the_daily_run(db, monkeypatch):
    monkeypatch.setattr(chain, "LOOK_BACK", 2)
    late = act()[0]
    act(6)
    held = AuditEvent.objects.filter(pk=late.pk).values().get()
    with tamper():
        AuditEvent.objects.filter(pk=late.pk)._raw_delete("default")
    chain.extend()
    AuditEvent.objects.create(**held)
    link_audit_trail()
    assert verify().waiting == 1
    link_audit_trail(everywhere=True)
    assert verify().waiting == 0
    assert linked_in_order()


def test_more_than_one_batch_is_linked_in_one_run(db, monkeypatch):
    monkeypatch.setattr(chain, "BATCH", 3)
    act(10)
    assert chain.extend() == 10
    assert linked_in_order()


def test_a_run_killed_in_the_middle_leaves_whole_batches(db, monkeypatch):
    monkeypatch.setattr(chain, "BATCH", 3)
    act(7)
    real, seen = chain.digest, []

    def dies_at_the_fifth(previous, event):
        seen.append(event)
        if len(seen) == 5:
            raise KeyboardInterrupt
        return real(previous, event)

    monkeypatch.setattr(chain, "digest", dies_at_the_fifth)
    with pytest.raises(KeyboardInterrupt):
        chain.extend()
    assert len(links()) == 3
    chain.extend()
    assert linked_in_order()
    assert verify().broken == ""


@pytest.mark.parametrize(
    "fork",
    [
        "SELECT 6, event_id, previous, 'x' FROM core_auditlink WHERE sequence = 5",
        "SELECT 5, event_id + 900, 'x', 'x' FROM core_auditlink WHERE sequence = 5",
        "SELECT 6, event_id + 900, previous, 'x' FROM core_auditlink WHERE sequence = 5",
        "SELECT 0, event_id + 900, 'x', 'x' FROM core_auditlink WHERE sequence = 5",
    ],
)
def test_the_database_refuses_a_fork(five, fork):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO core_auditlink (sequence, event_id, previous, hash) {fork}")


SQL = [
    (f"UPDATE {EVENT} SET verb = 'person.renamed' WHERE id = %(event)s", "Link 3: event {event} is not what was"),
    (f"UPDATE {EVENT} SET actor_id = NULL WHERE id = %(event)s", "Link 3: event {event} is not what was linked"),
    (f"UPDATE {EVENT} SET scope_uid = 'x' WHERE id = %(event)s", "Link 3: event {event} is not what was linked"),
    (f"""UPDATE {EVENT} SET data = '{{"access_level": "admin"}}' WHERE id = %(event)s""", "Link 3: event {event} is"),
    (f"UPDATE {EVENT} SET at = '2026-11-01 12:00:00' WHERE id = %(event)s", "Link 3: event {event} is not what was"),
    (f"DELETE FROM {EVENT} WHERE id = %(event)s", "Link 3: event {event} is missing"),
    (f"DELETE FROM {LINK} WHERE sequence = 3", "Link 3 is missing"),
    (f"DELETE FROM {LINK} WHERE sequence = 1", "Link 1 is missing"),
    (f"UPDATE {LINK} SET hash = 'x' WHERE sequence = 3", "Link 3: event {event} is not what was linked"),
    (f"UPDATE {LINK} SET previous = 'x' WHERE sequence = 3", "Link 3 does not continue link 2"),
    # Two links change places, with everything that they hold.
    (
        f"UPDATE {LINK} SET sequence = 90 WHERE sequence = 3; UPDATE {LINK} SET sequence = 3 WHERE sequence = 4; "
        f"UPDATE {LINK} SET sequence = 4 WHERE sequence = 90",
        "Link 3 does not continue link 2",
    ),
    # Two links exchange their events.
    (
        f"UPDATE {LINK} SET event_id = event_id + 900 WHERE sequence = 3; "
        f"UPDATE {LINK} SET event_id = %(event)s WHERE sequence = 4; "
        f"UPDATE {LINK} SET event_id = %(event)s + 1 WHERE sequence = 3",
        "Link 3: event {next} is not what was linked",
    ),
    # One event is put between two others.
    (
        f"UPDATE {LINK} SET sequence = sequence + 100 WHERE sequence >= 3; "
        f"UPDATE {LINK} SET sequence = sequence - 99 WHERE sequence >= 100; "
        f"INSERT INTO {EVENT} (id, at, verb, object_type, object_uid, scope_uid, data) "
        f"SELECT 9999, at, verb, object_type, object_uid, scope_uid, data FROM {EVENT} WHERE id = %(event)s; "
        f"INSERT INTO {LINK} (sequence, event_id, previous, hash) VALUES (3, 9999, 'x', 'y')",
        "Link 3 does not continue link 2",
    ),
]


@pytest.mark.parametrize(("sql", "words"), SQL)
def test_tampering_is_named(five, sql, words):
    third = AuditLink.objects.get(sequence=3).event_id
    with tamper(), connection.cursor() as cursor:
        for statement in sql.split("; "):
            cursor.execute(statement % {"event": third})
    broken = verify().broken
    assert broken.startswith(words.format(event=third, next=third + 1))
    with pytest.raises(CommandError, match=r"links before it hold") as refusal:
        call_command("verify_audit")
    assert refusal.value.returncode == 1


def test_a_tail_cut_off_is_found_by_the_head_that_was_kept(five, capsys):
    with tamper(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {LINK} WHERE sequence > 3")
        cursor.execute(f"DELETE FROM {EVENT} WHERE id NOT IN (SELECT event_id FROM {LINK})")
    call_command("verify_audit")
    with pytest.raises(CommandError, match="The chain ends after link 3; link 5 was kept"):
        call_command("verify_audit", f"--expect={five}")


def test_a_chain_written_anew_is_found_by_the_head_that_was_kept(five):
    with tamper(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {LINK}")
        cursor.execute(f"UPDATE {EVENT} SET verb = 'person.renamed'")
    chain.extend()
    assert verify().broken == ""
    assert "Link 5 is not the one that was kept" in verify(expected=five).broken


def test_a_head_that_was_kept_stays_on_the_chain(five, capsys):
    act(2)
    chain.extend()
    call_command("verify_audit", f"--expect={five}")
    printed = capsys.readouterr().out
    assert "7 links, all of them hold." in printed
    assert "The head that was kept, 5, is on the chain." in printed
    assert printed.splitlines()[-1] == str(verify().head)


@pytest.mark.parametrize("words", ["5", "x:y", "5:abc", ":", "-1:" + "0" * 64])
def test_a_head_that_cannot_be_read_is_refused(db, words):
    with pytest.raises(CommandError, match="COUNT:HASH"):
        call_command("verify_audit", f"--expect={words}")


def test_what_waits_is_counted_with_the_age_of_the_oldest(five, capsys):
    old = datetime.now(UTC) - timedelta(hours=2, minutes=1)
    AuditEvent.objects.create(at=old, verb="person.invited", object_type="accounts.user", object_uid="x")
    act()
    report = verify()
    assert (report.broken, report.waiting, report.waiting_since) == ("", 2, old)
    call_command("verify_audit")
    assert "Not linked yet: 2, the oldest from" in (printed := capsys.readouterr().out)
    assert "(2:01:" in printed


def test_an_event_put_in_afterwards_with_an_old_time_stands_out(five, capsys):
    old = datetime.now(UTC) - timedelta(days=2)
    AuditEvent.objects.create(at=old, verb="person.invited", object_type="accounts.user", object_uid="x")
    chain.extend()
    report = verify()
    assert (report.broken, report.backdated, report.first_backdated) == ("", 1, 6)
    call_command("verify_audit")
    assert "The first is link 6." in capsys.readouterr().out


def test_an_empty_trail_holds(db, capsys):
    assert chain.extend() == 0
    call_command("verify_audit")
    assert f"0:{chain.GENESIS}" in capsys.readouterr().out


def test_walking_costs_two_queries_a_chunk(five, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("core.audit.verification.CHUNK", 2)
    # Three chunks of two queries, the look for a fourth, and what waits.
    with django_assert_num_queries(8):
        verify()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_linkers_and_writers_at_once_never_fork_the_chain(monkeypatch):
    monkeypatch.setattr(chain, "BATCH", 7)
    who = UserFactory()
    start = Barrier(8)

    def write() -> None:
        for _ in range(25):
            with transaction.atomic():
                audit.record("person.invited", by=who, obj=who)
                audit.record("person.renamed", by=who, obj=who)

    def link() -> None:
        for _ in range(12):
            chain.extend()

    def run(work) -> None:
        start.wait(10)
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, [write, link] * 4))
    chain.extend()
    assert AuditEvent.objects.count() == 200
    assert linked_in_order()
    assert verify().broken == ""
