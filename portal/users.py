"""Accounts in the editors' interface: an address, a name, groups. Members join by themselves."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from communities.members.indexing import index_member


class AccountCreationForm(UserCreationForm):
    """A new account; its owner signs in by a code."""

    first_name = None
    last_name = None
    name = forms.CharField(label=_("Name"), max_length=100)

    class Meta(UserCreationForm.Meta):
        fields = {"email", "name", "is_superuser", "groups"}


class AccountEditForm(UserEditForm):
    """An account's address, name and groups."""

    first_name = None
    last_name = None
    name = forms.CharField(label=_("Name"), max_length=100)

    class Meta(UserEditForm.Meta):
        fields = {"email", "name", "is_active", "is_superuser", "groups"}

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    @transaction.atomic
    def save(self, commit=True):
        """Let a new address, and only it, open the account, and keep the search index true."""
        person = super().save(commit)
        if "email" in self.changed_data:
            person.emailaddress_set.all().delete()
            person.emailaddress_set.create(email=person.email, verified=True, primary=True)
        index_member(person)
        return person


class UserViewSet(WagtailUserViewSet):
    """Wagtail's pages about users with our forms."""

    template_prefix = "portal/users/"

    def get_form_class(self, for_update=False):
        return AccountEditForm if for_update else AccountCreationForm
