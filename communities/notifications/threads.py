"""How a mail hangs together with others about the same thing, and how one stops those about that thing only.

The room that owns a thing says so by a function named in `settings.MAIL_THREADS`.
"""

from dataclasses import dataclass
from email.header import Header
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils.module_loading import import_string

from communities.members.models import User

from .models import Notification

SALT = "notifications.thread"


@dataclass(frozen=True)
class Thread:
    """Where a mail stands among those about the same thing. The ids are the same whoever reads it."""

    message_id: str = ""  # without the host, as all ids here; empty: an id of its own
    parents: tuple[str, ...] = ()  # from the root to what it answers
    list_id: str = ""
    list_name: str = ""
    stop_path: str = ""  # where mail about this thing only is stopped
    is_silent: bool = False  # nothing is to be mailed of it, or not to this reader


def thread_of(note: Notification, target: Any) -> Thread:
    """What the room of the target says of a mail about it."""
    path = settings.MAIL_THREADS.get(target._meta.label_lower)
    return import_string(path)(note, target) if path else Thread()


def host() -> str:
    """The name of this site in the ids of mails."""
    return settings.BASE_URL.partition("//")[2].partition("/")[0].partition(":")[0]


def headers_of(thread: Thread, *, own_id: str) -> dict[str, str]:
    """The headers by which mail programs put mails together."""
    ids = [f"<{each}@{host()}>" for each in thread.parents]
    headers = {"Message-ID": f"<{thread.message_id or own_id}@{host()}>"}
    if ids:
        headers |= {"In-Reply-To": ids[-1], "References": " ".join(ids)}
    if thread.list_id:
        headers["List-Id"] = f"{_phrase(thread.list_name)} <{thread.list_id}.{host()}>"
    return headers


def _phrase(name: str) -> str:
    """A name as a header may have it: letters of other languages encoded, so that the id after it is not."""
    name = "".join(each for each in name if each not in '"\\<>' and each.isprintable())
    return f'"{name}"' if name.isascii() else Header(name, "utf-8").encode(maxlinelen=0)


def stop_token(person: User, thing: int) -> str:
    """A word that lets its holder stop mail to this person about this thing, and nothing else."""
    return signing.dumps([person.pk, thing], salt=SALT)


def who_and_what(token: str) -> tuple[int, int]:
    """Whom and what a token is for. Raises BadSignature."""
    person, thing = signing.loads(token, salt=SALT)
    return person, thing
