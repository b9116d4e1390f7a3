from django import forms
from django.utils.translation import gettext_lazy as _

from communities.kit.text import clean_source
from communities.members.models import User

from ..models import Community, CommunityQuerySet
from .settings import NamingForm


class ProposalForm(NamingForm):
    """A member proposes a community."""

    why = forms.CharField(
        label=_("Why it is needed, and who would join"),
        help_text=_("You would be its first lead."),
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
    )

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by

    def others(self) -> CommunityQuerySet:
        return Community.objects.visible_to(self.by)  # others are not told of

    def clean_why(self) -> str:
        return clean_source(self.cleaned_data["why"])
