"""The links of a profile: up to five, each a text that says where it goes, and an address."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .lines import LineField

MOST = 5
NUMBERS = range(1, MOST + 1)
# what says nothing when a screen reader lists the links of a page (WCAG 2.2, 2.4.4)
_SAYS_NOTHING = re.compile(
    r"^(click|click here|here|link|links?|my link|more|read more|learn more|this|this link|website|web ?site"
    r"|site|page|web ?page|url|go|see|details|info|information|https?:.*|www\..*)[.!:…> ]*$",
    re.IGNORECASE,
)
_is_https = URLValidator(schemes=["https"])


def fields() -> dict[str, forms.Field]:
    """`link_1_text`, `link_1_url` … for a form."""
    made: dict[str, forms.Field] = {}
    for number in NUMBERS:
        made[text_of(number)] = LineField(
            label=gettext_lazy("Where link %d goes, in words") % number, max_length=80, required=False
        )
        made[url_of(number)] = LineField(
            label=gettext_lazy("Address of link %d") % number,
            max_length=300,
            required=False,
            widget=forms.URLInput(attrs={"inputmode": "url"}),
        )
    return made


def text_of(number: int) -> str:
    return f"link_{number}_text"


def url_of(number: int) -> str:
    return f"link_{number}_url"


def initial(links: list[dict[str, str]]) -> dict[str, str]:
    """The links of a profile as the form shows them."""
    shown = {text_of(number): link["text"] for number, link in enumerate(links, 1)}
    return shown | {url_of(number): link["url"] for number, link in enumerate(links, 1)}


def gathered(form: forms.BaseForm) -> list[dict[str, str]]:
    """The links of a cleaned form in order. Puts an error beside each field that is wrong."""
    found: list[dict[str, str]] = []
    for number in NUMBERS:
        text, url = (form.cleaned_data.get(name, "") for name in (text_of(number), url_of(number)))
        if problem := _problem_of_text(text, url, found):
            form.add_error(text_of(number), problem)
        if problem := _problem_of_url(text, url):
            form.add_error(url_of(number), problem)
        if text and url:
            found.append({"text": text, "url": url})
    return found


def _problem_of_text(text: str, url: str, earlier: list[dict[str, str]]) -> str:
    if url and not text:
        return _("Say in words where the link goes.")
    if text and _SAYS_NOTHING.match(text):
        return _("“%(text)s” does not say where the link goes. Name the page: “EPA style guide”.") % {
            "text": text
        }
    if text.casefold() in (link["text"].casefold() for link in earlier):
        return _("Another link has these words already. Say how this one differs.")
    return ""


def _problem_of_url(text: str, url: str) -> str:
    if text and not url:
        return _("Add the address, or empty the words.")
    if not url:
        return ""
    try:
        _is_https(url)
    except ValidationError:
        return _("Give a whole address that starts with https://.")
    if "@" in url.partition("//")[2].partition("/")[0]:
        return _("Leave out what stands before the @: an address with it can deceive.")
    return ""
