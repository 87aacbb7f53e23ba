"""Forms about people: they validate and clean, nothing else."""

from .audit import AuditFilterForm
from .passwords import FirstPasswordForm, ForgottenPasswordForm, NewPasswordForm, OwnPasswordForm, SignInForm
from .people import InvitePersonForm, PersonForm
from .preferences import PreferencesForm

__all__ = [
    "AuditFilterForm",
    "FirstPasswordForm",
    "ForgottenPasswordForm",
    "InvitePersonForm",
    "NewPasswordForm",
    "OwnPasswordForm",
    "PersonForm",
    "PreferencesForm",
    "SignInForm",
]
