"""Today's migrations of scorecards, and after them those of a release to come."""

from scorecards import migrations

__path__ = [*__path__, *migrations.__path__]
