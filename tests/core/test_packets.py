"""Packets: made once per reader and content, stored whole, read only by whom they were made for."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core import jobs, packets
from core.models import AuditEvent, Job, Packet
from core.pdf import Pdf
from tests.rig.races import together

from . import sample_jobs  # noqa: F401 - registers the jobs

PDF = Pdf(data=b"%PDF-1.7 canary", pages=3)
KIND = "tests.kit"


@pytest.fixture
def readers(monkeypatch):
    """Who may read the test's kind of packet."""
    allowed = set()
    monkeypatch.setitem(packets._readers, KIND, lambda user, subject_uid: user.pk in allowed)
    monkeypatch.setitem(packets._scopes, KIND, lambda subject_uid: "zyxwvutsrqpn")
    return allowed


def ask(by, **other) -> Packet:
    values = {"kind": KIND, "subject_uid": "abcdefghjkmn", "title": "Interview kit: Amara", "content_key": "k1"}
    return packets.request_packet(**{**values, **other}, task="tests.append_line", by=by)


@pytest.fixture
def packet(iris, readers):
    readers.add(iris.pk)
    packet = ask(iris)
    packets.store(packet, PDF)
    return packet


def test_asking_writes_a_packet_and_its_job(iris):
    packet = ask(iris)
    assert packet.job.args == {"packet_id": packet.pk}
    assert (packet.job.requested_by, packet.job.priority) == (iris, Job.Priority.SOON)
    assert not packet.is_ready


def test_the_same_content_is_compiled_once(iris):
    assert ask(iris) == ask(iris)
    assert Job.objects.count() == 1


def test_other_content_another_subject_and_another_reader_are_other_packets(iris, ivan):
    made = {ask(iris).pk, ask(ivan).pk, ask(iris, content_key="k2").pk, ask(iris, subject_uid="mnbvcxzasdfg").pk}
    assert len(made) == 4


def test_a_ready_packet_is_taken_from_the_shelf(iris, packet):
    assert ask(iris).is_ready
    assert Job.objects.count() == 1


@pytest.mark.parametrize("end", ["failed", "cancelled"])
def test_a_packet_whose_job_ended_badly_is_tried_again(iris, end):
    packet = ask(iris)
    jobs.cancel(packet.job)
    if end == "failed":
        Job.objects.update(state="failed", error="No.")
    again = ask(iris)
    assert again == packet
    assert again.job != packet.job


def test_a_failure_is_told_for_as_long_as_the_packet_is_there(iris, packet):
    failed = ask(iris, content_key="k2")
    long_ago = timezone.now() - timedelta(days=60)
    Job.objects.update(state="failed", error="It is too long.", finished_at=long_ago)
    jobs.sweep()
    assert list(Job.objects.all()) == [failed.job]
    assert packets.retry(packet=failed, by=iris).job != failed.job


def test_storing_keeps_file_and_facts_together(packet):
    packet.refresh_from_db()
    assert packet.is_ready
    assert (packet.pages, packet.size) == (3, len(PDF.data))
    assert packet.sha256 == hashlib.sha256(PDF.data).hexdigest()
    assert "Amara" not in packet.file.name
    assert packet.file.read() == PDF.data


def test_storing_twice_keeps_one_file(packet):
    name = packet.file.name
    packets.store(packet, Pdf(data=b"other", pages=1))
    packet.refresh_from_db()
    assert packet.file.name == name


def test_a_late_worker_leaves_no_file_behind(packet, monkeypatch):
    deleted = []
    monkeypatch.setattr(packet.file.storage, "delete", deleted.append)
    real = Packet.objects.filter
    monkeypatch.setattr(
        Packet.objects,
        "filter",
        lambda **kw: Packet.objects.none() if kw.get("ready_at__isnull") is False else real(**kw),
    )
    packets.store(packet, PDF)
    assert len(deleted) == 1


