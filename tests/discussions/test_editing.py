import pytest
from django.core.exceptions import ValidationError

from communities.discussions.models import Post, Revision, Topic
from communities.discussions.tasks import tell_of_post
from communities.discussions.writing.editing import edit_post
from communities.finding.models import Document
from communities.kit.errors import Conflict
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.notifications.models import Notification
from tests import make
from tests.tools import jobs, verbs


@pytest.fixture
def post(db) -> Post:
    return make.post(make.topic(), source="Use a captioner.")


def test_an_edit_keeps_the_old_text_as_a_revision_and_changes_the_page_and_the_index(post):
    edited = edit_post(post, by=post.author, source="Use **two** captioners.", read_source=post.source)
    assert (edited.source, edited.edited_at is not None) == ("Use **two** captioners.", True)
    assert "<strong>two</strong>" in edited.html
    revision = Revision.objects.get()
    assert (revision.post, revision.source, revision.by) == (post, "Use a captioner.", post.author)
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.on, entry.facts) == ("post.edited", post, {"topic": post.topic_id})
    body = Document.objects.get(kind="topic").body
    assert "two captioners" in body and "a captioner" not in body


def test_an_edit_keeps_the_number_the_date_and_the_place_in_the_list(post):
    before = Topic.objects.get()
    edit_post(post, by=post.author, source="Better.", read_source=post.source)
    after, now = Topic.objects.get(), Post.objects.get(pk=post.pk)
    assert (after.last_post_at, after.post_count) == (before.last_post_at, before.post_count)
    assert (now.number, now.created_at) == (post.number, post.created_at)


def test_saving_without_a_change_writes_nothing(post):
    edit_post(post, by=post.author, source=" Use a captioner.\r\n", read_source=post.source)
    assert not Revision.objects.exists() and "post.edited" not in verbs()
    assert Post.objects.get(pk=post.pk).edited_at is None


def test_nobody_edits_what_another_wrote(post):
    with pytest.raises(Refused, match=f"Only {post.author} can edit this post"):
        edit_post(post, by=post.topic.author, source="Mine now.", read_source=post.source)
    assert Post.objects.get(pk=post.pk).source == "Use a captioner."


def test_a_text_that_can_not_be_posted_leaves_the_post_as_it_was(post):
    with pytest.raises(ValidationError, match="Write something first"):
        edit_post(post, by=post.author, source="   ", read_source=post.source)
    assert not Revision.objects.exists() and Post.objects.get(pk=post.pk).source == "Use a captioner."


def test_an_edit_of_what_was_changed_meanwhile_is_told_how_it_stands_now(post):
    edit_post(post, by=post.author, source="From the other tab.", read_source="Use a captioner.")
    with pytest.raises(Conflict) as conflict:
        edit_post(post, by=post.author, source="From this tab.", read_source="Use a captioner.")
    assert conflict.value.now == "From the other tab."
    assert Post.objects.get(pk=post.pk).source == "From the other tab."


def test_the_ends_of_lines_that_a_browser_sends_are_no_conflict(post):
    edit_post(post, by=post.author, source="One.\n\nTwo.", read_source=post.source)
    edited = edit_post(post, by=post.author, source="One.\r\n\r\nThree.", read_source="One.\r\n\r\nTwo.")
    assert edited.source == "One.\n\nThree."


@pytest.mark.parametrize("read_source", ["", " \n ", "![](https://example.gov/a.png)", "b" * 30_000])
def test_whatever_a_browser_says_it_has_read_the_answer_is_a_conflict(post, read_source):
    with pytest.raises(Conflict):
        edit_post(post, by=post.author, source="New.", read_source=read_source)


def test_who_is_mentioned_by_an_edit_is_told_and_who_was_mentioned_before_is_not_told_again(post):
    dana, luis = make.member("Dana Whitfield"), make.member("Luis Ortega")
    edit_post(post, by=post.author, source="Ask @dana-whitfield.", read_source=post.source)
    assert jobs("tell_of_post")[-1] == {"post_id": post.pk, "only_mentions": True}
    tell_of_post(post.pk)
    edit_post(
        post,
        by=post.author,
        source="Ask @dana-whitfield or @luis-ortega.",
        read_source="Ask @dana-whitfield.",
    )
    tell_of_post(post.pk)
    mentions = Notification.objects.filter(kind="mention").order_by("pk")
    assert [note.person for note in mentions] == [dana, luis]


def test_an_edit_that_mentions_nobody_new_queues_nothing(post):
    before = len(jobs("tell_of_post"))
    edit_post(post, by=post.author, source="Better.", read_source=post.source)
    assert len(jobs("tell_of_post")) == before


def test_a_mention_that_was_taken_out_is_no_mention_any_more(post):
    make.member("Dana Whitfield")
    edit_post(post, by=post.author, source="Ask @dana-whitfield.", read_source=post.source)
    edit_post(post, by=post.author, source="Ask around.", read_source="Ask @dana-whitfield.")
    assert not post.mentions.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_that_save_at_the_same_moment_one_is_told_and_no_words_are_lost():
    post = make.post(make.topic(), source="Use a captioner.")

    def save(text):
        return edit_post(post, by=make.fresh(post.author), source=text, read_source="Use a captioner.")

    texts = ("From the left.", "From the right.")
    found = make.at_once(*[lambda text=text: save(text) for text in texts])
    saved = Post.objects.get(pk=post.pk).source
    assert sorted(type(result).__name__ for result in found) == ["Conflict", "Post"]
    assert saved in texts and next(r for r in found if isinstance(r, Conflict)).now == saved
    assert [revision.source for revision in Revision.objects.all()] == ["Use a captioner."]
