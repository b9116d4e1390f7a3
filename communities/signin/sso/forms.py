from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.kit.forms import UswdsFormMixin


class AddressForm(UswdsFormMixin, forms.Form):
    """Which of several verified addresses to use here."""

    address = forms.ChoiceField(label=_("Your address here"), widget=forms.RadioSelect)

    def __init__(self, *args, addresses: Sequence[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["address"].choices = [(address, address) for address in addresses]
