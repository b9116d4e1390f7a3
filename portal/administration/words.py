"""Watched words: what screening looks for besides personal data, why, and what follows."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from communities.members.forms.lines import LineField
from communities.screening import keeping
from communities.screening.models import Action, WatchedWord
from communities.screening.words import LONGEST

from .verbs import AddView, ChangeView, KeptForm
from .viewsets import KeptViewSet, RemoveView


class WordForm(KeptForm):
    """A word or pattern, what follows where it stands, and why."""

    pattern = LineField(
        label=_("Word or pattern"),
        max_length=LONGEST,
        help_text=_("Words as they are. * stands for the rest of a word, # for a digit: scam*, AB-####."),
    )
    action = forms.TypedChoiceField(label=_("What follows"), choices=Action, coerce=int)
    reason = LineField(
        label=_("Reason"), max_length=200, help_text=_("The author reads it: say what to write instead.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, instance=None, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        if instance is None or not instance.pk:
            del self.fields["seen"]

    def initial_of(self, instance: WatchedWord) -> dict:
        about = {"pattern": instance.pattern, "action": instance.action, "reason": instance.reason}
        return {**about, "seen": keeping.seen_of(instance)}


class WordAddView(AddView):
    def write(self, cleaned: dict) -> WatchedWord:
        return keeping.add_word(by=self.request.user, **cleaned)


class WordChangeView(ChangeView):
    def write(self, cleaned: dict) -> WatchedWord:
        return keeping.change_word(self.object, by=self.request.user, **cleaned)


class WordRemoveView(RemoveView):
    def delete_action(self) -> None:
        keeping.remove_word(self.object, by=self.request.user)


class WordViewSet(KeptViewSet):
    """The list of watched words, which administrators keep."""

    model = WatchedWord
    name = "watched_words"
    icon = "warning"
    menu_label = _("Watched words")
    menu_order = 640
    add_to_admin_menu = True
    ordering = "pattern"
    add_view_class = WordAddView
    edit_view_class = WordChangeView
    delete_view_class = WordRemoveView
    inspect_view_fields = ("pattern", "action", "reason", "added_at")
    list_display = (
        "pattern",
        Column("get_action_display", label=_("What follows")),
        "reason",
        DateColumn("added_at", label=_("Added")),
    )

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        return WordForm
