"""What happened in the demonstration before a walk begins: topics, replies, a picture to show."""

from io import BytesIO

from django.contrib.auth import get_user_model
from PIL import Image

from communities.discussions.models import Post, Topic
from communities.spaces.models import Community
from tests import make

DANA, LUIS = "dana.whitfield+demo@epa.gov", "luis.ortega+demo@va.gov"
TOBY, VICTOR = "toby.marsh+demo@state.gov", "victor.nguyen+demo@gsa.gov"


def ask(title: str, *, by: str = "dana-whitfield", replies: int = 0) -> Topic:
    """Somebody asks in Accessibility, and as many replies come."""
    community = Community.objects.get(slug="accessibility")
    topic = make.topic(community, by=_member(by), title=title)
    for number in range(replies):
        say(topic, f"This is what we do, and for the reason number {number + 1}.")
    return topic


def say(topic: Topic, source: str, *, by: str = "victor-nguyen") -> Post:
    """Somebody replies meanwhile."""
    post = make.post(Topic.objects.get(pk=topic.pk), by=_member(by), source=source)
    topic.refresh_from_db()
    return post


def _member(slug: str):
    return get_user_model().objects.get(slug=slug)


def flag() -> dict:
    """A picture as it comes from a camera."""
    made = BytesIO()
    Image.new("RGB", (600, 300), "navy").save(made, "PNG")
    return {"name": "IMG_0001.png", "mimeType": "image/png", "buffer": made.getvalue()}
