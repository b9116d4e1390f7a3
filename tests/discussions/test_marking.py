import pytest

from communities.discussions.hiding import hide_post
from communities.discussions.marking import mark_helpful
from communities.discussions.models import HelpfulMark, Post
from communities.kit.permissions import Refused
from communities.notifications.models import Notification
from communities.spaces.models import Role
from tests import make


def test_a_mark_is_counted_and_taken_back_and_doing_either_twice_changes_nothing_more(db):
    post = make.post(make.topic())
    person = make.belonging(post.topic.community)
    for helpful, count in ((True, 1), (True, 1), (False, 0), (False, 0)):
        mark_helpful(post, by=person, helpful=helpful)
        assert Post.objects.get(pk=post.pk).helpful_count == HelpfulMark.objects.count() == count


def test_nobody_marks_what_they_wrote_themselves(db):
    post = make.post(make.topic())
    with pytest.raises(Refused, match="Others say whether your post is helpful"):
        mark_helpful(post, by=post.author, helpful=True)


def test_nobody_marks_a_hidden_post_or_one_of_a_community_that_is_not_theirs(db):
    post = make.post(make.topic())
    with pytest.raises(Refused, match="to take part"):
        mark_helpful(post, by=make.member(), helpful=True)
    hide_post(post, by=make.belonging(post.topic.community, Role.LEAD), reason="Private.")
    with pytest.raises(Refused, match="This post is hidden"):
        mark_helpful(post, by=make.belonging(post.topic.community), helpful=True)


def test_a_mark_is_told_to_nobody(db):
    post = make.post(make.topic())
    mark_helpful(post, by=make.belonging(post.topic.community), helpful=True)
    assert not Notification.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_marks_given_at_the_same_moment_are_all_counted_and_each_person_once():
    post = make.post(make.topic())
    people = [make.belonging(post.topic.community) for _ in range(6)]
    found = make.at_once(*[lambda one=one: mark_helpful(post, by=one, helpful=True) for one in people * 2])
    assert found == [None] * 12
    assert Post.objects.get(pk=post.pk).helpful_count == HelpfulMark.objects.count() == 6
