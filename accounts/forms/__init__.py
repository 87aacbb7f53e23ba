"""Forms about people: they validate and clean, nothing else."""

from .audit import AuditFilterForm
from .availability import AvailabilityForm
from .calendars import CalendarForm
from .jobs import JobFilterForm
from .passwords import FirstPasswordForm, ForgottenPasswordForm, NewPasswordForm, OwnPasswordForm, SignInForm
from .people import InvitePersonForm, PersonForm
from .preferences import PreferencesForm
from .second_factors import (
    AgainCodeForm,
    AgainKeyForm,
    AppCodeForm,
    NewPasskeyForm,
    PasskeyForm,
    PasskeyNameForm,
    SignInCodeForm,
    SignInKeyForm,
)

__all__ = [
    "AgainCodeForm",
    "AgainKeyForm",
    "AppCodeForm",
    "AuditFilterForm",
    "AvailabilityForm",
    "CalendarForm",
    "FirstPasswordForm",
    "ForgottenPasswordForm",
    "InvitePersonForm",
    "JobFilterForm",
    "NewPasskeyForm",
    "NewPasswordForm",
    "OwnPasswordForm",
    "PasskeyForm",
    "PasskeyNameForm",
    "PersonForm",
    "PreferencesForm",
    "SignInCodeForm",
    "SignInForm",
    "SignInKeyForm",
]
