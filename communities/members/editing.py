"""A member changes what colleagues see."""

from django.db import transaction

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.tags.tagging import tags_named

from . import rules
from .indexing import index_member
from .models import Profile, User

FIELDS = ("title", "bureau", "city", "state", "time_zone", "ask_me_about", "looking_for")


@transaction.atomic
def edit_profile(owner: User, *, by: User, name: str, expertise: list[str], **fields) -> Profile:
    """Change the profile of `owner`. `fields` are those of `FIELDS` that change."""
    require(rules.may_edit_profile(by, owner))
    owner = User.objects.select_for_update().get(pk=owner.pk)
    profile = Profile.objects.select_related("agency").get(person=owner)
    changed = [key for key in FIELDS if key in fields and getattr(profile, key) != fields[key]]
    for key in changed:
        setattr(profile, key, fields[key])
    profile.save()
    if set(profile.expertise.slugs()) != set(expertise):
        profile.expertise.set(tags_named(expertise))
        changed.append("expertise")
    if owner.name != name:
        owner.name = name
        owner.save()
        changed.append("name")
    index_member(owner)
    record("member.profile_changed", by=by, on=owner, fields=changed)
    return profile
