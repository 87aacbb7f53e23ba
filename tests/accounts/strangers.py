"""Calendar files of a stranger, and reading them as the worker does."""

from datetime import UTC, datetime

from accounts.models import BusyCalendar
from accounts.services import read_calendar

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ENTRY = "BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART:202611{day}T100000Z\r\nDURATION:PT1H\r\nSUMMARY:Oncologist\r\n"


def file(*days: int, more: str = "", uid: str = "a") -> bytes:
    entries = "".join(ENTRY.format(uid=f"{uid}{day}", day=day) + more + "END:VEVENT\r\n" for day in days)
    return f"BEGIN:VCALENDAR\r\n{entries}END:VCALENDAR\r\n".encode()


def read(calendar: BusyCalendar) -> BusyCalendar:
    read_calendar(calendar_id=calendar.pk)
    calendar.refresh_from_db()
    return calendar


def days(calendar: BusyCalendar) -> list[int]:
    return [row.starts_at.day for row in calendar.times.order_by("starts_at")]
