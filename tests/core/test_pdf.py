"""HTML to PDF: what it reaches, what it refuses, and that a poisonous page harms nobody."""

import http.server
import os
import threading
from importlib import import_module
from io import BytesIO

import psutil
import pytest
from django.contrib.staticfiles.finders import get_finder
from pypdf import PdfReader

from core import pdf
from core.pdf import PdfFailed, render

limits = import_module("core.pdf.render")
LONG = "<p>" + "word " * 250_000 + "</p>"


@pytest.fixture
def own_press(monkeypatch):
    """A press of this test alone, with a zygote that nobody has used."""
    press = pdf.Press()
    monkeypatch.setattr(limits, "press", press)
    yield press
    press.close()


def words(made: pdf.Pdf) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(made.data)).pages)


def test_a_page_becomes_a_pdf_with_its_pages_counted():
    made = render("<h1>Hello</h1><p style='break-before: page'>Second</p>")
    assert made.data.startswith(b"%PDF-")
    assert made.pages == 2
    assert "Hello" in words(made)


def test_static_styles_are_applied(settings, tmp_path):
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "big.css").write_text("p { break-before: page }")
    settings.STATICFILES_DIRS = [tmp_path]
    get_finder.cache_clear()
    linked = render('<link rel="stylesheet" href="/static/css/big.css">Start<p>Page</p>')
    get_finder.cache_clear()
    assert linked.pages == 2


def test_documents_are_tagged_for_screen_readers():
    root = PdfReader(BytesIO(render("<html lang='en'><title>T</title><h1>H</h1>").data)).root_object
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"


@pytest.fixture
def trap():
    """A server that remembers who called, and its address."""
    called = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            called.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", called
    server.shutdown()
    server.server_close()


def test_no_way_leads_to_files_or_the_network(trap, tmp_path):
    address, called = trap
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-in-a-local-file")
    ways = [
        '<img src="{url}">',
        '<link rel="attachment" href="{url}">',
        '<a rel="attachment" href="{url}">file</a>',
        '<link rel="stylesheet" href="{url}">',
        "<style>@import url('{url}')</style>",
        "<style>@font-face {{ font-family: x; src: url('{url}') }} p {{ font-family: x }}</style><p>x</p>",
        "<style>p {{ background: url('{url}') }}</style><p>x</p>",
        '<object data="{url}"></object>',
        '<embed src="{url}">',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}" width="9" height="9"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><use href="{url}#a"/></svg>',
    ]
    targets = [
        f"{address}/called",
        f"file://{secret}",
        str(secret),
        f"/static/../../../../../../..{secret}",
        f"/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e{secret}",
        "ftp://127.0.0.1/x",
    ]
    targets += [f"https://evenhand.invalid{secret}", f"https://evenhand.invalid/static/../../..{secret}"]
    html = "".join(way.format(url=target) for way in ways for target in targets)
    made = render(f"<p>Start</p>{html}<base href='{address}/'><img src='relative.png'>")
    assert called == []
    assert b"canary" not in made.data
    assert not PdfReader(BytesIO(made.data)).attachments


def test_secrets_of_the_server_do_not_reach_the_child(monkeypatch, own_press):
    monkeypatch.setenv("SECRET_KEY", "canary")
    render("<p>x</p>")
    environment = psutil.Process(own_press._process.pid).environ()
    assert set(environment) <= {"PATH", "HOME", "LANG", "TMPDIR", "LC_CTYPE"}
    assert "canary" not in str(environment)


def test_too_long_is_refused_before_anything_starts():
    with pytest.raises(PdfFailed, match="too long"):
        render("x" * (limits.LONGEST_INPUT + 1))


def test_too_deep_is_refused_before_anything_starts():
    with pytest.raises(PdfFailed, match="nested too deeply"):
        render("<div>" * 3000)


def test_void_and_closed_tags_do_not_count_as_depth():
    assert limits._depth("<div><br><img><hr/></div>" * 500) == 1


@pytest.mark.slow
def test_too_much_memory_ends_the_child_only(monkeypatch):
    monkeypatch.setattr(limits, "MEMORY_BYTES", 400_000_000)
    with pytest.raises(PdfFailed):
        render("<table>" + "<tr><td>cell</td></tr>" * 60_000 + "</table>")


@pytest.mark.slow
def test_too_much_time_ends_the_child(monkeypatch):
    monkeypatch.setattr(limits, "CPU_SECONDS", 2)
    with pytest.raises(PdfFailed, match="more time or memory"):
        render(LONG)


@pytest.mark.slow
def test_the_wall_clock_counts_too(monkeypatch):
    monkeypatch.setattr(limits, "WALL_SECONDS", 1)
    with pytest.raises(PdfFailed, match="too long"):
        render(LONG)


def test_the_same_page_gives_the_same_bytes_whoever_prints_it(own_press):
    page = "<html lang='en'><title>T</title><h1>Zażółć</h1><table><tr><td>1<td>2</table><ul><li>☐ one</ul>"
    first = render(page).data
    zygote = own_press._process.pid
    own_press.close()
    assert render(page).data == first
    assert own_press._process.pid != zygote


def test_one_document_after_the_other_comes_from_one_zygote(own_press):
    render("<p>1</p>")
    zygote = own_press._process.pid
    render("<p>2</p>")
    assert own_press._process.pid == zygote
    assert psutil.Process(zygote).children() == []


def test_a_zygote_that_died_between_two_documents_is_replaced(own_press):
    render("<p>1</p>")
    own_press._process.kill()
    assert render("<p>2</p>").pages == 1


def test_a_zygote_killed_at_work_is_replaced_and_the_document_made(own_press):
    killed = []

    def kill_once(pages: int) -> None:
        if not killed:
            killed.append(own_press._process.pid)
            own_press._process.kill()

    assert render("<p>x</p>", laid_out=kill_once).pages == 1
    assert own_press._process.pid != killed[0]


def test_what_the_beat_raises_ends_the_child(own_press, monkeypatch):
    monkeypatch.setattr("core.pdf.pressroom.BEAT_EVERY", 0.01)
    seen = []

    def stop() -> None:
        seen.extend(psutil.Process(own_press._process.pid).children())
        if seen:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        render(LONG, beat=stop)
    gone, alive = psutil.wait_procs(seen, timeout=5)
    assert gone
    assert not alive


def test_a_fork_of_this_process_gets_a_zygote_of_its_own(own_press):
    render("<p>x</p>")
    zygote = own_press._process.pid
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            made = render("<p>y</p>").pages
            own = own_press._process.pid
            own_press.close()
            os.write(write, f"{made} {own != zygote}".encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as said:
        assert said.read() == "1 True"
    os.waitpid(child, 0)
    assert render("<p>z</p>").pages == 1
    assert own_press._process.pid == zygote


def test_how_many_pages_there_are_is_told_before_they_are_written(own_press):
    told = []
    render("<p>1</p><p style='break-before: page'>2</p>", laid_out=told.append)
    assert told == [2]
