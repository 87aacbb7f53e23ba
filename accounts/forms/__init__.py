"""Forms about people: they validate and clean, nothing else."""

from .audit import AuditFilterForm
from .passwords import FirstPasswordForm, ForgottenPasswordForm
from .people import InvitePersonForm, PersonForm
from .preferences import PreferencesForm

__all__ = [
    "AuditFilterForm",
    "FirstPasswordForm",
    "ForgottenPasswordForm",
    "InvitePersonForm",
    "PersonForm",
    "PreferencesForm",
]
