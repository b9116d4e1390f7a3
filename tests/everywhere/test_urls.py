"""Every address has a declared answer for every kind of visitor, and no address escapes."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from communities.discussions.hiding import hide_post
from communities.members.models import JoinRequest, User
from communities.members.welcoming import ask_to_join
from communities.notifications.models import Kind, Notification
from communities.notifications.unsubscribing import unsubscribe_url
from communities.spaces.models import Role, Visibility
from tests import make
from toolkits.roles import make_editor

KINDS = (
    "visitor",
    "arriving",  # has an address, has not said who they are
    "waiting",  # waits for a decision
    "member",  # of the site, of no community
    "elsewhere",  # moderator of another community
    "belonging",  # member of the communities in the address, and author of their topics
    "moderator",
    "lead",
    "editor",
    "administrator",
)
SIGN_IN, WELCOME, WAITING = "/accounts/login/", "/welcome/", "/welcome/waiting/"
MEMBERS = KINDS[3:]
INSIDE = ("belonging", "moderator", "lead", "administrator")
KEEPERS = ("moderator", "lead", "administrator")


def expect(*, outside, members, visitor=None, waiting=None, arriving=WELCOME, **kinds) -> dict:
    """A row of the table: what outsiders get, what members get, and who differs."""
    row = {"visitor": visitor or outside, "waiting": waiting or outside, "arriving": arriving}
    return {**row, **dict.fromkeys(MEMBERS, members), **kinds}


OPEN = expect(outside=200, members=200)
FOR_MEMBERS = expect(outside=None, visitor=SIGN_IN, waiting=WAITING, members=200)
FOR_ADMINISTRATORS = expect(outside=None, visitor=SIGN_IN, waiting=WAITING, members=403, administrator=200)
ONLY_INSIDE = expect(outside=404, members=404, **dict.fromkeys(INSIDE, 200))
POST_ONLY = expect(outside=None, visitor=SIGN_IN, waiting=WAITING, members=405)
ALWAYS = expect(outside=200, members=200, arriving=200)


def inside(code: int, *, others: int, kinds=INSIDE) -> dict:
    """For members only: `code` to these kinds, `others` to other members."""
    row = expect(outside=None, visitor=SIGN_IN, waiting=WAITING, members=others)
    return {**row, **dict.fromkeys(kinds, code)}


# url name, where, method: the declared answers. "public" and "private" are communities of the world below.
TABLE = {
    ("search", "", "GET"): OPEN,
    ("community_list", "", "GET"): OPEN,
    ("community_detail", "public", "GET"): OPEN,
    ("community_detail", "private", "GET"): ONLY_INSIDE,
    ("community_about", "public", "GET"): OPEN,
    ("community_about", "private", "GET"): ONLY_INSIDE,
    ("community_members", "public", "GET"): FOR_MEMBERS,
    ("community_members", "private", "GET"): inside(200, others=404),
    ("community_join", "public", "GET"): POST_ONLY,
    ("community_join", "public", "POST"): {**inside(403, others=302), "administrator": 302},
    ("community_join", "private", "POST"): inside(403, others=404),
    ("community_leave", "public", "GET"): POST_ONLY,
    ("community_leave", "public", "POST"): {
        **inside(302, others=403, kinds=("belonging", "moderator")),
        "lead": 403,  # the last one
    },
    ("community_leave", "private", "POST"): {
        **inside(302, others=404, kinds=("belonging", "moderator")),
        "lead": 403,
        "administrator": 403,
    },
    ("community_ledger", "public", "GET"): inside(200, others=403, kinds=KEEPERS),
    ("community_ledger", "private", "GET"): {**inside(200, others=404, kinds=KEEPERS), "belonging": 403},
    ("topic_start", "public", "GET"): inside(200, others=403),
    ("topic_start", "private", "GET"): inside(200, others=404),
    ("topic_start", "public", "POST"): inside(200, others=403),  # an empty form comes back
    ("text_preview", "public", "GET"): POST_ONLY,
    ("text_preview", "public", "POST"): inside(200, others=200, kinds=MEMBERS),
    ("text_preview", "private", "POST"): inside(200, others=404),
    ("topic_detail", "public", "GET"): OPEN,
    ("topic_detail", "private", "GET"): ONLY_INSIDE,
    ("topic_reply", "public", "GET"): POST_ONLY,
    ("topic_reply", "public", "POST"): inside(302, others=403),
    ("topic_reply", "private", "POST"): inside(302, others=404),
    ("topic_follow", "public", "GET"): POST_ONLY,
    ("topic_follow", "public", "POST"): inside(302, others=302, kinds=MEMBERS),
    ("topic_follow", "private", "POST"): inside(302, others=404),
    ("answer_accept", "public", "GET"): POST_ONLY,
    ("answer_accept", "public", "POST"): inside(302, others=403),
    ("answer_accept", "private", "POST"): inside(302, others=404),
    ("answer_withdraw", "public", "GET"): POST_ONLY,
    ("answer_withdraw", "public", "POST"): inside(403, others=403),  # there is no answer
    ("answer_withdraw", "private", "POST"): inside(403, others=404),
    ("post_helpful", "public", "GET"): POST_ONLY,
    ("post_helpful", "public", "POST"): {**inside(302, others=403), "belonging": 403},
    ("post_helpful", "private", "POST"): {**inside(302, others=404), "belonging": 403},
    ("post_edit", "public", "GET"): inside(200, others=403, kinds=("belonging",)),
    ("post_edit", "private", "GET"): {
        **inside(200, others=404, kinds=("belonging",)),
        **dict.fromkeys(KEEPERS, 403),
    },
    ("post_hide", "public", "GET"): inside(200, others=403, kinds=KEEPERS),
    ("post_hide", "private", "GET"): {**inside(200, others=404, kinds=KEEPERS), "belonging": 403},
    ("post_hide", "public", "POST"): inside(200, others=403, kinds=KEEPERS),  # without a reason
    ("post_restore", "public", "GET"): POST_ONLY,
    ("post_restore", "hidden", "POST"): inside(302, others=403, kinds=KEEPERS),
    ("post_restore", "private", "POST"): inside(403, others=404),
    ("ledger_list", "", "GET"): FOR_ADMINISTRATORS,
    ("member_welcome", "", "GET"): expect(
        outside=None, visitor="/accounts/signup/", waiting=WAITING, members="/", arriving=200
    ),
    ("member_waiting", "", "GET"): expect(
        outside=None, visitor=WELCOME, waiting=200, members="/", arriving=WELCOME
    ),
    ("member_list", "", "GET"): FOR_MEMBERS,
    ("member_detail", "", "GET"): FOR_MEMBERS,
    ("profile_edit", "", "GET"): FOR_MEMBERS,
    ("join_request_list", "", "GET"): FOR_ADMINISTRATORS,
    ("join_request_decide", "", "GET"): FOR_ADMINISTRATORS,
    ("join_request_decide", "", "POST"): FOR_ADMINISTRATORS,  # without a reason
    ("notification_list", "", "GET"): FOR_MEMBERS,
    ("notification_open", "", "GET"): {**inside(404, others=404), "belonging": 302},  # it is theirs
    ("notification_read_all", "", "GET"): POST_ONLY,
    ("notification_read_all", "", "POST"): inside(302, others=302),
    ("notification_mail", "", "GET"): POST_ONLY,
    ("notification_mail", "", "POST"): inside(302, others=302),
    ("notification_unsubscribe", "", "GET"): OPEN,
    ("design", "", "GET"): expect(outside=404, members=404, administrator=200),
    ("devmail_list", "", "GET"): expect(outside=404, members=404, arriving=404),  # DEBUG is off
    ("health_live", "", "GET"): ALWAYS,
    ("health_ready", "", "GET"): ALWAYS,
    ("admin_account", "", "GET"): expect(outside="/people/me/edit/", members="/people/me/edit/"),
}

ALLAUTH = {
    "account_change_password",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_set_password",
    "account_signup",
}


@dataclass
class World:
    people: dict[str, User | None]
    args: dict[tuple[str, str], list]

    def client(self, kind: str) -> Client:
        client = Client()
        if person := self.people[kind]:
            client.force_login(person, backend="communities.members.backends.MemberBackend")
        return client


@pytest.fixture
def world(site) -> World:
    public = make.community("Open door", slug="public")
    private = make.community(
        "Closed door", slug="private", visibility=Visibility.PRIVATE, join_policy="invitation"
    )
    insiders = {"belonging": Role.MEMBER, "moderator": Role.MODERATOR, "lead": Role.LEAD}
    people: dict[str, User | None] = {kind: make.member(kind.title()) for kind in MEMBERS[:-1]}
    for kind, role in insiders.items():
        for community in (public, private):
            make.give_role(community, people[kind], role, by=None)
    make.give_role(make.community(), people["elsewhere"], Role.MODERATOR, by=None)
    make_editor(people["editor"])
    people |= {"visitor": None, "administrator": make.administrator(), "arriving": make.arriving()}
    people["waiting"] = _waiting()
    return World(people=people, args=_args(people, public, private))


def _waiting() -> User:
    person = make.arriving("clerk@smalltown.org")
    ask_to_join(person, name="Wanda Clerk", title="Clerk", agency_name="Smalltown", explanation="I post.")
    return User.objects.get(pk=person.pk)


def _args(people, public, private) -> dict[tuple[str, str], list]:
    author = people["belonging"]
    posts = {where: make.post(make.topic(c, by=author), by=author) for where, c in
             (("public", public), ("private", private), ("hidden", public))}  # fmt: skip
    hide_post(posts["hidden"], by=people["lead"], reason="It names a private person.")
    note = Notification.objects.filter(person=author, kind=Kind.HIDDEN).get()
    args: dict[tuple[str, str], list] = {
        ("member_detail", ""): [people["lead"].slug],
        ("join_request_decide", ""): [JoinRequest.objects.get().pk],
        ("notification_open", ""): [note.pk],
        ("notification_unsubscribe", ""): [unsubscribe_url(author).rstrip("/").rpartition("/")[2]],
    }
    for where, post in posts.items():
        topic = post.topic
        for name in ("topic_reply", "topic_follow", "answer_withdraw"):
            args[name, where] = [topic.pk]
        args["topic_detail", where] = [topic.pk, topic.get_absolute_url().rstrip("/").rpartition("/")[2]]
        for name in ("answer_accept", "post_helpful", "post_edit", "post_hide", "post_restore"):
            args[name, where] = [post.pk]
        for name in ("detail", "about", "members", "join", "leave", "ledger"):
            args[f"community_{name}", where] = [topic.community.slug]
        args["topic_start", where] = args["text_preview", where] = [topic.community.slug]
    return args


FILLED = {"topic_reply": {"body": "Use a captioner."}, "text_preview": {"body": "**Use** a captioner."}}


@pytest.mark.parametrize("case", TABLE, ids=lambda case: " ".join(filter(None, case)))
def test_each_address_answers_each_kind_of_visitor_as_declared(
    world, case, django_capture_on_commit_callbacks
):
    name, where, method = case
    address = reverse(name, args=world.args.get((name, where)))
    found = {}
    for kind in KINDS:
        client = world.client(kind)
        response = client.get(address) if method == "GET" else client.post(address, FILLED.get(name, {}))
        declared = TABLE[case][kind]
        is_redirect = isinstance(declared, str) and response.status_code in (301, 302)
        found[kind] = response.headers["Location"].partition("?")[0] if is_redirect else response.status_code
    assert found == {kind: TABLE[case][kind] for kind in KINDS}


def patterns(resolver: URLResolver, prefix: str = "") -> list[tuple[str, str]]:
    """Every pattern of the site as (address, name)."""
    found = []
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            found.append((address, entry.name or ""))
        else:
            found += patterns(entry, address)
    return found


def test_no_address_escapes_the_table():
    found = patterns(get_resolver())
    assert len(found) >= 150
    ours = {
        name for address, name in found if not address.startswith(("admin/", "accounts/", "documents/", "^"))
    }
    pages = {"wagtail_serve", "wagtailcore_login", "wagtailcore_login_oauth", ""}
    declared = {name for name, _where, _method in TABLE} | {"admin_account"}
    assert ours - {n for n in ours if n.startswith("wagtail")} - pages == declared - {"admin_account"}


def test_signing_in_has_no_address_that_we_do_not_know():
    found = {name for address, name in patterns(get_resolver()) if address.startswith("accounts/")}
    assert found == ALLAUTH


@pytest.mark.parametrize("kind", ["visitor", "waiting", "member", "lead"])
def test_nobody_but_editors_enters_the_editors_interface(world, kind):
    addresses = {
        a for a, _name in patterns(get_resolver()) if a.startswith("admin/") and "<" not in a and "(" not in a
    }
    addresses -= {"admin/account/", "admin/jsi18n/", "admin/sprite/", "admin/login/", "admin/logout/"}
    assert len(addresses) >= 50
    client = world.client(kind)
    answered = {address: client.get("/" + address).status_code for address in addresses}
    assert {code for code in answered.values()} <= {302, 403, 404}, answered
