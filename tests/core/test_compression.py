"""Which answers are compressed: pages that repeat nothing of what was asked, and nothing else."""

import gzip

import pytest
from django.http import HttpResponse, JsonResponse
from django.test import RequestFactory

from core.middleware import SmallPages

LONG = "<p>She drew the loss first.</p>" * 100
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


def answered(response: HttpResponse, *, method: str = "get", path: str = "/", headers=GZIP) -> HttpResponse:
    request = getattr(RequestFactory(), method)(path, headers=headers)
    return SmallPages(lambda _: response)(request)


def test_a_page_is_compressed():
    answer = answered(HttpResponse(LONG))
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content).decode() == LONG


def test_its_length_is_no_measure():
    lengths = {len(answered(HttpResponse(LONG)).content) for _ in range(50)}
    assert len(lengths) > 1


@pytest.mark.parametrize(
    ("response", "asked"),
    [
        (HttpResponse(LONG), {"path": "/roles/?q=she+drew"}),
        (HttpResponse(LONG), {"method": "post"}),
        (HttpResponse(LONG, status=422), {}),
        (HttpResponse(LONG), {"headers": {}}),
        (HttpResponse(LONG, content_type="application/pdf"), {}),
        (JsonResponse({"words": LONG}), {}),
    ],
    ids=["a query", "a form", "an error", "an old browser", "a file", "data"],
)
def test_everything_else_goes_out_as_it_is(response, asked):
    answer = answered(response, **asked)
    assert "Content-Encoding" not in answer
    assert b"She drew" in answer.content


def test_pages_are_compressed_in_use(client, db):
    assert client.get("/sign-in/", headers=GZIP)["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get("/sign-in/?next=/roles/", headers=GZIP)
