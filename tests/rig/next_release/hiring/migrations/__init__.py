"""Today's migrations of hiring, and after them those of a release to come."""

from hiring import migrations

__path__ = [*__path__, *migrations.__path__]