@pytest.mark.parametrize("values", [{"file": ""}, {"pages": None}, {"sha256": ""}, {"ready_at": None}])
def test_the_database_refuses_half_a_packet(packet, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Packet.objects.filter(pk=packet.pk).update(**values)


def test_the_reader_gets_the_file(client, iris, packet):
    client.force_login(iris)
    answer = client.get(f"/packets/{packet.uid}/file/")
    assert b"".join(answer.streaming_content) == PDF.data
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Interview-kit-Amara.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store, private"
    shown = client.get(f"/packets/{packet.uid}/file/?inline=1")
    assert shown.headers["Content-Disposition"].startswith("inline")


def test_each_download_leaves_a_trace_filed_under_its_subject(client, iris, packet):
    client.force_login(iris)
    for address in ("", "file/", "file/?inline=1"):
        client.get(f"/packets/{packet.uid}/{address}")
    events = AuditEvent.objects.values_list("verb", "actor", "object_uid", "scope_uid", "data")
    assert list(events) == [("packet.downloaded", iris.pk, packet.uid, "zyxwvutsrqpn", {"kind": KIND})] * 2


@pytest.mark.parametrize("path", ["", "file/"])
def test_nobody_else_finds_it(client, ada, packet, readers, path):
    readers.add(ada.pk)
    client.force_login(ada)
    assert client.get(f"/packets/{packet.uid}/{path}").status_code == 404
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("path", ["", "file/"])
def test_the_right_is_asked_again_each_time(client, iris, packet, readers, path):
    client.force_login(iris)
    assert client.get(f"/packets/{packet.uid}/{path}").status_code == 200
    readers.clear()
    assert client.get(f"/packets/{packet.uid}/{path}").status_code == 404


def test_the_page_of_a_packet_leads_back_to_its_subject(client, iris, packet, monkeypatch):
    monkeypatch.setitem(packets._pages, KIND, ("person_edit", "Person"))
    client.force_login(iris)
    page = client.get(reverse("packet_detail", args=[packet.uid])).text
    assert f'<a href="{reverse("person_edit", args=[packet.subject_uid])}">Person</a>' in page


def test_a_kind_that_nobody_registered_is_read_by_nobody(iris, packet, monkeypatch):
    monkeypatch.delitem(packets._readers, KIND)
    assert not packets.may_read(packet=packet, user=iris)


def test_of_a_part_of_its_subject_the_right_is_asked_for_that_part(iris, monkeypatch):
    asked = []
    monkeypatch.setitem(packets._readers, KIND, lambda *about: asked.append(about) or True)
    assert packets.may_read(packet=ask(iris, detail="technical"), user=iris)
    assert packets.may_read(packet=ask(iris, content_key="k2"), user=iris)
    assert asked == [(iris, "abcdefghjkmn", "technical"), (iris, "abcdefghjkmn")]


def test_progress_is_told_and_asked_for_again(client, iris, readers):
    readers.add(iris.pk)
    packet = ask(iris)
    client.force_login(iris)
    page = client.get(f"/packets/{packet.uid}/").content.decode()
    assert "<!DOCTYPE html>" in page
    assert f'hx-get="/packets/{packet.uid}/"' in page
    part = client.get(f"/packets/{packet.uid}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert client.get(f"/packets/{packet.uid}/file/").status_code == 404
    packets.store(packet, PDF)
    part = client.get(f"/packets/{packet.uid}/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in part
    assert "3 pages" in part


def test_a_failure_says_why_and_can_be_tried_again(client, iris, readers):
    readers.add(iris.pk)
    packet = ask(iris)
    jobs.cancel(packet.job)
    Job.objects.update(state="failed", error="This document is too long to be printed.")
    client.force_login(iris)
    assert "too long to be printed" in client.get(f"/packets/{packet.uid}/").content.decode()
    assert client.get(f"/packets/{packet.uid}/retry/").status_code == 405
    client.post(f"/packets/{packet.uid}/retry/")
    client.post(f"/packets/{packet.uid}/retry/")
    assert Job.objects.unfinished().count() == 1


def test_somebodys_first_packets_come_before_their_hundredth(iris, ivan):
    many = [ask(iris, content_key=f"k{number}").job.priority for number in range(100)]
    assert many == [Job.Priority.SOON] * packets.AT_ONCE + [Job.Priority.NORMAL] * (100 - packets.AT_ONCE)
    assert ask(ivan).job.priority == Job.Priority.SOON


def test_a_batch_lets_single_packets_pass(iris):
    assert ask(iris, in_turn=True).job.priority == Job.Priority.NORMAL


def test_what_the_job_is_told_is_told_again_at_the_next_try(iris):
    packet = ask(iris)
    assert packet.job.args == {"packet_id": packet.pk}
    packets.cancel(packet=packet)
    assert packets.retry(packet=packet, by=iris).job.args == packet.job.args


def test_a_packet_under_way_can_be_cancelled_and_begun_again(client, iris, readers):
    readers.add(iris.pk)
    packet = ask(iris)
    client.force_login(iris)
    stop = f"/packets/{packet.uid}/cancel/"
    assert f'action="{stop}"' in client.get(f"/packets/{packet.uid}/").text
    assert client.get(stop).status_code == 405
    page = client.post(stop, follow=True).text
    assert "Stopped" in page
    assert f'action="/packets/{packet.uid}/retry/"' in page
    packet.refresh_from_db()
    assert packet.job.state == "cancelled"


def test_cancelling_what_is_ready_changes_nothing(iris, packet):
    before = Job.objects.get(pk=packet.job_id)
    Job.objects.filter(pk=packet.job_id).update(state="done", finished_at=timezone.now())
    assert packets.cancel(packet=packet).is_ready
    assert Job.objects.get(pk=before.pk).state == "done"


def age(packet: Packet, days: int) -> None:
    at = timezone.now() - timedelta(days=days)
    Packet.objects.filter(pk=packet.pk).update(created_at=at, **({"ready_at": at} if packet.is_ready else {}))


def test_old_packets_go_with_their_files_and_are_made_anew(iris, packet, settings):
    settings.PACKETS_KEPT_DAYS = 30
    path = Path(packet.file.path)
    age(packet, 29)
    assert (packets.sweep(), path.exists()) == (0, True)
    age(packet, 31)
    assert (packets.sweep(), path.exists(), Packet.objects.count()) == (1, False, 0)
    again = ask(iris)
    packets.store(again, PDF)
    assert Path(again.file.path).exists()


def test_an_old_failure_goes_and_what_still_waits_stays(iris):
    failed, waiting = ask(iris), ask(iris, content_key="k2")
    packets.cancel(packet=failed)
    for each in (failed, waiting):
        age(each, 400)
    assert packets.sweep() == 1
    assert Packet.objects.get() == waiting


def test_a_file_without_a_row_goes_after_a_day(packet):
    kept = Path(packet.file.path)
    fresh, left = kept.with_name("fresh.pdf"), kept.with_name(".left.part")
    for path in (fresh, left):
        path.write_bytes(b"%PDF")
    day = timedelta(days=1, minutes=1).total_seconds()
    for path in (kept, left):
        os.utime(path, (timezone.now().timestamp() - day,) * 2)
    packets.sweep()
    assert (kept.exists(), fresh.exists(), left.exists()) == (True, True, False)
    fresh.unlink()


def test_a_file_that_another_worker_has_dropped_meanwhile_holds_nothing_up(packet, monkeypatch):
    left = Path(packet.file.path).with_name("left.pdf")
    left.write_bytes(b"%PDF")
    os.utime(left, (timezone.now().timestamp() - timedelta(days=2).total_seconds(),) * 2)
    monkeypatch.setattr(packet.file.storage, "listdir", lambda folder: ([], ["gone.pdf", "left.pdf"]))
    packets.sweep()
    assert not left.exists()


def test_a_sweep_that_is_stopped_half_way_leaves_no_row_without_its_file(packet, monkeypatch):
    def stop(name: str) -> None:
        raise InterruptedError

    age(packet, 400)
    monkeypatch.setattr(packet.file.storage, "delete", stop)
    with pytest.raises(InterruptedError):
        packets.sweep()
    assert not Packet.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_the_same_time_compile_once(iris):
    made = together(*[lambda: ask(iris).pk] * 6)
    assert len(set(made)) == 1
    assert Job.objects.count() == 1
