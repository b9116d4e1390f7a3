"""Who may do what in a community: each person, each act, each state of it; and the table that says so."""

import pytest
from django.utils import timezone

from communities.spaces import rights, rules
from communities.spaces.guiding import publish_guidelines
from communities.spaces.models import Community, JoinPolicy, PostingPolicy, Role, Visibility
from tests import make
from tests.tools import browser, queries

KINDS = ("visitor", "site", "member", "moderator", "lead", "administrator")
STATES: dict[str, dict] = {
    "open": {},
    "on request": {"join_policy": JoinPolicy.REQUEST},
    "by invitation": {"join_policy": JoinPolicy.INVITATION},
    "leads post": {"posting_policy": PostingPolicy.LEADS},
    "shown to all": {"shows_members": Visibility.PUBLIC},
    "shown inside": {"shows_members": Visibility.PRIVATE},
    "archived": {"archived_at": timezone.now()},
    "owes": {},  # newer guidelines wait for its members
}
NOBODY, WHO_COMES_IN, INSIDE, KEEPERS, LEADS = "------", "-+---+", "--++++", "---+++", "----++"
# the answers to KINDS, in their order; those of "" where a state is not named
ACTS = {
    rules.may_join: {
        **dict.fromkeys(("on request", "by invitation", "archived"), NOBODY),
        "": WHO_COMES_IN,
    },
    rules.may_ask: {"on request": WHO_COMES_IN, "": NOBODY},
    rules.may_leave: {"": "--+++-"},
    rules.may_post: {"archived": NOBODY, "owes": "-----+", "": INSIDE},
    rules.may_start_topic: {"archived": NOBODY, "owes": "-----+", "leads post": KEEPERS, "": INSIDE},
    rules.may_invite: {"archived": NOBODY, "": LEADS},
    rules.may_lead: {"": LEADS},
    rules.may_export_members: {"": LEADS},
    rules.may_change_settings: {"": LEADS},
    rules.may_change_guidelines: {"": LEADS},
    rules.may_archive: {"": LEADS},
    rules.may_agree: {"": "--+++-"},
    rules.may_read_ledger: {"": KEEPERS},
    rules.may_see_members: {"shown to all": "++++++", "shown inside": INSIDE, "": "-+++++"},
}


def people_of(community: Community, state: str = "") -> dict:
    people = {
        "visitor": None,
        "site": make.member(),
        **{str(role): make.belonging(community, role) for role in Role},
        "administrator": make.administrator(),
    }
    make.belonging(community, Role.LEAD)  # a second one, so that the first may leave
    if state == "owes":
        publish_guidelines(community, by=None, text="Ask plainly.")
        publish_guidelines(community, by=None, text="Ask very plainly.", asks_again=True)
    return {kind: person and make.fresh(person) for kind, person in people.items()}


@pytest.mark.parametrize("state", STATES)
def test_each_act_is_open_to_each_person_in_each_state_as_declared(db, state):
    community = make.community("Captioners", **STATES[state])
    people = people_of(community, state)
    found, expected = {}, {}
    for rule, answers in ACTS.items():
        verdicts = [rule(people[kind], community) for kind in KINDS]
        found[rule.__name__] = "".join("+" if verdict else "-" for verdict in verdicts)
        expected[rule.__name__] = answers.get(state, answers[""])
        assert all(verdict.sentence for verdict in verdicts if not verdict)
    assert found == expected


@pytest.mark.parametrize("visibility", Visibility.values)
@pytest.mark.parametrize("state", [state for state in STATES if state != "owes"])
def test_the_table_says_what_the_rules_say_to_real_people(db, state, visibility):
    community = make.community("Captioners", visibility=visibility, **STATES[state])
    people = people_of(community)
    rows = rights.table_of(community)
    asked = [right for room in ("spaces", "discussions") for right in rights.of_room(room)]
    assert len(rows) == len(asked) + 1 >= 16
    for column, kind in enumerate(KINDS):
        person = people[kind]
        seen = Community.objects.visible_to(person).filter(pk=community.pk).exists()
        said = [row.answers[column] for row in rows]
        assert said == [seen, *(seen and bool(right.rule(person, community)) for right in asked)], kind


def test_the_table_costs_one_query(db, django_assert_num_queries):
    community = make.community()
    with django_assert_num_queries(1):
        rights.table_of(community)


def test_everybody_reads_the_table_on_the_page_about(site):
    community = make.community(
        "Captioners", levels=["city"], pre_moderation="first", first_posts=2, join_policy=JoinPolicy.REQUEST
    )
    for person in (None, make.member(), make.belonging(community)):
        page = browser(person).get(f"/communities/{community.slug}/about/").content.decode()
        assert "Who may do what here" in page and "Moderators" in page and "Ask to join" in page
        assert "Only: City or town." in page
        assert "The first 2 posts of each member wait for a moderator before anybody reads them." in page
    assert queries(browser(make.member()), f"/communities/{community.slug}/about/") <= 8


def test_an_archived_community_is_read_only_and_stands_at_the_end_of_the_list(site):
    community = make.community("Captioners")
    topic, member = make.topic(community), make.belonging(community)
    Community.objects.filter(pk=community.pk).update(archived_at=timezone.now())
    client = browser(member)
    assert client.get(topic.get_absolute_url()).status_code == 200
    answer = client.post(f"/topics/{topic.pk}/reply/", {"body": "Use a captioner."})
    assert answer.status_code == 403 and "Captioners is archived" in answer.content.decode()
    assert browser(make.member()).post(f"/communities/{community.slug}/join/").status_code == 403
    listed = client.get("/communities/").content.decode()
    assert listed.index("archived-heading") < listed.index("Captioners")
    page = client.get(f"/communities/{community.slug}/about/").content.decode()
    assert "You can read it; nothing changes here any more." in page
