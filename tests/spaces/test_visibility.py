"""Who sees which community, and so what is said in it."""

import pytest

from communities.discussions.models import Post, Topic
from communities.spaces.models import Community, JoinPolicy, Role, Visibility, audiences_of
from tests import make

SEES = {
    Visibility.PUBLIC: {"visitor", "member", "belonging", "lead", "administrator"},
    Visibility.MEMBERS: {"member", "belonging", "lead", "administrator"},
    Visibility.PRIVATE: {"belonging", "lead", "administrator"},
}


@pytest.fixture(params=Visibility, ids=str)
def place(request, db):
    """A community of each visibility with a topic, and one person of each kind."""
    community = make.community(visibility=request.param, join_policy=JoinPolicy.INVITATION)
    lead = make.belonging(community, Role.LEAD)
    people = {
        "visitor": None,
        "member": make.belonging(make.community()),
        "belonging": make.belonging(community),
        "lead": lead,
        "administrator": make.administrator(),
    }
    make.topic(community, by=lead)
    return community, people


@pytest.mark.parametrize("model", [Community, Topic, Post])
def test_who_sees_a_community_sees_its_topics_and_posts_and_nobody_else_does(place, model):
    community, people = place
    inside = {Community: "pk", Topic: "community", Post: "topic__community"}[model]
    mine = model.objects.filter(**{inside: community.pk})
    sees = {kind for kind, person in people.items() if mine.visible_to(person).count() == 1}
    assert sees == SEES[community.visibility]


def test_the_audiences_of_a_person_agree_with_what_they_see(place):
    community, people = place
    finds = {kind for kind, person in people.items() if community.audience in audiences_of(person)}
    assert finds == SEES[community.visibility]


def test_who_leaves_a_private_community_sees_it_no_more(db):
    community = make.community(visibility=Visibility.PRIVATE)
    person = make.belonging(community)
    assert Community.objects.visible_to(person).count() == 1
    community.memberships.filter(person=person).delete()
    assert Community.objects.visible_to(make.fresh(person)).count() == 0
