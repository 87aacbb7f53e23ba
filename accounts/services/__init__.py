"""Every write about people."""

from .audit import record_audit_export
from .company import NotLetIn, forget_company_account, welcome_from_company
from .devices import sign_out_device, sign_out_other_devices
from .invitations import LinkNotValid, accept_invitation, find_invitation, invite_again
from .passwords import request_password_reset
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

__all__ = [
    "AdminExists",
    "AlreadyHere",
    "LastAdmin",
    "LinkNotValid",
    "NotLetIn",
    "accept_invitation",
    "change_person",
    "deactivate_person",
    "find_invitation",
    "forget_company_account",
    "invite_again",
    "invite_person",
    "reactivate_person",
    "record_audit_export",
    "request_password_reset",
    "save_preferences",
    "set_up_admin",
    "sign_out_device",
    "sign_out_other_devices",
    "welcome_from_company",
]
