"""Who attaches pictures and files, and who gets them."""

from django.utils.translation import gettext as _

from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User
from communities.members.rules import is_free

from ..models import Attachment
from .posts import may_read_words

MOST_UNUSED = 60  # pictures and files of one member that no post has yet


def may_attach(person: User | None, unused: int) -> Verdict:
    """Uploading a picture or a file, when `unused` ones of theirs wait in texts that are not posted."""
    if person is None or not person.is_member:
        return no(_("Sign in or join the site to take part."))
    if person.owes_agreement:
        return no(_("New guidelines or notices are in force. Agree to them first."))
    if not (verdict := is_free(person)):
        return verdict
    if unused >= MOST_UNUSED:
        return no(_("Too many pictures and files wait to be posted. Post some of them first."))
    return YES


def may_open(person: User | None, attachment: Attachment) -> Verdict:
    """Getting a picture or file that one sees: it was checked, and its post is readable."""
    post = attachment.post
    if post is not None and not may_read_words(person, post, post.topic):
        return no(_("The post that this belongs to can't be read at the moment."))
    if attachment.state == Attachment.State.NEW:
        return no(_("This file is being checked. Try again in a minute."))
    if attachment.state == Attachment.State.REFUSED:
        return no(_("The check refused this file, so nobody can get it."))
    return YES
