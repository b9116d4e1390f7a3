"""Words for the same thing, which the search takes for one another."""

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.finding import keeping
from communities.finding.models import Synonym
from communities.members.forms.lines import LineField

from .verbs import AddView, ChangeView, KeptForm
from .viewsets import KeptViewSet, RemoveView


class SynonymForm(KeptForm):
    """One group of words."""

    words = LineField(
        label=_("Words for the same thing"),
        max_length=300,
        help_text=_("Separated by commas, for instance: alt text, image description"),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, instance=None, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        if instance is None or not instance.pk:
            del self.fields["seen"]

    def initial_of(self, instance: Synonym) -> dict:
        return {"words": instance.words, "seen": instance.words}


class SynonymAddView(AddView):
    def write(self, cleaned: dict) -> Synonym:
        return keeping.add_synonym(by=self.request.user, **cleaned)


class SynonymChangeView(ChangeView):
    def write(self, cleaned: dict) -> Synonym:
        return keeping.change_synonym(self.object, by=self.request.user, **cleaned)


class SynonymRemoveView(RemoveView):
    def delete_action(self) -> None:
        keeping.remove_synonym(self.object, by=self.request.user)


class SynonymViewSet(KeptViewSet):
    """The list of synonyms, which administrators keep."""

    model = Synonym
    name = "synonyms"
    icon = "search"
    menu_label = _("Search synonyms")
    menu_order = 625
    add_to_admin_menu = True
    ordering = "words"
    add_view_class = SynonymAddView
    edit_view_class = SynonymChangeView
    delete_view_class = SynonymRemoveView
    inspect_view_fields = ("words",)
    list_display = ("words",)

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        return SynonymForm
