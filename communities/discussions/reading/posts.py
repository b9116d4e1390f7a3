"""A post as the pages show it, with who wrote it and what the person may do."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from communities.kit.permissions import Verdict
from communities.members.audiences import opens
from communities.members.models import User

from .. import rules
from ..models import Post, Topic


@dataclass(frozen=True)
class Author:
    """Who wrote something, as everybody sees them."""

    name: str
    title: str
    agency_name: str
    url: str


@dataclass(frozen=True)
class PostView:
    """A post as a person sees it, with what they may do."""

    post: Post
    author: Author
    html: str  # empty for whom a hidden post is not readable
    is_answer: bool
    in_reply_to_url: str
    hidden: bool
    hidden_reason: str
    hidden_by: str
    marked_helpful: bool
    bookmarked: bool
    waits: bool  # for a moderator; nobody else reads it yet
    withdrawn: bool
    may_reply: Verdict
    may_accept: Verdict
    may_edit: Verdict
    may_hide: Verdict
    may_release: Verdict
    may_restore: Verdict
    may_mark_helpful: Verdict
    may_withdraw: Verdict
    may_put_back: Verdict
    may_bookmark: Verdict
    may_report: bool  # whether to offer it; `communities.moderation` has the rule

    @property
    def is_quiet(self) -> bool:
        """Whether its words are out of sight for most."""
        return self.hidden or self.waits or self.withdrawn

    @property
    def in_reply_to(self) -> int | None:
        return self.post.in_reply_to

    @property
    def helpful_count(self) -> int:
        return self.post.helpful_count

    @property
    def reply_url(self) -> str:
        return (
            f"?{urlencode({'to': self.post.number})}#composer" if self.may_reply and not self.is_quiet else ""
        )

    @property
    def helpful_url(self) -> str:
        return reverse("post_helpful", args=[self.post.pk])

    @property
    def accept_url(self) -> str:
        """Where the answer is accepted; for the answer itself, where it is taken back."""
        if self.is_answer:
            return reverse("answer_withdraw", args=[self.post.topic_id])
        return reverse("answer_accept", args=[self.post.pk])

    @property
    def link(self) -> str:
        """The permanent address, wherever the post stands later."""
        return reverse("post_detail", args=[self.post.pk])

    @property
    def bookmark_url(self) -> str:
        return reverse("post_bookmark", args=[self.post.pk])

    @property
    def helped_url(self) -> str:
        return reverse("post_helped", args=[self.post.pk])

    @property
    def history_url(self) -> str:
        return reverse("post_history", args=[self.post.pk])

    @property
    def withdraw_url(self) -> str:
        return reverse("post_withdraw", args=[self.post.pk])

    @property
    def put_back_url(self) -> str:
        return reverse("post_put_back", args=[self.post.pk])

    @property
    def edit_url(self) -> str:
        return reverse("post_edit", args=[self.post.pk])

    @property
    def release_url(self) -> str:
        return reverse("post_release", args=[self.post.pk])

    @property
    def hide_url(self) -> str:
        return reverse("post_hide", args=[self.post.pk])

    @property
    def report_url(self) -> str:
        return reverse("post_report", args=[self.post.pk])

    @property
    def restore_url(self) -> str:
        return reverse("post_restore", args=[self.post.pk])


def name_of(person: User) -> str:
    """A person's name, as long as the account is open."""
    return person.name if person.is_active else _("Former member")


def author_of(person: User, *, viewer: User | None) -> Author:
    """Say who wrote something, with a link for whom there is a profile."""
    profile = getattr(person, "profile", None) if person.is_active else None
    return Author(
        name=name_of(person),
        title=profile.title if profile else "",
        agency_name=profile.agency_name if profile else "",
        url=person.get_absolute_url() if profile and opens(profile, viewer) else "",
    )


def view_of(post: Post, topic: Topic, person: User | None) -> PostView:
    readable = rules.may_read_words(person, post, topic)
    is_answer = post.pk == topic.answer_id
    accepts = (
        rules.may_withdraw_answer(person, topic)
        if is_answer
        else rules.may_accept_answer(person, post, topic)
    )
    return PostView(
        post=post,
        author=author_of(post.author, viewer=person),
        html=post.html if readable else "",
        is_answer=is_answer,
        in_reply_to_url=topic.address_of(post.in_reply_to) if post.in_reply_to else "",
        hidden=post.is_hidden,
        hidden_reason=post.hidden_reason if readable else "",
        hidden_by=name_of(post.hidden_by) if post.hidden_by and readable else "",
        marked_helpful=getattr(post, "marked", False),
        bookmarked=getattr(post, "bookmarked", False),
        waits=post.is_held,
        withdrawn=post.is_withdrawn,
        may_reply=rules.may_reply(person, topic),
        may_accept=accepts,
        may_edit=rules.may_edit_post(person, post, topic),
        may_release=rules.may_release_post(person, post, topic),
        may_hide=rules.may_hide_post(person, post, topic),
        may_restore=rules.may_restore_post(person, post, topic),
        may_mark_helpful=rules.may_mark_helpful(person, post, topic),
        may_withdraw=rules.may_withdraw_post(person, post, topic),
        may_put_back=rules.may_put_back_post(person, post, topic),
        may_bookmark=rules.may_bookmark(person, topic),
        may_report=person is not None and person.pk != post.author_id and not _is_quiet(post),
    )


def _is_quiet(post: Post) -> bool:
    return post.is_hidden or post.is_held or post.is_withdrawn
