"""What every test can ask for: the rig's servers and browser here, the people of the story in `tests/personas.py`."""

import pytest

pytest_plugins = ["tests.rig.redis", "tests.rig.browser", "tests.personas"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything under tests/browser/ so that `-m "not browser"` leaves it out."""
    for item in items:
        if "browser" in item.path.parent.parts[-2:]:
            item.add_marker(pytest.mark.browser)
