"""Wall-clock times: what people type, in one named zone, made into instants."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

FIRST, SECOND = "first", "second"


class Twice(ValidationError):
    """The clocks are set back that night: this time comes twice."""


def instant(day: date, at: time, zone: ZoneInfo, occurrence: str = "") -> datetime:
    """Return the instant in UTC at which clocks in ``zone`` show ``at`` on ``day``.

    ``occurrence`` (``first`` or ``second``) chooses where clocks are set back. Raises ``ValidationError`` for a time
    that the clocks skip, and ``Twice`` for one that comes twice while none is chosen.
    """
    wall = datetime.combine(day, at).replace(tzinfo=zone)
    if wall.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise ValidationError(f"{at:%H:%M} does not exist on that day in {zone.key}: the clocks are set forward then.")
    later = wall.replace(fold=1)
    if wall.utcoffset() != later.utcoffset():
        if occurrence not in {FIRST, SECOND}:
            raise Twice(f"{at:%H:%M} comes twice on that day in {zone.key}: the clocks are set back. Choose which one.")
        return (later if occurrence == SECOND else wall).astimezone(UTC)
    return wall.astimezone(UTC)
