"""Every write about people."""

from .audit import record_audit_export
from .availability import (
    HoursImpossible,
    LimitImpossible,
    LimitsInput,
    StretchInput,
    TimeOffImpossible,
    TimeOffInput,
    save_availability,
)
from .calendar_reading import queue_calendars, read_calendar
from .calendars import (
    AddressImpossible,
    CalendarLogin,
    NoLogin,
    ReadJustNow,
    TooManyCalendars,
    add_calendar,
    ask_to_read,
    remove_calendar,
)
from .company import NotLetIn, forget_company_account, welcome_from_company
from .devices import note_sign_in, note_sign_in_refused, sign_out_device, sign_out_other_devices
from .invitations import LinkNotValid, accept_invitation, find_invitation, invite_again
from .passwords import ResetLinkNotValid, note_password_changed, request_password_reset, reset_password
from .people import (
    AdminExists,
    AlreadyHere,
    LastAdmin,
    change_person,
    deactivate_person,
    invite_person,
    reactivate_person,
    set_up_admin,
)
from .preferences import save_preferences
from .second_factors import (
    LastSecondFactor,
    OwnSecondFactors,
    note_recovery_code_used,
    note_recovery_codes_made,
    note_second_factor_added,
    note_second_factor_refused,
    remove_second_factor,
    reset_second_factors,
    use_up_code,
)

__all__ = [
    "AddressImpossible",
    "AdminExists",
    "AlreadyHere",
    "CalendarLogin",
    "HoursImpossible",
    "LastAdmin",
    "LastSecondFactor",
    "LimitImpossible",
    "LimitsInput",
    "LinkNotValid",
    "NoLogin",
    "NotLetIn",
    "OwnSecondFactors",
    "ReadJustNow",
    "ResetLinkNotValid",
    "StretchInput",
    "TimeOffImpossible",
    "TimeOffInput",
    "TooManyCalendars",
    "accept_invitation",
    "add_calendar",
    "ask_to_read",
    "change_person",
    "deactivate_person",
    "find_invitation",
    "forget_company_account",
    "invite_again",
    "invite_person",
    "note_password_changed",
    "note_recovery_code_used",
    "note_recovery_codes_made",
    "note_second_factor_added",
    "note_second_factor_refused",
    "note_sign_in",
    "note_sign_in_refused",
    "queue_calendars",
    "reactivate_person",
    "read_calendar",
    "record_audit_export",
    "remove_calendar",
    "remove_second_factor",
    "request_password_reset",
    "reset_password",
    "reset_second_factors",
    "save_availability",
    "save_preferences",
    "set_up_admin",
    "sign_out_device",
    "sign_out_other_devices",
    "use_up_code",
    "welcome_from_company",
]
