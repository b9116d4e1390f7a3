"""The index is made again while people write, is taken up where it ended, and can be compared."""

from threading import Event, Thread

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from communities.discussions import indexing
from communities.discussions.models import Topic
from communities.discussions.writing.posting import reply
from communities.finding import rebuilding
from communities.finding.models import Document
from communities.members.editing import edit_profile
from communities.members.models import User
from tests import make
from tests.tools import jobs


def test_a_check_lists_what_differs_what_is_missing_and_what_should_not_be_there(db):
    changed, missing, merged = make.topic(), make.topic(), make.topic()
    assert list(rebuilding.differences()) == []
    mine = Document.objects.filter(kind="topic")
    mine.filter(object_id=changed.pk).update(title="Something else", facts={})
    mine.filter(object_id=missing.pk).delete()
    Topic.objects.filter(pk=merged.pk).update(merged_into=changed)
    found = [
        f"topics {changed.pk}: differs in title, facts",
        f"topics {missing.pk}: is missing",
        f"topics {merged.pk}: should not be there",
    ]
    assert list(rebuilding.differences()) == found
    with pytest.raises(SystemExit):
        call_command("reindex", check=True)
    call_command("reindex")
    assert list(rebuilding.differences()) == []


def test_a_rebuild_goes_on_where_it_ended(db, monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH", 2)
    topics = [make.topic() for _ in range(5)]
    Document.objects.filter(kind="topic").delete()
    steps: list[tuple] = []
    rebuilding.rebuild(lambda *step: steps.append(step), only="topics", after=topics[1].pk)
    assert [step[2] for step in steps] == [topics[3].pk, topics[4].pk]
    found = set(Document.objects.filter(kind="topic").values_list("object_id", flat=True))
    assert found == {topic.pk for topic in topics[2:]}


def test_a_document_whose_row_is_gone_goes_as_well(db):
    topic = make.topic()
    Document.objects.filter(kind="topic", object_id=topic.pk).update(object_id=topic.pk + 1000)
    rebuilding.rebuild()
    assert list(Document.objects.filter(kind="topic").values_list("object_id", flat=True)) == [topic.pk]


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_beside_a_writer_never_brings_back_what_was_before(site, monkeypatch):
    """The writer has changed the topic and not yet committed when the rebuild comes to it."""
    topic = make.topic()
    written, go_on = Event(), Event()

    def write():
        with transaction.atomic():
            reply(topic, by=topic.author, source="A pelican.")
            written.set()
            go_on.wait(10)
        connection.close()

    writer = Thread(target=write)
    writer.start()
    written.wait(10)
    source = rebuilding.sources()["topics"]
    assert rebuilding.remake(source, [topic.pk]) == set()  # held: put off
    late = Thread(target=lambda: (rebuilding.remake(source, [topic.pk], wait=True), connection.close()))
    late.start()
    go_on.set()
    writer.join()
    late.join()
    assert "pelican" in Document.objects.get(kind="topic").body


def test_when_somebody_works_elsewhere_their_topics_say_so_once_the_worker_has_been(db):
    epa, state = make.agency(), make.agency("State of Ohio", level="state")
    topic = make.topic()
    author = User.objects.get(pk=topic.author_id)
    profile = author.profile
    profile.agency = state
    profile.save()
    edit_profile(author, by=author, name="Another name", expertise=["captions"])
    assert {"label": f"by:{author.pk}"} in jobs("remake_labelled")
    rebuilding.remake_labelled(f"by:{author.pk}")
    labels = Document.objects.get(kind="topic").labels
    assert f"agency:{state.pk}" in labels and f"agency:{epa.pk}" not in labels and "level:state" in labels
    assert list(rebuilding.differences()) == []


def test_the_audience_of_a_community_is_that_of_its_document(db):
    place = make.community(visibility="private")
    assert Document.objects.get(kind="community").audience == f"community:{place.pk}"
    assert indexing.TOPICS.model is Topic
