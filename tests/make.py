"""Factory functions: the smallest thing of each kind that a test can stand on."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier

from django.db import connection
from django.test import Client
from wagtail.models import Collection, Locale, Page, Site

from communities.agencies.models import Agency, EmailDomain, Level
from communities.discussions.models import Post, Topic
from communities.discussions.writing.posting import reply, start_topic
from communities.members.editing import edit_profile
from communities.members.models import JoinRequest, Standing, User
from communities.members.welcoming import ask_to_join, join
from communities.platforms.models import Platform
from communities.spaces.indexing import index_community
from communities.spaces.inviting import invite
from communities.spaces.joining import give_role
from communities.spaces.keys import hash_of, new_key
from communities.spaces.models import Community, Invitation, Role, forget_roles
from toolkits.models import SectionPage, ToolkitIndexPage, ToolkitPage
from toolkits.roles import make_editor

_numbers = count(1)


def agency(
    name: str = "Environmental Protection Agency", *, parent: Agency | None = None, **fields
) -> Agency:
    return Agency.objects.get_or_create(
        name=name, parent=parent, defaults={"level": Level.EXECUTIVE, **fields}
    )[0]


def domain(name: str = "epa.gov", *, of: Agency | None = None, bureau: Agency | None = None) -> EmailDomain:
    defaults = {"agency": of or agency(), "suggested_bureau": bureau, "source": "registry"}
    return EmailDomain.objects.get_or_create(domain=name, defaults=defaults)[0]


def arriving(email: str = "") -> User:
    """Somebody whose address is verified, and who has not said who they are."""
    user = User.objects.create_user(email or f"person{next(_numbers)}@epa.gov")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def member(name: str = "", *, email: str = "", expertise: list[str] | None = None, **profile) -> User:
    domain()
    name = name or f"Member {next(_numbers)}"
    works = {key: profile.pop(key) for key in ("bureau", "is_contractor") if key in profile}
    person = join(arriving(email), name=name, title=profile.pop("title", "Social media manager"), **works)
    if expertise or profile:
        edit_profile(person, by=person, name=name, expertise=expertise or [], **profile)
    return fresh(person)


def fresh(person: User) -> User:
    """The same person as the next request reads them."""
    return User.objects.select_related("profile__agency", "profile__bureau").get(pk=person.pk)


def waiting(email: str = "") -> JoinRequest:
    """The request of somebody with an address that we don't know."""
    person = arriving(email or f"clerk{next(_numbers)}@smalltown.org")
    about = {"name": "Wanda Clerk", "title": "Clerk", "agency_name": "Smalltown", "explanation": "I post."}
    return ask_to_join(person, **about)


def invitation(
    to: Community | None = None, *, email: str = "", by: User | None = None
) -> tuple[Invitation, str]:
    """An open invitation and the key that was mailed with it."""
    to = to or community()
    by = by or belonging(to, Role.LEAD)
    (made,) = invite(to, by=by, emails=[email or f"guest{next(_numbers)}@epa.gov"])
    key = new_key()
    Invitation.objects.filter(pk=made.pk).update(key_hash=hash_of(key), mailed_at=made.invited_at)
    return Invitation.objects.get(pk=made.pk), key


def sign_in(client: Client, person: User) -> Client:
    """Sign in without a code; tests/members/test_signing_in.py does it with one."""
    client.force_login(person, backend="communities.signin.backends.MemberBackend")
    return client


def administrator(name: str = "Sam Keller") -> User:
    domain()
    user = User.objects.create_superuser(
        f"admin{next(_numbers)}@epa.gov", name=name, standing=Standing.ARRIVING
    )
    return fresh(join(user, name=name, title="Administrator"))


def community(name: str = "", **fields) -> Community:
    number = next(_numbers)
    name = name or f"Community {number}"
    fields = {"slug": f"community-{number}", "purpose": "To learn from each other.", **fields}
    made = Community.objects.create(name=name, **fields)
    index_community(made)
    return made


def belonging(to: Community, role: Role = Role.MEMBER, name: str = "") -> User:
    """A member of the community with this role."""
    person = member(name)
    give_role(to, person, role, by=None)
    forget_roles(person)
    return person


def topic(in_: Community | None = None, *, by: User | None = None, **fields) -> Topic:
    in_ = in_ or community()
    by = by or belonging(in_)
    fields = {
        "kind": "question",
        "title": f"How do we caption live video, take {next(_numbers)}?",
        "source": "We stream the weekly briefing.",
        "tags": ["captions"],
        **fields,
    }
    return start_topic(in_, by=by, **fields)


def toolkit(title: str = "", **fields) -> ToolkitPage:
    """A published toolkit below the list of toolkits; needs the fixture `site`."""
    page = ToolkitPage(
        title=title or f"Toolkit {next(_numbers)}", promise="What works.", live=False, **fields
    )
    ToolkitIndexPage.objects.get().add_child(instance=page)
    return publish(page)


def section(of: ToolkitPage, title: str = "", *, body: list | None = None, by: User | None = None, **fields):
    """A published section of a toolkit."""
    fields = {"summary": "In one sentence.", "body": body or [("text", "<p>Words.</p>")], **fields}
    page = SectionPage(title=title or f"Section {next(_numbers)}", live=False, **fields)
    of.add_child(instance=page)
    return publish(page, by=by)


def publish(page: Page, *, by: User | None = None):
    """Save the page as an editor does and publish it; returns it as it is now."""
    page.save_revision(user=by).publish(user=by)
    return type(page).objects.get(pk=page.pk)


def platform(slug: str) -> Platform:
    return Platform.objects.get_or_create(slug=slug, defaults={"name": slug.title()})[0]


def editor(name: str = "") -> User:
    """A member who writes and publishes toolkits; needs the fixture `site`."""
    person = member(name)
    make_editor(person)
    return person


def post(in_: Topic, *, by: User | None = None, source: str = "Use a captioner.") -> Post:
    by = by or belonging(in_.community)
    return reply(in_, by=by, source=source)


def in_another_thread(work):
    """What `work()` returns in a thread with its own database connection, as another process would see it."""
    return at_once(work)[0]


def at_once(*works) -> list:
    """Do all of this at the same moment, each in its own thread; the answers, or the exceptions, in order."""
    start = Barrier(len(works))

    def do(work):
        try:
            start.wait()
            return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(do, works))


def bring_back_the_beginnings():
    """Make again what Wagtail's migrations wrote, when a test that commits has emptied the tables."""
    if not Page.objects.exists():
        Locale.objects.get_or_create(language_code="en")
        Page.add_root(title="Root", slug="root")
        Collection.add_root(name="Root")
        Site.clear_site_root_paths_cache()
