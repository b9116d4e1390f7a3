import pytest
from django import forms
from django.template import Context, Template

from communities.kit.forms import UswdsFormMixin, dress, focus_id, shape

from .safety import tags


class Sample(UswdsFormMixin, forms.Form):
    name = forms.CharField(help_text="As colleagues know you.")
    about = forms.CharField(widget=forms.Textarea)
    agency = forms.ChoiceField(choices=[("", "Choose"), ("epa", "EPA")])
    kind = forms.ChoiceField(choices=[("q", "Question"), ("d", "Discussion")], widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(
        choices=[("1", "Mon"), ("2", "Tue")], widget=forms.CheckboxSelectMultiple
    )
    agree = forms.BooleanField()
    picture = forms.FileField()
    when = forms.SplitDateTimeField()
    own = forms.CharField(error_messages={"required": "Say who can vouch."})
    city = forms.CharField(required=False)


@pytest.mark.parametrize(
    ("field", "css"),
    [
        ("name", "usa-input"),
        ("about", "usa-textarea"),
        ("agency", "usa-select"),
        ("kind", "usa-radio__input"),
        ("days", "usa-checkbox__input"),
        ("agree", "usa-checkbox__input"),
        ("picture", "file-input"),
    ],
)
def test_each_widget_has_the_class_of_the_design_system(field, css):
    assert Sample().fields[field].widget.attrs["class"] == css


def test_the_parts_of_a_widget_are_dressed_one_by_one():
    widget = Sample().fields["when"].widget
    assert [part.attrs["class"] for part in widget.widgets] == ["usa-input", "usa-input"]
    assert "class" not in widget.attrs


def test_dressing_twice_and_dressing_what_has_a_class_keeps_both_once():
    widget = forms.TextInput(attrs={"class": "wide"})
    dress(widget)
    dress(widget)
    assert widget.attrs["class"] == "usa-input wide"


def test_a_hidden_field_is_not_shown_so_a_class_does_no_harm():
    widget = forms.HiddenInput()
    dress(widget)
    assert widget.is_hidden


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("name", "Fill this in."),
        ("agency", "Choose one."),
        ("kind", "Choose one."),
        ("days", "Choose one."),
        ("agree", "Tick this box to go on."),
        ("picture", "Choose a file."),
        ("own", "Say who can vouch."),
    ],
)
def test_a_missing_field_says_what_to_do(field, sentence):
    assert Sample({}).errors[field] == [sentence]


def test_an_optional_field_may_be_missing():
    assert "city" not in Sample({}).errors


@pytest.mark.parametrize(
    ("field", "layout"),
    [
        ("name", "single"),
        ("agency", "single"),
        ("kind", "choices"),
        ("days", "choices"),
        ("agree", "checkbox"),
        ("when", "several"),
    ],
)
def test_a_field_is_laid_out_by_its_kind(field, layout):
    assert shape(Sample().fields[field].widget) == layout


@pytest.mark.parametrize(
    ("field", "expected"),
    [("name", "id_name"), ("kind", "id_kind_0"), ("days", "id_days_0"), ("when", "id_when_0")],
)
def test_the_summary_of_errors_leads_to_the_first_control(field, expected):
    assert focus_id(Sample()[field]) == expected


def rendered(form) -> str:
    return Template("{% load usa %}{% usa_form form %}").render(Context({"form": form}))


def test_each_link_of_the_summary_leads_to_a_control_that_is_there():
    html = rendered(Sample({}))
    ids = {
        attributes.get("id") for name in ("input", "select", "textarea") for attributes in tags(html, name)
    }
    links = [a["href"].removeprefix("#") for a in tags(html, "a")]
    assert len(links) == 9
    assert set(links) <= ids


def test_hint_and_error_are_tied_to_the_control():
    html = rendered(Sample({}))
    name = next(attributes for attributes in tags(html, "input") if attributes["name"] == "name")
    assert name["aria-invalid"] == "true"
    assert name["aria-describedby"].split() == ["id_name_helptext", "id_name_error"]
    assert {"id_name_helptext", "id_name_error"} <= {attributes.get("id") for attributes in tags(html, "div")}


def test_each_control_has_a_label_and_an_optional_one_says_so():
    form = Sample()
    del form.fields["when"]  # a date and a time: nothing on the site asks for both
    html = rendered(form)
    labels = {attributes.get("for") for attributes in tags(html, "label")}
    controls = [a for name in ("input", "select", "textarea") for a in tags(html, name)]
    assert len(controls) >= 11
    for control in controls:
        assert control["id"] in labels, control
    assert "optional" in html


def test_what_was_typed_comes_back_escaped():
    html = rendered(Sample({"name": '"><script>alert(1)</script>'}))
    assert tags(html, "script") == []
    assert (
        next(a for a in tags(html, "input") if a["name"] == "name")["value"] == '"><script>alert(1)</script>'
    )
