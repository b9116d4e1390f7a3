"""A small world with somebody of every kind, for the tests that ask what is true of every address."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from communities.accounts.letters import objection_path
from communities.accounts.models import AddressChange, Download
from communities.discussions.counting import recount
from communities.discussions.hiding import hide_post
from communities.discussions.models import Attachment, Post
from communities.discussions.polls.polling import start_poll
from communities.discussions.writing.attaching import attach
from communities.discussions.writing.scanning import scan
from communities.members.models import Audience, JoinRequest, Message, User
from communities.members.photos import change_photo
from communities.members.welcoming import ask_to_join
from communities.messaging.sending import send_message
from communities.moderation.deciding import Judgment, decide
from communities.moderation.reporting import report_post
from communities.notifications.models import Kind, Notification
from communities.notifications.threads import stop_token
from communities.notifications.unsubscribing import unsubscribe_url
from communities.spaces.guiding import publish_guidelines
from communities.spaces.models import Role, Visibility
from communities.spaces.proposing import propose_community
from portal.home.setting_up import set_up_site
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
MEMBERS = KINDS[3:]


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever happens inside has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class World:
    people: dict[str, User | None]
    args: dict[tuple[str, str], list]

    def client(self, kind: str) -> Client:
        client = Client()
        if person := self.people[kind]:
            client.force_login(person, backend="communities.signin.backends.MemberBackend")
        return client


def build() -> World:
    """Two communities, their topics, and somebody of each kind."""
    make.bring_back_the_beginnings()
    set_up_site()
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
    people["waiting"] = _waiting(voucher=people["belonging"])
    return World(people=people, args=_args(people, public, private))


def _waiting(voucher: User) -> User:
    person = make.arriving("clerk@smalltown.org")
    about = {"name": "Wanda Clerk", "title": "Clerk", "agency_name": "Smalltown", "explanation": "I post."}
    ask_to_join(person, **about, voucher=voucher.email)
    return User.objects.get(pk=person.pk)


def _with_photo(person: User) -> User:
    photo = ContentFile(b"a picture", name="photo.webp")
    change_photo(person, by=person, photo=photo, alt="", audience=Audience.MEMBERS)
    return person


def _message(sender: User, recipient: User) -> Message:
    return send_message(recipient, by=sender, subject="Your section", text="When do you look at it again?")


ACTS = (
    "bookmark",
    "edit",
    "helped",
    "helpful",
    "hide",
    "history",
    "put_back",
    "release",
    "restore",
    "withdraw",
)


def _args(people, public, private) -> dict[tuple[str, str], list]:
    author = people["belonging"]
    posts = {where: make.post(make.topic(c, by=author), by=author) for where, c in
             (("public", public), ("private", private), ("hidden", public))}  # fmt: skip
    hide_post(posts["hidden"], by=people["lead"], reason="It names a private person.")
    held = make.topic(public, by=author)
    Post.objects.filter(topic=held).update(held_at=held.created_at)
    recount(held)
    invitation, key = make.invitation(public, email="guest@smalltown.org", by=people["lead"])
    note = Notification.objects.filter(person=author, kind=Kind.HIDDEN).get()
    args: dict[tuple[str, str], list] = {
        ("post_release", "held"): [held.posts.get().pk],
        ("topic_print", "held"): [held.pk],
        ("tag_feed", ""): ["captions"],
        ("member_detail", ""): [people["lead"].slug],
        **_of_accounts(people),
        ("agency_detail", ""): [people["lead"].profile.agency_id, "environmental-protection-agency"],
        ("second_factor_reset", ""): [people["lead"].slug],
        ("session_end", ""): [0],
        ("member_photo", ""): [_with_photo(people["lead"]).slug],
        ("message_detail", ""): [_message(people["administrator"], people["lead"]).pk],
        ("message_write", ""): [people["lead"].slug],
        ("join_request_decide", ""): [JoinRequest.objects.get().pk],
        ("join_request_vouch", ""): [JoinRequest.objects.get().pk],
        ("terms_detail", ""): ["guidelines", 1],
        ("terms_publish", ""): ["guidelines"],
        ("invitation_open", ""): [key],
        ("invitation_again", "public"): ["public", invitation.pk],
        ("invitation_withdraw", "public"): ["public", invitation.pk],
        ("notification_open", ""): [note.pk],
        ("notification_read", ""): [note.pk],
        ("topic_stop", ""): [stop_token(author, posts["public"].topic_id)],
        ("tag_follow", ""): [posts["public"].topic.tags.get().slug],
        ("notification_unsubscribe", ""): [unsubscribe_url(author).rstrip("/").rpartition("/")[2]],
    }
    for where, post in posts.items():
        topic = post.topic
        for name in ("topic_feed", "topic_news", "post_detail"):
            args[name, where] = [post.pk if name == "post_detail" else topic.pk]
        for name in ("topic_arrange", "topic_merge", "topic_duplicate", "topic_split", "poll_start"):
            args[name, where] = [topic.pk]
        if where != "hidden":
            poll = start_poll(topic, by=author, question="Which?", options=["This", "That"])
            args["poll_vote", where] = args["poll_close", where] = [poll.pk]
        args["community_feed", where] = [topic.community.slug]
        for name in ("topic_reply", "topic_follow", "topic_read", "topic_print", "answer_withdraw"):
            args[name, where] = [topic.pk]
        args["topic_detail", where] = [topic.pk, topic.get_absolute_url().rstrip("/").rpartition("/")[2]]
        args["case_held", where] = args["post_report", where] = [post.pk]
        for name in ("answer_accept", *(f"post_{act}" for act in ACTS)):
            args[name, where] = [post.pk]
        for name in (
            "detail",
            "about",
            "members",
            "invitations",
            "join",
            "leave",
            "follow",
            "ledger",
            "order",
        ):
            args[f"community_{name}", where] = [topic.community.slug]
        for name in ("community_read", "topic_start", "text_preview", "topic_similar", "name_suggest"):
            args[name, where] = [topic.community.slug]
        args["attachment_detail", where] = [_attached(post).key]
    args |= _of_order(people, posts["public"], make.post(posts["public"].topic, by=author))
    return args | _of_communities(people, public, private)


def _of_order(people, post: Post, other: Post) -> dict[tuple[str, str], list]:
    """A case that waits, reported by `member`, and a decision on another one about `belonging`."""
    report = report_post(post, by=people["member"], worry="spam")
    judged = report_post(other, by=people["member"], worry="abuse")
    judgment = Judgment(outcome="return", reason="It names a private person.")
    decision = decide(judged.case, judgment, by=people["lead"])
    cases = ("case_detail", "case_take", "case_note", "case_merge")
    decisions = ("decision_detail", "decision_mend", "decision_undo")
    args: dict[tuple[str, str], list] = {(name, ""): [report.case_id] for name in cases}
    args |= {(name, ""): [decision.pk] for name in decisions}
    return args | {("report_detail", ""): [report.pk]}


def _attached(post: Post) -> Attachment:
    """A file in a post."""
    made = attach(ContentFile(b"%PDF-1.7", name="plan.pdf"), by=post.author)
    scan(made.pk)
    Attachment.objects.filter(pk=made.pk).update(post=post)
    return made


def _of_communities(people, public, private) -> dict[tuple[str, str], list]:
    """Guidelines of both, a proposal and a request of `member`."""
    pages = ("archive", "unarchive", "ask", "guidelines", "guidelines_agree", "guidelines_publish")
    pages += ("members_csv", "requests", "settings")
    args: dict[tuple[str, str], list] = {}
    for where, community in (("public", public), ("private", private)):
        publish_guidelines(community, by=people["lead"], text="Ask plainly.")
        args |= {(f"community_{page}", where): [community.slug] for page in pages}
        args["community_guidelines_version", where] = [community.slug, 1]
        args["community_member", where] = [community.slug, people["belonging"].slug]
        args["community_member_role", where] = [community.slug, people["belonging"].slug]
    asked = public.requests.create(person=people["member"])
    proposal = propose_community(by=people["member"], name="Alerts", purpose="To warn well.", why="Floods.")
    for name in ("membership_request", "membership_request_withdraw"):
        args[name, ""] = [asked.pk]
    args["proposal_detail", ""] = [proposal.pk]
    return args


def _of_accounts(people) -> dict[tuple[str, str], list]:
    """A change of address to which one can object, and a download that is ready; both of `belonging`."""
    owner, now = people["belonging"], timezone.now()
    change = AddressChange.objects.create(
        person=owner, old_email="old@epa.gov", new_email=owner.email, changed_at=now
    )
    download = Download(person=owner, ready_at=now, expires_at=now + timedelta(days=1))
    download.file.save("data.zip", ContentFile(b"x"))
    return {
        ("address_object", ""): [objection_path(change).rstrip("/").rpartition("/")[2]],
        ("address_restore", ""): [change.pk],
        ("data_download", ""): [download.pk],
        ("account_close_for", ""): [owner.pk],
    }
