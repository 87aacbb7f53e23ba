"""Sign-in, preferences, people, the job queue and the audit trail."""

from allauth.account import views as allauth
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.db.transaction import atomic
from django.urls import path, re_path, reverse_lazy
from django.views.generic import RedirectView

from accounts.views import (
    audit,
    availability,
    calendars,
    company,
    devices,
    invitations,
    jobs,
    people,
    policy,
    preferences,
    second_factors,
    sign_in,
)

# Of django-allauth only what people here use; its names are kept, since it asks for its pages by them.
signing_in = [
    path("sign-in/", allauth.login, name="account_login"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("sign-up/", allauth.signup, name="account_signup"),
    path("sign-in/inactive/", allauth.account_inactive, name="account_inactive"),
    path("sign-in/again/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/set/", allauth.password_set, name="account_set_password"),
    path("password/forgotten/", allauth.password_reset, name="account_reset_password"),
    path("password/forgotten/sent/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/new/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]

second_step = [
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("sign-in/again/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("preferences/second-step/", second_factors.second_factor_list, name="mfa_index"),
    path("preferences/second-step/app/", totp.activate_totp, name="mfa_activate_totp"),
    # Where django-allauth leads whoever has an app already.
    path(
        "preferences/second-step/app/ready/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_deactivate_totp"
    ),
    path("preferences/second-step/passkeys/new/", atomic(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "preferences/second-step/passkeys/<int:pk>/",
        webauthn.EditWebAuthnView.as_view(success_url=reverse_lazy("mfa_index")),
        name="mfa_edit_webauthn",
    ),
    path("preferences/second-step/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "preferences/second-step/recovery-codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path("preferences/second-step/<int:pk>/remove/", second_factors.second_factor_remove, name="second_factor_remove"),
]

urlpatterns = [
    *signing_in,
    path("sign-in/company/", company.company_start, name="company_start"),
    path("sign-in/company/return/", company.company_return, name="company_return"),
    *second_step,
    path("sign-in/done/", sign_in.sign_in_done, name="sign_in_done"),
    path("invitations/<str:token>/", invitations.invitation_accept, name="invitation_accept"),
    path("preferences/", preferences.preferences_edit, name="preferences_edit"),
    path("preferences/availability/", availability.availability_edit, name="availability_edit"),
    path("preferences/availability/calendars/new/", calendars.busy_calendar_add, name="busy_calendar_add"),
    path(
        "preferences/availability/calendars/<slug:uid>/read/", calendars.busy_calendar_read, name="busy_calendar_read"
    ),
    path(
        "preferences/availability/calendars/<slug:uid>/remove/",
        calendars.busy_calendar_remove,
        name="busy_calendar_remove",
    ),
    path("preferences/devices/", devices.device_list, name="device_list"),
    path("preferences/devices/sign-out/", devices.device_sign_out_others, name="device_sign_out_others"),
    path("preferences/devices/<slug:uid>/sign-out/", devices.device_sign_out, name="device_sign_out"),
    path("people/", people.people_list, name="people_list"),
    path("people/new/", people.person_invite, name="person_invite"),
    path("people/<slug:uid>/", people.person_edit, name="person_edit"),
    path("people/<slug:uid>/deactivate/", people.person_deactivate, name="person_deactivate"),
    path("people/<slug:uid>/reactivate/", people.person_reactivate, name="person_reactivate"),
    path("people/<slug:uid>/invite-again/", people.person_invite_again, name="person_invite_again"),
    path("people/<slug:uid>/forget-company-account/", people.person_forget_company, name="person_forget_company"),
    path("people/<slug:uid>/reset-second-step/", second_factors.second_factor_reset, name="second_factor_reset"),
    path("who-may-do-what/", policy.policy_explain, name="policy_explain"),
    path("audit-trail/", audit.audit_list, name="audit_list"),
    path("jobs/", jobs.job_list, name="job_list"),
    path("jobs/<slug:uid>/try-again/", jobs.job_try_again, name="job_try_again"),
    path("jobs/<slug:uid>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("audit-trail/export/", audit.audit_export, name="audit_export"),
]
