"""Forms in the look of the U.S. Web Design System, without a global FORM_RENDERER.

Wagtail's and Django's admin share the renderer, so it stays as it is. A form takes `UswdsFormMixin`,
or is only rendered with `{% usa_form form %}` / `{% usa_field form.field %}`: both dress the widgets.
Django itself ties hint and error to the control: `id_<name>_helptext` and `id_<name>_error`.
"""

from typing import Any

from django import forms
from django.forms.widgets import Input
from django.utils.translation import gettext as _

# The first class that fits wins: CheckboxSelectMultiple is a RadioSelect, which is a ChoiceWidget.
WIDGET_CLASSES = [
    (forms.CheckboxSelectMultiple, "usa-checkbox__input"),
    (forms.CheckboxInput, "usa-checkbox__input"),
    (forms.RadioSelect, "usa-radio__input"),
    (forms.Select, "usa-select"),
    (forms.Textarea, "usa-textarea"),
    (forms.FileInput, "file-input"),
    (Input, "usa-input"),
]


class UswdsFormMixin:
    """Give every widget its USWDS class and every required field words. List it before `forms.Form`."""

    fields: dict[str, Any]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field.widget)
            say_what_is_missing(field)


def dress(widget: forms.Widget) -> None:
    """Add the widget's USWDS class, once; a MultiWidget's parts are dressed one by one."""
    if isinstance(widget, forms.MultiWidget):
        for part in widget.widgets:
            dress(part)
        return
    wanted = next((name for kind, name in WIDGET_CLASSES if isinstance(widget, kind)), "")
    present = widget.attrs.get("class", "").split()
    if wanted and wanted not in present:
        widget.attrs["class"] = " ".join([wanted, *present])


def shape(widget: forms.Widget) -> str:
    """Return how a field is laid out: `checkbox`, `choices` (radios, checkboxes), `several` or `single`."""
    if isinstance(widget, forms.RadioSelect):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, (forms.MultiWidget, forms.SelectDateWidget)):
        return "several"
    return "single"


def say_what_is_missing(field: forms.Field) -> None:
    """Replace "This field is required." by what to do; a form's own words stay."""
    if field.error_messages.get("required") != forms.Field.default_error_messages["required"]:
        return
    if isinstance(field.widget, forms.FileInput):
        words = _("Choose a file.")
    elif isinstance(field.widget, forms.CheckboxInput):
        words = _("Tick this box to go on.")
    elif isinstance(field.widget, forms.widgets.ChoiceWidget):
        words = _("Choose one.")
    else:
        words = _("Fill this in.")
    field.error_messages["required"] = words


def focus_id(field: forms.BoundField) -> str:
    """Return the id that a link in the error summary jumps to: the first control of the field."""
    return "" if field.is_hidden else field.id_for_label or f"{field.auto_id}_0"
