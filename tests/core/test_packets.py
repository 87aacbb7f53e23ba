"""Packets: made once per reader and content, stored whole, read only by whom they were made for."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core import jobs, packets
from core.models import AuditEvent, Job, Packet
from core.pdf import Pdf

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
