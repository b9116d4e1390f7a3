"""Wagtail's forms, saved by a verb: what the verb refuses stands in the form, and what was typed is kept."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from wagtail.admin.views import generic

from communities.kit.errors import Conflict
from communities.kit.permissions import Refused
from communities.ledger.models import Entry

from .reading import last_entry


class KeptForm(forms.Form):
    """A form about one thing, which Wagtail hands over as `instance`."""

    def __init__(self, *args, instance=None, **kwargs):
        self.instance = instance
        if instance is not None and instance.pk:
            kwargs["initial"] = {**self.initial_of(instance), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def initial_of(self, instance) -> dict:
        """What the fields hold before anybody types."""
        raise NotImplementedError


class ByVerb:
    """Saves a form by `write`, which calls a verb, and shows what the verb says."""

    def write(self, cleaned: dict):
        """Call the verb with the form's data and return what it returns."""
        raise NotImplementedError

    def save_instance(self):
        return self.write(self.form.cleaned_data)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        self.form = form
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except (Refused, ValidationError) as error:
            form.add_error(None, str(error) if isinstance(error, Refused) else _in_form(error, form))
        except Conflict as conflict:
            form.data = form.data.copy()  # type: ignore[assignment]
            form.data["seen"] = conflict.now  # type: ignore[index]
            form.add_error(None, changed_meanwhile(last_entry(self.object)))
        self.produced_error_message = self.get_error_message()
        return self.form_invalid(form)


class AddView(ByVerb, generic.CreateView):
    """A form for something new."""

    def get_success_buttons(self) -> list:
        return []


class ChangeView(ByVerb, generic.EditView):
    """A form for something that is there."""

    def get_success_buttons(self) -> list:
        return []

    def get_success_url(self) -> str:
        return self.get_inspect_url()

    def get_side_panels(self):
        """None: the history stands on the page that one came from."""
        return generic.CreateView.get_side_panels(self)


def changed_meanwhile(entry: Entry | None) -> str:
    """Say who was quicker, and that saving again is possible."""
    if entry is None or entry.actor is None:
        return _(
            "This was changed while your page was open. Look at it again, or save to put yours in its place."
        )
    return _(
        "%(name)s changed this while your page was open. Look at it again, or save to put yours in its place."
    ) % {"name": entry.actor}


def _in_form(error: ValidationError, form: forms.Form) -> ValidationError:
    """The error by field, as far as the form has these fields."""
    if hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields):
        return error
    return ValidationError(error.messages)
