"""Today's migrations of core, and after them those of a release to come."""

from core import migrations

__path__ = [*__path__, *migrations.__path__]
