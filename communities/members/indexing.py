"""A member as a document of the search index: members find members."""

from collections.abc import Iterator

from communities.finding.indexing import Findable, put, remove
from communities.finding.models import MEMBERS, Kind

from .models import Profile, User


def index_member(person: User) -> None:
    """Write the document of a member; somebody who is none, or none any more, is not found."""
    profile = Profile.objects.select_related("person", "agency", "bureau").filter(person=person).first()
    if profile and profile.person.is_member:
        put(_findable(profile))
    else:
        remove(person)


def findable_members() -> Iterator[Findable]:
    """Every member's document, for a rebuild."""
    people = Profile.objects.filter(person__in=User.objects.members()).select_related(
        "person", "agency", "bureau"
    )
    return (_findable(profile) for profile in people.prefetch_related("expertise").iterator(chunk_size=500))


def _findable(profile: Profile) -> Findable:
    bodies = [body for body in (profile.agency, profile.bureau) if body]
    names = " ".join(f"{body.name} {body.abbreviation}" for body in bodies)
    return Findable(
        source=profile.person,
        kind=Kind.PERSON,
        audience=MEMBERS,
        url=profile.person.get_absolute_url(),
        title=profile.person.name,
        changed_at=profile.person.date_joined,
        tags=sorted(tag.slug for tag in profile.expertise.all()),
        summary=f"{profile.title} {profile.ask_me_about}",
        body=f"{names} {profile.city} {profile.looking_for}",
        facts={"title": profile.title, "agency": profile.agency_name, "ask_me_about": profile.ask_me_about},
    )
