"""What a crowd can do: each act is one verb of the project, and whether it may be done is the verb's."""

from communities.accounts.closing import close_account
from communities.accounts.tasks import forget_again
from communities.discussions.answering import accept_answer, withdraw_answer
from communities.discussions.arranging import arranging, duplicating, merging, moving
from communities.discussions.bookmarking import drop_post, keep_post
from communities.discussions.following import following
from communities.discussions.hiding import hide_post, restore_post
from communities.discussions.holding import release_post
from communities.discussions.marking import mark_helpful
from communities.discussions.models import Act, Kind, Level, Poll, Post
from communities.discussions.polls import polling
from communities.discussions.writing.editing import edit_post
from communities.discussions.writing.posting import reply
from communities.discussions.writing.withdrawing import put_back_post, withdraw_post
from communities.spaces.changing import archive_community, change_community, unarchive_community
from communities.spaces.joining import join_community, leave_community
from communities.spaces.models import Community, PreModeration, Visibility
from communities.tags.models import Tag
from tests import make
from tests.tools import jobs

from .crowd import Nothing, act, one, rare

SAID = {"hidden_at": None, "withdrawn_at": None}
KINDS = [*[Kind.QUESTION] * 6, *Kind]  # mostly those that have answers
TAGS = ["captions", "live-video", "radio"]
FEWEST, MOST = 3, 6  # people beside the administrator

# --- what is said ---------------------------------------------------------------------------------


@act
def start(crowd, at, by, to):
    kind = KINDS[to % len(KINDS)]
    make.topic(crowd.place(at), by=crowd.person(by), kind=kind, source=crowd.words(to), tags=[TAGS[to % 3]])


@act
def answer(crowd, at, by, to):
    post = crowd.post(at)
    reply(post.topic, by=crowd.person(by), source=crowd.words(to), in_reply_to=post.number)


@act
def edit(crowd, at, by, to):
    post = crowd.post(at, **SAID)
    edit_post(post, by=post.author, source=crowd.words(to), read_source=post.source)


@act
def withdraw(crowd, at, by, to):
    post = crowd.post(at, withdrawn_at=None)
    withdraw_post(post, by=post.author)


@act
def put_back(crowd, at, by, to):
    post = crowd.post(at, withdrawn_at__isnull=False)
    put_back_post(post, by=post.author)


@act
def hide(crowd, at, by, to):
    hide_post(crowd.post(at, hidden_at=None), by=crowd.person(by), reason="Because.")


@act
def restore(crowd, at, by, to):
    restore_post(crowd.post(at, hidden_at__isnull=False), by=crowd.person(by))


@act
def moderate_first(crowd, at, by, to):
    everyone = [PreModeration.NONE, PreModeration.FIRST, PreModeration.ALL]
    Community.objects.filter(pk=crowd.place(at).pk).update(pre_moderation=everyone[to % 3])


@act
def write_where_all_waits(crowd, at, by, to):
    topic = crowd.topic(at, merged_into=None, held_at=None)
    Community.objects.filter(pk=topic.community_id).update(pre_moderation=PreModeration.ALL)
    reply(topic, by=crowd.people[by % len(crowd.people)], source=crowd.words(to))


@act
def release(crowd, at, by, to):
    source = crowd.words(to) if to % 2 else None
    release_post(crowd.post(at, held_at__isnull=False, **SAID), by=crowd.boss, source=source)


# --- what others make of it -----------------------------------------------------------------------


@act
def accept(crowd, at, by, to):
    open_ones = {"topic__kind": Kind.QUESTION, "topic__answer": None}
    accept_answer(crowd.post(at, number__gt=1, **SAID, **open_ones), by=crowd.person(by))


@act
def change_answer(crowd, at, by, to):
    topic = crowd.topic(at, answer__isnull=False)
    accept_answer(crowd.post(to, topic=topic, number__gt=1, **SAID), by=crowd.person(by))


@act
def take_back(crowd, at, by, to):
    withdraw_answer(crowd.topic(at, answer__isnull=False), by=crowd.person(by))


@act
def mark(crowd, at, by, to):
    person = crowd.person(by)
    mark_helpful(one(Post.objects.said().exclude(author=person), at), by=person, helpful=True)


@act
def unmark(crowd, at, by, to):
    person = crowd.person(by)
    mark_helpful(crowd.post(at, helpful_marks__person=person), by=person, helpful=False)


@act
def bookmark(crowd, at, by, to):
    keep_post(crowd.post(at), by=crowd.person(by), note="Later.")


@act
def drop_bookmark(crowd, at, by, to):
    person = crowd.person(by)
    drop_post(crowd.post(at, bookmarks__person=person), by=person)


@act
def follow(crowd, at, by, to):
    following.set_topic_level(crowd.topic(at), by=crowd.person(by), level=list(Level)[to % 3])


@act
def follow_place(crowd, at, by, to):
    following.set_community_level(crowd.place(at), by=crowd.person(by), level=list(Level)[to % 3])


