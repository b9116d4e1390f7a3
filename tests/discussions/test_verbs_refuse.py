"""A verb asks its rule again: who has no right is refused by the verb itself, and nothing is written."""

from inspect import getmembers, isfunction, signature
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from communities.discussions import answering, bookmarking, hiding, marking
from communities.discussions.arranging import arranging, duplicating, merging, moving
from communities.discussions.following import following
from communities.discussions.models import Post, Topic
from communities.discussions.polls import polling
from communities.discussions.writing import attaching, drafting, editing, posting, withdrawing
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.members.models import Standing, User
from communities.notifications.models import Notification
from communities.spaces.models import Community, Role, Visibility
from communities.spaces.requesting import remove_member
from tests import make

PDF = b"%PDF-1.7\n..."
MODULES = (posting, editing, withdrawing, attaching, drafting, hiding, answering, marking, bookmarking)
MODULES += (arranging, moving, merging, duplicating, polling, following)
NO_VERBS = {  # they write for verbs that have asked, or only what is the person's own
    "bind_attachments",
    "note",
    "was_sent",
    "drop_post",
    "discard_draft",
    "set_follows_own",
    "mark_read",
    "follow_quietly",
    "stop_mail",
}
TOPIC = {"kind": "question", "title": "Who waters?", "source": "Words.", "tags": ["captions"]}
POLL = {"question": "Which?", "options": ["This", "That"]}

VERBS = {
    "start_topic": lambda by, w: posting.start_topic(w.here, by=by, **TOPIC),
    "reply": lambda by, w: posting.reply(w.topic, by=by, source="Words."),
    "edit_post": lambda by, w: editing.edit_post(w.post, by=by, source="New.", read_source=w.post.source),
    "withdraw_post": lambda by, w: withdrawing.withdraw_post(w.post, by=by),
    "put_back_post": lambda by, w: withdrawing.put_back_post(w.withdrawn, by=by),
    "attach": lambda by, w: attaching.attach(SimpleUploadedFile("a.pdf", PDF), by=by),
    "describe": lambda by, w: attaching.describe(w.upload.key, by=by, alt="A flag", is_decorative=False),
    "save_draft": lambda by, w: drafting.save_draft(
        by, drafting.place_of(w.topic), {"body": "Words."}, version=0
    ),
    "replace_draft": lambda by, w: drafting.replace_draft(
        by, drafting.place_of(w.post), {"body": "Words."}, version=0
    ),
    "hide_post": lambda by, w: hiding.hide_post(w.post, by=by, reason="Because."),
    "restore_post": lambda by, w: hiding.restore_post(w.hidden, by=by),
    "accept_answer": lambda by, w: answering.accept_answer(w.post, by=by),
    "withdraw_answer": lambda by, w: answering.withdraw_answer(w.solved, by=by),
    "mark_helpful": lambda by, w: marking.mark_helpful(w.post, by=by, helpful=True),
    "keep_post": lambda by, w: bookmarking.keep_post(w.post, by=by, note="Mine."),
    "pin_topic": lambda by, w: arranging.pin_topic(w.topic, by=by, pinned=True),
    "lock_topic": lambda by, w: arranging.lock_topic(w.topic, by=by, locked=True, reason="Because."),
    "rename_topic": lambda by, w: arranging.rename_topic(w.topic, by=by, title="Another title"),
    "retag_topic": lambda by, w: arranging.retag_topic(w.topic, by=by, tags=["other"]),
    "change_kind": lambda by, w: arranging.change_kind(w.topic, by=by, kind="discussion"),
    "change_words": lambda by, w: arranging.change_words(w.topic, by=by, title="Another", tags=["other"]),
    "move_topic": lambda by, w: moving.move_topic(w.topic, by=by, to=w.there),
    "show_also_in": lambda by, w: moving.show_also_in(w.topic, by=by, other=w.there),
    "show_only_here": lambda by, w: moving.show_only_here(w.shared, by=by),
    "merge_topics": lambda by, w: merging.merge_topics(w.topic, into=w.solved, by=by),
    "unmerge_topic": lambda by, w: merging.unmerge_topic(w.merged, by=by),
    "split_topic": lambda by, w: merging.split_topic(w.topic, [2], by=by, title="Split"),
    "unsplit_topic": lambda by, w: merging.unsplit_topic(w.split, by=by),
    "close_as_duplicate": lambda by, w: duplicating.close_as_duplicate(w.topic, of=w.solved, by=by),
    "reopen_topic": lambda by, w: duplicating.reopen_topic(w.duplicate, by=by),
    "start_poll": lambda by, w: polling.start_poll(w.topic, by=by, **POLL),
    "vote": lambda by, w: polling.vote(w.poll, by=by, choices=[0]),
    "close_poll": lambda by, w: polling.close_poll(w.poll, by=by),
    "set_topic_level": lambda by, w: following.set_topic_level(w.topic, by=by, level="follow"),
    "set_following": lambda by, w: following.set_following(w.topic, by=by, follows=True),
    "set_community_level": lambda by, w: following.set_community_level(w.here, by=by, level="follow"),
    "set_tag_level": lambda by, w: following.set_tag_level(w.tag, by=by, level="follow"),
}
FOR_EVERY_MEMBER = {"attach", "set_tag_level"}  # these know no place


