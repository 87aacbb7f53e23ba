"""Counts the queries of a request and the rows that they fetched, when the request asks for it."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

ASK, QUERIES, ROWS = "X-Bench-Count", "X-Bench-Queries", "X-Bench-Rows"


class Count:
    """Answers a request with the header ``X-Bench-Count`` with two numbers in headers; others run untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ASK not in request.headers:
            return self.get_response(request)
        rows: list[int] = []

        def run(execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
            result = execute(sql, params, many, context)
            rows.append(max(0, context["cursor"].rowcount) if sql.lstrip().startswith("SELECT") else 0)
            return result

        with connection.execute_wrapper(run):
            response = self.get_response(request)
        response[QUERIES], response[ROWS] = str(len(rows)), str(sum(rows))
        return response
