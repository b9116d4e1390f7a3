"""The one function that looks through a text, for every way in."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import contacts, links, manners, numbers, words
from .normalizing import Normal, normalise
from .reading import watched_words
from .verdicts import Answer, Author, Finding, Kind, Screened
from .words import Watched

NOBODY = Author()
_MENTION = "@"

_WHY = {
    Kind.SSN: gettext_lazy(
        "This looks like a Social Security number. Take it out; nobody may publish one here."
    ),
    Kind.CARD: gettext_lazy(
        "This looks like the number of a payment card. Take it out; nobody may publish one here."
    ),
    Kind.PHONE: gettext_lazy(
        "This looks like a telephone number. Leave it out if it belongs to a member of the public."
    ),
    Kind.EMAIL: gettext_lazy(
        "This looks like a personal e-mail address. Leave it out if it belongs to a member of the public."
    ),
    Kind.ADDRESS: gettext_lazy(
        "This looks like where somebody lives. Leave it out if it is a member of the public."
    ),
    Kind.LOOKALIKE: gettext_lazy(
        "This link leads elsewhere than it seems to. If you warn of it, put a space into the address."
    ),
    Kind.SHOUTING: gettext_lazy(
        "Capitals throughout, or rows of signs, read as shouting. Write it as you would say it."
    ),
}
_ANSWERS = {Kind.SSN: Answer.REFUSE, Kind.CARD: Answer.REFUSE, Kind.LOOKALIKE: Answer.HOLD}


def screen(text: str, *, by: Author = NOBODY, is_title: bool = False) -> Screened:
    """Look through a text that somebody wants to publish. One query, for the watched words.

    `by` is what is known of who writes; `is_title`: it is one line.
    """
    return look(text, by=by, is_title=is_title, watched=watched_words())


def refuse_personal(*texts: str) -> None:
    """Raise ValidationError, in words for the author, where a text holds what nobody may publish. One query.

    For verbs: whatever way a text came in, this is not written.
    """
    watched = watched_words()
    for text in texts:
        if refused := look(text, watched=watched).of(Answer.REFUSE):
            raise ValidationError([f"“{each.words}”: {each.why}" for each in refused])


def look(
    text: str, *, by: Author = NOBODY, is_title: bool = False, watched: Iterable[Watched] = ()
) -> Screened:
    """The same without asking the database: a pure function of what it is given."""
    normal = normalise(text)
    found = [*_personal(normal, by), *_watched(normal, watched), *_linked(normal, by)]
    found += _said(text, normal, by, is_title)
    return Screened(tuple(sorted(_once(found), key=lambda each: (each.start, -each.answer))))


def _personal(normal: Normal, by: Author) -> Iterator[Finding]:
    text = normal.text
    digits = sum(map(text.count, "0123456789"))
    if digits >= 9:
        yield from _findings(normal, Kind.SSN, numbers.ssns(text))
    if digits >= 13:
        yield from _findings(normal, Kind.CARD, numbers.cards(text))
    if digits >= 7:
        yield from _findings(normal, Kind.PHONE, contacts.phones(text, by.own))
    yield from _findings(normal, Kind.EMAIL, contacts.emails(text, by.own, by.is_official))
    if digits:
        yield from _findings(normal, Kind.ADDRESS, contacts.addresses(text))


def _findings(normal: Normal, kind: Kind, places: Iterable[numbers.Span]) -> Iterator[Finding]:
    for place in places:
        yield _finding(normal, kind, place, str(_WHY[kind]), _ANSWERS.get(kind, Answer.WARN))


def _finding(normal: Normal, kind: Kind, place: numbers.Span, why: str, answer: Answer) -> Finding:
    start, end = normal.span(*place)
    return Finding(kind, start, end, normal.source[start:end], why, answer)


def _watched(normal: Normal, watched: Iterable[Watched]) -> Iterator[Finding]:
    for word, place in words.places_of(normal, watched):
        yield _finding(normal, Kind.WATCHED, place, word.why, word.answer)


def _linked(normal: Normal, by: Author) -> Iterator[Finding]:
    text = normal.text
    if "://" in text or "www." in text:
        yield from _findings(normal, Kind.LOOKALIKE, links.lookalikes(normal, by.is_official))
        count = links.count_links(text)
        if count > by.most_links:
            why = ngettext(
                "This text has %(count)d link; at the moment you can post %(most)d in one text.",
                "This text has %(count)d links; at the moment you can post %(most)d in one text.",
                count,
            ) % {"count": count, "most": by.most_links}
            yield _of_all(text=normal.source, kind=Kind.LINKS, why=why, answer=Answer.HOLD)
    if text.count(_MENTION) > by.most_mentions:
        why = _("This text mentions more than %(most)d people. Name those who have to know.")
        yield _of_all(normal.source, Kind.MENTIONS, why % {"most": by.most_mentions}, Answer.HOLD)


def _said(text: str, normal: Normal, by: Author, is_title: bool) -> Iterator[Finding]:
    """Shouting is looked for in what was typed: code does not shout."""
    for start, end in manners.shouted(text, is_title=is_title):
        why = str(_WHY[Kind.SHOUTING])
        yield Finding(Kind.SHOUTING, start, end, text[start:end], why, Answer.WARN)
    times = manners.times_said(normal.text, by.recent)
    if times:
        why = _("You have posted the same text already. One place is enough; link to it from the other.")
        yield _of_all(text, Kind.REPEATED, why, Answer.WARN if times == 1 else Answer.HOLD)


def _of_all(text: str, kind: Kind, why: str, answer: Answer) -> Finding:
    """A finding about the text as a whole: it has no words of its own."""
    return Finding(kind, 0, 0, "", why, answer)


def _once(found: list[Finding]) -> Iterator[Finding]:
    """Each place once: of two findings that overlap, the one that asks for more, then the longer one."""
    kept: list[Finding] = []
    for each in sorted(found, key=lambda one: (-one.answer, one.start - one.end)):
        if not any(each.start < other.end and other.start < each.end for other in kept):
            kept.append(each)
            yield each
