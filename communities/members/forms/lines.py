from django import forms

from communities.kit.text import clean_source


def clean_line(form: forms.BaseForm, name: str) -> str:
    """One line of visible text; raises what the field raises when nothing is left of it."""
    return form.fields[name].clean(" ".join(clean_source(form.cleaned_data[name]).split()))