@act
def follow_tag(crowd, at, by, to):
    following.set_tag_level(one(Tag.objects.all(), at), by=crowd.person(by), level=list(Level)[to % 3])


@act
def read(crowd, at, by, to):
    following.mark_read(crowd.topic(at), crowd.person(by), up_to=1 + to % 9)


# --- what keepers do ------------------------------------------------------------------------------


@act
def pin(crowd, at, by, to):
    arranging.pin_topic(crowd.topic(at), by=crowd.person(by), pinned=bool(to % 2))


@act
def lock(crowd, at, by, to):
    arranging.lock_topic(crowd.topic(at), by=crowd.person(by), locked=to % 3 == 0, reason="Because.")


@act
def rename(crowd, at, by, to):
    arranging.rename_topic(crowd.topic(at), by=crowd.person(by), title=f"What about captions, part {to}?")


@act
def retag(crowd, at, by, to):
    arranging.retag_topic(crowd.topic(at), by=crowd.person(by), tags=[TAGS[to % 3], TAGS[(to + 1) % 3]])


@act
def change_kind(crowd, at, by, to):
    arranging.change_kind(crowd.topic(at), by=crowd.person(by), kind=KINDS[to % len(KINDS)])


@act
def move(crowd, at, by, to):
    topic = crowd.topic(at)
    moving.move_topic(topic, by=crowd.person(by), to=crowd.place(to, beside=topic.community))


@act
def share(crowd, at, by, to):
    topic = crowd.topic(at, merged_into=None, also_in=None)
    moving.show_also_in(topic, by=crowd.person(by), other=crowd.place(to, beside=topic.community))


@act
def take_out(crowd, at, by, to):
    moving.show_only_here(crowd.topic(at, also_in__isnull=False), by=crowd.person(by))


@act
def merge(crowd, at, by, to):
    topic = crowd.topic(at, poll=None, merged_into=None)
    merging.merge_topics(topic, into=crowd.topic(to), by=crowd.person(by))


@act
def unmerge(crowd, at, by, to):
    merging.unmerge_topic(crowd.topic(at, merged_into__isnull=False), by=crowd.person(by))


@act
def split(crowd, at, by, to):
    topic = crowd.topic(at, post_count__gt=1, merged_into=None)
    found = topic.posts.filter(number__gt=1).order_by("number").values_list("number", flat=True)
    chosen = [number for number in found if (to >> number % 3) & 1]
    merging.split_topic(topic, chosen, by=crowd.person(by), title="A topic of its own")


@act
def unsplit(crowd, at, by, to):
    made = crowd.topic(at, acts__kind=Act.Kind.BEGUN, merged_into=None)
    merging.unsplit_topic(made, by=crowd.person(by))


@act
def duplicate(crowd, at, by, to):
    topic = crowd.topic(at, duplicate_of=None, merged_into=None)
    duplicating.close_as_duplicate(topic, of=crowd.topic(to), by=crowd.person(by))


@act
def reopen(crowd, at, by, to):
    duplicating.reopen_topic(crowd.topic(at, duplicate_of__isnull=False), by=crowd.person(by))


# --- polls, communities, people -------------------------------------------------------------------


@act
def poll(crowd, at, by, to):
    asked = {"question": "Which?", "options": ["This", "That", "Both"], "is_multiple": bool(to % 2)}
    polling.start_poll(crowd.topic(at, poll=None, merged_into=None), by=crowd.person(by), **asked)


@act
def vote(crowd, at, by, to):
    polling.vote(one(Poll.objects.filter(closed_at=None), at), by=crowd.person(by), choices=[to % 3])


@act
def close_poll(crowd, at, by, to):
    polling.close_poll(one(Poll.objects.filter(closed_at=None), at), by=crowd.person(by))


@rare
def archive(crowd, at, by, to):
    if Community.objects.exclude(archived_at=None).exists():
        raise Nothing  # where all is archived, nothing happens
    archive_community(crowd.place(at), by=crowd.person(by))


@act
def unarchive(crowd, at, by, to):
    unarchive_community(one(Community.objects.exclude(archived_at=None), at), by=crowd.boss)


@act
def open_or_close(crowd, at, by, to):
    place = crowd.place(at)
    seen = {"visibility": [Visibility.PUBLIC, *Visibility][to % 4]}
    change_community(place, by=crowd.person(by), read_version=place.version, **seen)


@rare
def join(crowd, at, by, to):
    if len(crowd.people) < MOST:
        crowd.people.append(make.member())
    join_community(crowd.place(at), by=make.fresh(crowd.people[by % len(crowd.people)]))


@rare
def leave(crowd, at, by, to):
    leave_community(crowd.place(at), by=make.fresh(crowd.people[by % len(crowd.people)]))


@rare
def close(crowd, at, by, to):
    if len(crowd.people) <= FEWEST:
        raise Nothing
    leaves = make.fresh(crowd.people[at % len(crowd.people)])
    close_account(leaves, by=crowd.boss, reason="Left the government.")
    crowd.people.remove(leaves)
    forget_again(**jobs("forget_again")[-1])
