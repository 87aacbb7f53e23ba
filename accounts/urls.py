"""Sign-in, preferences, people and the audit trail."""

from allauth.account import views as allauth
from django.urls import path, re_path

from accounts.views import audit, company, devices, invitations, people, policy, preferences

# Of django-allauth only what people here use; its names are kept, since it asks for its pages by them.
sign_in = [
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

urlpatterns = [
    *sign_in,
    path("sign-in/company/", company.company_start, name="company_start"),
    path("sign-in/company/return/", company.company_return, name="company_return"),
    path("invitations/<str:token>/", invitations.invitation_accept, name="invitation_accept"),
    path("preferences/", preferences.preferences_edit, name="preferences_edit"),
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
    path("who-may-do-what/", policy.policy_explain, name="policy_explain"),
    path("audit-trail/", audit.audit_list, name="audit_list"),
    path("audit-trail/export/", audit.audit_export, name="audit_export"),
]
