from django.urls import reverse
from django.utils.translation import gettext as _


def people_crumbs(title: str) -> list[tuple[str, str | None]]:
    return [(_("People"), reverse("member_list")), (title, None)]
