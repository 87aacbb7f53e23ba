"""Whoever guesses is slowed down, and cannot lock the account's owner out by it."""

from django.test import Client

from tests.accounts.test_sign_in import NEW_PASSWORD, mail_link, sign_in

TOO_MANY = "Too many tries"


def test_a_link_opens_what_wrong_tries_closed(client, ada, run_jobs, link_in_mail):
    for _ in range(6):
        answer = sign_in(Client(), ada.email, "wrong")
    assert TOO_MANY in answer.content.decode()
    page = client.get(mail_link(client, ada, run_jobs, link_in_mail), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert sign_in(Client(), ada.email, NEW_PASSWORD).status_code == 302


def test_tries_at_one_account_leave_the_others_open(client, ada, iris):
    for _ in range(6):
        answer = sign_in(Client(), ada.email, "wrong")
    assert TOO_MANY in answer.content.decode()
    assert sign_in(Client(), iris.email).status_code == 302
