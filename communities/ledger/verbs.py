"""The vocabulary of the ledger. An act that is not here cannot be recorded."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "agency.registry_imported": _("imported the registry of agencies"),
    "member.joined": _("joined"),
    "member.asked_to_join": _("asked to join"),
    "member.admitted": _("admitted a member"),
    "member.declined": _("declined a request to join"),
    "member.profile_changed": _("changed their profile"),
    "community.created": _("created a community"),
    "community.guidelines_published": _("published guidelines"),
    "community.joined": _("joined a community"),
    "community.left": _("left a community"),
    "community.role_given": _("gave a role"),
    "topic.started": _("started a topic"),
    "topic.answer_accepted": _("accepted an answer"),
    "topic.answer_withdrawn": _("took back an accepted answer"),
    "post.replied": _("replied"),
    "post.edited": _("edited a post"),
    "post.hidden": _("hid a post"),
    "post.restored": _("restored a post"),
    "section.published": _("published a toolkit page"),
    "section.unpublished": _("unpublished a toolkit page"),
}
