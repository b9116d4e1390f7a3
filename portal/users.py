"""Accounts in the editors' interface: an address, a name, groups. Members join by themselves."""

from django import forms
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

    def save(self, commit=True):
        """Keep the search index true: a closed account is found no more, a new name is found."""
        person = super().save(commit)
        index_member(person)
        return person


class UserViewSet(WagtailUserViewSet):
    """Wagtail's pages about users with our forms."""

    template_prefix = "portal/users/"

    def get_form_class(self, for_update=False):
        return AccountEditForm if for_update else AccountCreationForm
