"""The languages that a member can say they work in, as codes with their English names."""

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# Spoken or signed in the United States, and not among the languages that Django knows.
_OURS = {
    "ase": gettext_noop("American Sign Language"),
    "ch": gettext_noop("Chamorro"),
    "haw": gettext_noop("Hawaiian"),
    "hmn": gettext_noop("Hmong"),
    "ht": gettext_noop("Haitian Creole"),
    "nv": gettext_noop("Navajo"),
    "sm": gettext_noop("Samoan"),
    "so": gettext_noop("Somali"),
    "tl": gettext_noop("Tagalog"),
    "yi": gettext_noop("Yiddish"),
}
_DJANGOS = {  # without the regions of a language, such as Mexican Spanish
    code: info["name"]
    for code, info in LANG_INFO.items()
    if "name" in info and ("-" not in code or code.startswith("zh-")) and code not in ("eo", "ia", "io")
}

# code: name, by name
LANGUAGES = {code: _(name) for code, name in sorted((_DJANGOS | _OURS).items(), key=lambda each: each[1])}

# What public servants in the United States are asked for most; a form offers these before the long list.
COMMON = ("es", "ase", "zh-hans", "zh-hant", "tl", "vi", "ar", "fr", "ko", "ru", "ht", "pt", "nv")


def names(codes: list[str]) -> list[str]:
    """The names of languages, in the order of the alphabet; codes that are unknown are left out."""
    return sorted(str(LANGUAGES[code]) for code in codes if code in LANGUAGES)
