"""A long select is what Django's is, option by option."""

import pytest
from django import forms
from django.test.html import parse_html

from accounts.models import User
from core.fields import LongSelect
from tests.factories import UserFactory


def both(choices, value, attrs=None):
    pair = (kind(attrs={"class": "x"}, choices=choices) for kind in (LongSelect, forms.Select))
    return [parse_html(each.render("who", value, attrs)) for each in pair]


@pytest.mark.parametrize("value", [None, "", "b", 3, "<", "none of them"])
def test_it_looks_as_a_select_does(value):
    choices = [("", "Anybody"), ("a", "Ada"), ("b", '<b>Ben & "Co"</b>'), (3, "Three"), ("<", "'")]
    long, plain = both(choices, value, {"id": "id_who", "aria-invalid": "true", "required": True, "disabled": False})
    assert long == plain


@pytest.mark.django_db
def test_in_a_form_it_offers_and_takes_people():
    ada, eve = UserFactory(name="Ada"), UserFactory(name="Eve <script>")

    class Form(forms.Form):
        user = forms.ModelChoiceField(User.objects.order_by("name"), to_field_name="uid", widget=LongSelect)

    class Plain(Form):
        user = forms.ModelChoiceField(User.objects.order_by("name"), to_field_name="uid")

    sent = {"user": eve.uid}
    assert parse_html(str(Form(sent)["user"])) == parse_html(str(Plain(sent)["user"]))
    assert f'<option value="{eve.uid}" selected>Eve &lt;script&gt;</option>' in str(Form(sent)["user"])
    form = Form(sent)
    assert form.is_valid()
    assert form.cleaned_data == {"user": eve}
    assert not Form({"user": ada.uid + "x"}).is_valid()
