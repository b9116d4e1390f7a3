import pytest
from django.db import IntegrityError, transaction

from communities.discussions.answering import accept_answer, withdraw_answer
from communities.discussions.hiding import hide_post
from communities.discussions.models import Kind, Topic
from communities.finding.models import Document
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.notifications.models import Notification
from communities.spaces.guiding import agree_to_guidelines, publish_guidelines
from communities.spaces.models import Role
from tests import make
from tests.tools import verbs


def test_the_asker_accepts_an_answer_and_everything_that_belongs_to_it_is_written(db):
    topic = make.topic()
    post = make.post(topic, source="Use a stenographer.")
    accept_answer(post, by=topic.author)
    topic = Topic.objects.get()
    assert (topic.answer, topic.answered_by, topic.is_solved) == (post, topic.author, True)
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.on, entry.facts) == ("topic.answer_accepted", topic, {"post": 2})
    assert Document.objects.get(kind="topic").facts["solved"] is True
    note = Notification.objects.get()
    assert (note.person, note.kind, note.actor, note.target) == (post.author, "answer", topic.author, post)


@pytest.mark.parametrize("role", [Role.LEAD, Role.MODERATOR])
def test_a_lead_or_a_moderator_accepts_in_place_of_the_asker(db, role):
    topic = make.topic()
    keeper = make.belonging(topic.community, role)
    accept_answer(make.post(topic), by=keeper)
    assert Topic.objects.get().answered_by == keeper


def test_others_do_not_accept_an_answer(db):
    topic = make.topic()
    post = make.post(topic)
    for person in (post.author, make.belonging(topic.community), make.belonging(make.community(), Role.LEAD)):
        with pytest.raises(Refused, match="The person who asked, or a lead, accepts the answer"):
            accept_answer(post, by=person)
    assert not Topic.objects.get().is_solved and "topic.answer_accepted" not in verbs()


def test_another_post_takes_the_place_of_an_answer(db):
    topic = make.topic()
    first, better = make.post(topic), make.post(topic)
    accept_answer(first, by=topic.author)
    accept_answer(better, by=topic.author)
    assert Topic.objects.get().answer == better
    assert set(Notification.objects.values_list("person", flat=True)) == {first.author_id, better.author_id}


def test_accepting_the_same_post_twice_is_told_and_recorded_once(db):
    topic = make.topic()
    post = make.post(topic)
    accept_answer(post, by=topic.author)
    accept_answer(post, by=topic.author)
    assert verbs().count("topic.answer_accepted") == Notification.objects.count() == 1


def test_an_answer_is_taken_back_and_the_post_stays(db):
    topic = make.topic()
    post = make.post(topic)
    accept_answer(post, by=topic.author)
    withdraw_answer(topic, by=topic.author)
    topic = Topic.objects.get()
    assert (topic.answer, topic.answered_by) == (None, None)
    assert verbs()[-1] == "topic.answer_withdrawn" and post in topic.posts.all()
    assert Document.objects.get(kind="topic").facts["solved"] is False
    with pytest.raises(Refused, match="has no accepted answer"):
        withdraw_answer(topic, by=topic.author)


def test_who_gave_the_answer_does_not_take_it_back(db):
    topic = make.topic()
    post = make.post(topic)
    accept_answer(post, by=topic.author)
    with pytest.raises(Refused, match="The person who asked"):
        withdraw_answer(topic, by=post.author)


def test_a_hidden_post_is_not_accepted(db):
    topic = make.topic()
    post = make.post(topic)
    hide_post(post, by=make.belonging(topic.community, Role.LEAD), reason="It names somebody.")
    with pytest.raises(Refused, match="A hidden post can't be the answer"):
        accept_answer(post, by=topic.author)


def test_only_questions_have_an_answer_and_the_database_insists(db):
    topic = make.topic(kind=Kind.DISCUSSION)
    post = make.post(topic)
    with pytest.raises(Refused, match="Only questions have an accepted answer"):
        accept_answer(post, by=topic.author)
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.update(answer=post)


def test_the_answer_weighs_as_much_as_the_question_in_the_search_document(db):
    topic = make.topic()
    post = make.post(topic, source="A stenographer.")
    weight = "SELECT id, (ts_filter(vector, '{c}') @@ 'stenograph'::tsquery) AS heavy FROM finding_document"
    weight += " WHERE kind = 'topic'"
    assert not Document.objects.raw(weight)[0].heavy
    accept_answer(post, by=topic.author)
    assert Document.objects.raw(weight)[0].heavy


@pytest.mark.parametrize("newer", ["terms", "guidelines"])
def test_who_has_not_agreed_to_what_is_new_agrees_first_and_then_accepts(db, newer):
    topic = make.topic()
    post, lead = make.post(topic), make.belonging(topic.community, Role.LEAD)
    accept_answer(make.post(topic), by=topic.author)
    asker = make.fresh(topic.author)
    if newer == "terms":
        asker.owes_agreement = True
    else:
        publish_guidelines(topic.community, by=lead, text="Be kind.")
        publish_guidelines(topic.community, by=lead, text="Be kinder.", asks_again=True)
    for act in (lambda: accept_answer(post, by=asker), lambda: withdraw_answer(topic, by=asker)):
        with pytest.raises(Refused, match="Agree to them first, then write"):
            act()
    if newer == "terms":
        asker.owes_agreement = False
    else:
        agree_to_guidelines(topic.community, by=asker, version=2)
    assert accept_answer(post, by=asker).answer == post


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_accepted_at_the_same_moment_one_is_the_answer_and_both_are_recorded():
    topic = make.topic()
    posts = [make.post(topic), make.post(topic)]
    people = [topic.author, make.belonging(topic.community, Role.LEAD)]
    outcome = make.at_once(
        *(lambda p=p, by=by: accept_answer(p, by=make.fresh(by)) for p, by in zip(posts, people, strict=True))
    )
    assert all(isinstance(each, Topic) for each in outcome), outcome
    answers = [entry.facts["post"] for entry in Entry.objects.filter(verb="topic.answer_accepted")]
    kept = Topic.objects.get()
    assert sorted(answers) == [2, 3]
    assert kept.answer in posts and kept.answered_by == people[posts.index(kept.answer)]
    assert Document.objects.get(kind="topic").facts["solved"] is True


@pytest.mark.django_db(transaction=True)
def test_an_answer_accepted_while_it_is_hidden_is_no_answer_in_the_end():
    topic = make.topic()
    post = make.post(topic)
    lead = make.belonging(topic.community, Role.LEAD)
    make.at_once(
        lambda: accept_answer(post, by=make.fresh(topic.author)),
        lambda: hide_post(post, by=make.fresh(lead), reason="It names somebody."),
    )
    topic = Topic.objects.get()
    assert topic.answer is None and topic.posts.get(pk=post.pk).is_hidden
