"""One address of every route of the project, in the world of the acts."""

import re

from tests.independence.walker import Route, routes
from tests.security.acts import World
from tests.test_permissions_matrix import rows


def addresses(world: World) -> dict[str, Route]:
    """One address of every route, with an id that fits, and what its view reads from the query."""
    known = {re.compile(re.sub(r"%\(\w+\)s", "[^/]+", route.path)): route for route in routes()}
    found = {}
    for name in rows():
        path = world.url(name).split("?")[0]
        fitting = [route for pattern, route in known.items() if pattern.fullmatch(path)]
        found[path] = fitting[0] if fitting else Route(path, (), (), has_fragments=False)
    return found
