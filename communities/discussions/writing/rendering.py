"""A post's source made into its HTML, with the members it mentions."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from communities.kit import text
from communities.members.models import FormerSlug, User
from communities.spaces.models import Community, readers_of

from ..models import Attachment, Mention, Post, Topic


def check(source: str) -> str:
    """Return the text as it will be kept.

    Raises ValidationError, in words for its author, when it is empty, too long, or holds an image
    without alternative text.
    """
    source = text.clean_source(source)
    if not source:
        raise ValidationError(_("Write something first."))
    if len(source) > text.LONGEST:
        raise ValidationError(
            _("The text has %(count)s characters; %(most)s is the most.")
            % {"count": len(source), "most": text.LONGEST}
        )
    rendered = text.render(source, pictures=_pictures_in(source))
    if rendered.problems:
        raise ValidationError(rendered.problems)
    if not text.is_seen(text.plain(rendered.html)) and "<img" not in rendered.html:
        raise ValidationError(_("Write something first."))
    return source


def render(source: str, community: Community) -> text.Rendered:
    """Render text, with links for the members who can be mentioned in this community."""
    people = _mentionable(source, community)
    return text.render(
        source,
        mentions=lambda slug: (
            (people[slug].name, people[slug].get_absolute_url()) if slug in people else None
        ),
        pictures=_pictures_in(source),
    )


def render_into(post: Post, community: Community) -> list[int]:
    """Set the HTML of a post from its source and return the keys of the members it mentions."""
    rendered = render(post.source, community)
    post.html, post.renderer_version = rendered.html, text.RENDERER_VERSION
    people = _mentionable(post.source, community)
    return list(dict.fromkeys(people[slug].pk for slug in rendered.mentioned))


def render_again(topic: Topic) -> None:
    """Make the HTML of all posts of a topic anew: whom one can mention depends on who reads them."""
    for post in topic.posts.filter(source__contains="@"):
        mentioned = render_into(post, topic.community)
        post.save(update_fields=["html", "renderer_version"])
        keep_mentions(post, mentioned)


def add_mentions(post: Post, people: list[int]) -> None:
    """Store whom a new post mentions. One statement, or none."""
    Mention.objects.bulk_create([Mention(post=post, person_id=person) for person in people])


def keep_mentions(post: Post, people: list[int]) -> list[int]:
    """Store whom an edited post mentions and return those it did not mention before."""
    before = set(post.mentions.values_list("person_id", flat=True))
    post.mentions.exclude(person__in=people).delete()
    fresh = [person for person in people if person not in before]
    add_mentions(post, fresh)
    return fresh


def _pictures_in(source: str) -> text.Pictures:
    """The pictures of ours that a text names. Who may see one is asked when it is fetched."""
    keys = set(text.ATTACHED.findall(source))
    if not keys:
        return lambda key: None
    found = Attachment.objects.filter(key__in=keys, kind=Attachment.Kind.IMAGE)
    found = found.exclude(state=Attachment.State.REFUSED)
    return {
        str(each.key): text.Picture(each.width or 0, each.height or 0, each.is_decorative) for each in found
    }.get


def _mentionable(source: str, community: Community) -> dict[str, User]:
    """The members named in a text who may see what is said in the community."""
    slugs = {match.group(1) for match in text.MENTION.finditer(source)}
    if not slugs:
        return {}
    people = readers_of(community)
    found = {person.slug or "": person for person in people.filter(slug__in=slugs)}
    if missing := slugs - set(found):  # people are also known by the addresses that they had
        former = FormerSlug.objects.filter(slug__in=missing, person__in=people).select_related("person")
        found |= {each.slug: each.person for each in former}
    return found
