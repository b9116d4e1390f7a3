"""A form whose texts are screened before they are published."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _

from .asking import Looked, Part
from .screening import screen
from .verdicts import Author, Kind


class ScreenedFormMixin:
    """Look through the texts of a form once they are right otherwise. List it before `forms.Form`.

    The template includes `screening/_screened.html` with `looked=form.looked` inside the form.
    """

    screened: ClassVar[tuple[str, ...]] = ()  # fields, each a text or a list of texts
    titles: ClassVar[tuple[str, ...]] = ()  # those of them that are one line
    can_hold: ClassVar[bool] = False
    is_about_author: ClassVar[bool] = False  # how to reach oneself, one may say
    author: Author = Author()
    looked: Looked = Looked()
    fields: dict[str, Any]
    cleaned_data: dict[str, Any]
    data: Any

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data  # type: ignore[misc]
        if not self.errors:  # type: ignore[attr-defined]
            self.looked = self._look(cleaned)
            if not self.looked.may_go_on:
                self.add_error(None, _("Look at the words that are marked below."))  # type: ignore[attr-defined]
        return cleaned

    def _look(self, cleaned: dict[str, Any]) -> Looked:
        parts = []
        for name in self.screened:
            typed = cleaned[name]
            text = "\n".join(typed) if isinstance(typed, list) else typed
            found = screen(text, by=self.author, is_title=name in self.titles)
            if self.is_about_author:
                found = found.besides(Kind.PHONE, Kind.EMAIL, Kind.ADDRESS)
            parts.append(Part(str(self.fields[name].label), text, found))
        data = self.data
        return Looked(
            parts, can_hold=self.can_hold, seen=data.get("seen_findings", ""), because=data.get("because", "")
        )

    @property
    def because(self) -> str:
        """Why the author posts it all the same; empty when nothing was asked."""
        return self.looked.because if self.looked.wants_reason else ""