@pytest.fixture
def world(db, settings, tmp_path):
    """A private community in which every verb has something to do; whoever is not in it has no right."""
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    here, there = make.community("Here"), make.community("There")
    lead = make.belonging(here, Role.LEAD)
    make.give_role(there, lead, Role.LEAD, by=None)
    lead = make.fresh(lead)
    topics = [make.topic(here, by=lead) for _ in range(8)]
    topic, solved, shared, merged, target, duplicate, to_split, polled = topics
    post, withdrawn, hidden = (make.post(topic) for _ in range(3))
    withdrawing.withdraw_post(withdrawn, by=withdrawn.author)
    hiding.hide_post(hidden, by=lead, reason="It names somebody.")
    answering.accept_answer(make.post(solved), by=lead)
    moving.show_also_in(shared, by=lead, other=there)
    make.post(merged)
    merging.merge_topics(merged, into=target, by=lead)
    duplicating.close_as_duplicate(duplicate, of=target, by=lead)
    number = make.post(to_split).number
    split = merging.split_topic(to_split, [number], by=lead, title="Split out")
    poll = polling.start_poll(polled, by=lead, **POLL)
    upload = attaching.attach(SimpleUploadedFile("a.pdf", PDF), by=lead)
    removed = make.belonging(here)
    remove_member(here, removed, by=lead, reason="They asked for it.")
    closed = make.belonging(here, Role.LEAD)
    User.objects.filter(pk=closed.pk).update(standing=Standing.CLOSED, is_active=False)
    people = {"lead elsewhere": make.belonging(make.community(), Role.LEAD), "removed": removed}
    people |= {"waiting": make.waiting().person, "closed": closed}
    Community.objects.filter(pk=here.pk).update(visibility=Visibility.PRIVATE)
    fresh = {each.pk: each for each in Topic.objects.select_related("community")}
    names = {"topic": topic, "solved": solved, "shared": shared, "merged": merged, "duplicate": duplicate}
    posts = {"post": post, "withdrawn": withdrawn, "hidden": hidden}
    return SimpleNamespace(
        people={kind: make.fresh(person) for kind, person in people.items()},
        here=Community.objects.get(pk=here.pk),
        there=there,
        poll=poll,
        upload=upload,
        split=fresh[split.pk],
        tag=topic.tags.get(),
        **{name: fresh[each.pk] for name, each in names.items()},
        **{name: Post.objects.select_related("topic__community").get(pk=e.pk) for name, e in posts.items()},
    )


def rows() -> dict[str, list]:
    """All that discussions, the ledger and notifications hold, and the counts of communities."""
    models = [*apps.get_app_config("discussions").get_models(), Entry, Notification, Community]
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


@pytest.mark.parametrize("verb", VERBS)
def test_who_has_no_right_is_refused_by_the_verb_and_nothing_is_written(world, verb):
    refused = ("waiting", "closed") if verb in FOR_EVERY_MEMBER else tuple(world.people)
    before = rows()
    for kind in refused:
        with pytest.raises((Refused, ObjectDoesNotExist)), transaction.atomic():
            VERBS[verb](world.people[kind], world)
        assert rows() == before, kind


def test_no_verb_is_left_out():
    found = set()
    for module in MODULES:
        for name, verb in getmembers(module, isfunction):
            acts = {"by", "person"} & set(signature(verb).parameters)
            if verb.__module__ == module.__name__ and not name.startswith("_") and acts:
                found.add(name)
    assert len(found) >= 35 and found - NO_VERBS == set(VERBS)
