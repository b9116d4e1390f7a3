"""Who may do what in the editors' interface: one group, Editors, who write and publish toolkits."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Workflow

from communities.kit.permissions import YES, Verdict, no, require
from communities.ledger.recording import record
from communities.members.models import User

EDITORS = "Editors"
ON_PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
ON_MEDIA = ("add_picture", "change_picture", "choose_picture", "add_file", "change_file", "choose_file")


def set_up_editors(root: Page) -> Group:
    """Give the group Editors its permissions below `root`; doing it again changes nothing."""
    _put_aside_wagtails_moderators()
    editors, _made = Group.objects.get_or_create(name=EDITORS)
    editors.permissions.add(
        Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin")
    )
    for permission in Permission.objects.filter(codename__in=ON_PAGES, content_type__app_label="wagtailcore"):
        GroupPagePermission.objects.get_or_create(group=editors, page=root, permission=permission)
    for permission in Permission.objects.filter(codename__in=ON_MEDIA, content_type__app_label="toolkits"):
        GroupCollectionPermission.objects.get_or_create(
            group=editors, collection=Collection.get_first_root_node(), permission=permission
        )
    return editors


def _put_aside_wagtails_moderators() -> None:
    """Here moderators keep order in communities: Wagtail's group of that name, and the workflow that waits
    for its approval, are not offered to editors. A group that somebody has filled stays."""
    Group.objects.filter(name="Moderators", user=None).delete()
    workflows = Workflow.objects.filter(name="Moderators approval")
    workflows.filter(workflow_tasks__task__groupapprovaltask__groups=None).update(active=False)


def may_make_editor(by: User | None, person: User) -> Verdict:
    """Whether `by` may let a member write toolkits."""
    if not (verdict := may_unmake_editor(by)):
        return verdict
    if not person.is_member:
        return no(_("Only members become editors."))
    return YES


def may_unmake_editor(by: User | None) -> Verdict:
    """Whether `by` may decide who writes toolkits: administrators, and the command line, which is None."""
    if by is not None and not (by.is_active and by.is_superuser):
        return no(_("Only administrators make editors."))
    return YES


def is_editor(person: User) -> bool:
    """Whether a person is in the group Editors. One query."""
    return person.groups.filter(name=EDITORS).exists()


@transaction.atomic
def make_editor(person: User, *, by: User | None = None) -> None:
    """Make a member an editor of toolkits; nothing happens when they are one. Raises Refused."""
    require(may_make_editor(by, person))
    if not is_editor(person):
        person.groups.add(Group.objects.get(name=EDITORS))
        record("member.made_editor", by=by, on=person)


@transaction.atomic
def unmake_editor(person: User, *, by: User | None = None) -> None:
    """Let somebody write toolkits no more; nothing happens when they don't. Raises Refused."""
    require(may_unmake_editor(by))
    if is_editor(person):
        person.groups.remove(Group.objects.get(name=EDITORS))
        record("member.unmade_editor", by=by, on=person)
