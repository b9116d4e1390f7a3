# ruff: noqa: E501
"""Sample data for the design page. Nobody here is real, and nothing here is stored."""

from datetime import timedelta
from types import SimpleNamespace as Thing

from django import forms
from django.utils import timezone

from communities.kit.forms import UswdsFormMixin
from communities.kit.paging import Page

DANA = Thing(name="Dana Whitfield", title="Digital media lead", agency_name="EPA", url="#dana")
LUIS = Thing(name="Luis Ortega", title="Social media manager", agency_name="VA", url="#luis")
GONE = Thing(name="Former member", title="", agency_name="", url="")
TEXT = """<p>Upload an <code>.srt</code> file with the video; burned-in captions <strong>do not</strong>
count. See <a href="https://www.section508.gov/">the guidance on captions</a>.</p>
<ul><li>Write them first.</li><li>Name the speakers.</li></ul>
<blockquote><p>Do the captions come from the script?</p></blockquote>
<pre tabindex="0"><code>00:00:01,000 --&gt; 00:00:04,000 Welcome to the briefing, which is captioned live today,
and which goes on for a while</code></pre>"""
TABLE = """<div class="table-scroll" role="region" aria-label="Table" tabindex="0"><table>
<thead><tr><th scope="col">Platform</th><th scope="col">Captions</th><th scope="col">Alternative text</th></tr></thead>
<tbody><tr><td>Instagram</td><td>automatic, can be edited</td><td>yes, under Advanced settings</td></tr></tbody>
</table></div>
<p>https://www.example.gov/a/very/long/address/that/breaks/nowhere/because/it/has/no/spaces/at/all.html</p>"""


def topic_rows():
    """Rows in each state: unread and solved, pinned, locked, very long."""
    return [
        _row("How do we caption live video on Instagram?", unread=3, solved=True, replies=12),
        _row("Read this first: how we answer each other", kind="Announcement", pinned=True, replies=0),
        _row("Can we delete abusive comments under our posts?", locked=True, replies=41, days=30),
        _row("Template for an influencer agreement", kind="Share", replies=1),
        _row(
            "What do you use for alt text at scale?",
            unread=1,
            replies=7,
            community=Thing(name="Accessibility"),
        ),
        _row("Is a GIF of the Secretary official record?", replies=2, days=400),
        _row(
            "Our comment policy was challenged after we hid posts on a page that three offices share; what now?"
        ),
    ]


def _row(
    title,
    *,
    kind="Question",
    replies=3,
    days=0,
    pinned=False,
    locked=False,
    unread=0,
    solved=False,
    community=None,
):
    topic = Thing(
        title=title,
        get_absolute_url=f"#{abs(hash(title))}",
        get_kind_display=kind,
        is_pinned=pinned,
        is_locked=locked,
        reply_count=replies,
        last_post_at=timezone.now() - timedelta(days=days, hours=2),
        tag_list=[Thing(name="accessibility"), Thing(name="video")],
    )
    state = {"solved": solved, "community": community}
    return Thing(topic=topic, unread=unread, author=DANA, **state)


NO_STATE = {
    "is_answer": False, "helpful_count": 0, "marked_helpful": False, "in_reply_to": None,
    "in_reply_to_url": "", "hidden": False, "is_quiet": False, "hidden_reason": "",
}  # fmt: skip


def posts():
    """Posts in each state: with every act, the answer, hidden, by a former member."""
    return [
        _post(
            1,
            DANA,
            "<p>Our live videos have no captions for the first seconds. What do you do?</p>",
            acts=True,
        ),
        _post(
            2,
            LUIS,
            TEXT,
            is_answer=True,
            helpful_count=9,
            marked_helpful=True,
            acts=True,
            in_reply_to=1,
        ),
        _post(3, GONE, TABLE, helpful_count=1),
        _post(
            4,
            DANA,
            "<p>Hidden words.</p>",
            hidden=True,
            is_quiet=True,
            hidden_reason="It named a private person.",
            may_restore=True,
            restore_url="#",
        ),
    ]


def _post(number, author, html, *, acts=False, **state):
    moment = timezone.now() - timedelta(days=9 - 2 * number)
    post = Thing(number=number, created_at=moment, edited_at=moment if acts else None)
    names = (
        "helpful_url",
        "accept_url",
        "reply_url",
        "edit_url",
        "hide_url",
        "restore_url",
    )
    links = dict.fromkeys(names, "#" if acts else "")
    rights = dict.fromkeys(("may_accept", "may_edit", "may_hide", "may_restore", "may_mark_helpful"), acts)
    return Thing(post=post, author=author, html=html, **{**NO_STATE, **rights, **links, **state})


def answer():
    """The accepted answer in short."""
    return Thing(author_name="Luis Ortega", agency_name="VA", accepted_by="Dana", helpful_count=9, url="#post-2",
                 excerpt="Upload an .srt file with the video; burned-in captions alone do not count …")  # fmt: skip


def people():
    """Cards of a person who says much, and of one who says little."""
    much = {
        "name": DANA.name, "initials": "DW", "url": "#dana", "line": f"{DANA.title}, EPA", "where": "Denver, CO · ",
        "zone": "America/Denver", "tags": "Accessibility · Crisis communication · Video", "others": 2,
        "ask": "audits", "helps": True, "more": True,
    }  # fmt: skip
    little = {"name": LUIS.name, "initials": "LO", "url": "#luis", "contractor": True}
    return [much, {**little, "line": "VA (Department of Veterans Affairs)"}]


def toolkits():
    """Cards of a toolkit up to date, of one with sections due for review, and of one without a section."""
    today = timezone.localdate()
    promise = "Make what you post usable by everyone, platform by platform."
    states = [
        ("Accessible social media", today, 12, 0),
        ("Comment policy", today - timedelta(days=500), 9, 2),
        ("Influencers", None, 0, 0),
    ]
    return [
        Thing(
            toolkit=Thing(title=title, promise=promise),
            url="#kit",
            verified_on=verified_on,
            section_count=sections,
            due_count=due,
        )
        for title, verified_on, sections, due in states
    ]


def pagers():
    """The first, a middle and the last page of forty."""
    return [Page(number=number, pages=40, items=[], total=800) for number in (1, 20, 40)]


class SampleForm(UswdsFormMixin, forms.Form):
    """Each kind of control."""

    email = forms.EmailField(label="Work email", help_text="Your official government address.")
    agency = forms.ChoiceField(label="Agency", choices=[("", "Choose one"), ("epa", "EPA"), ("va", "VA")])
    about = forms.CharField(label="About you", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    digest = forms.ChoiceField(
        label="Email me", choices=[("daily", "Every day"), ("weekly", "Every week")], widget=forms.RadioSelect
    )
    platforms = forms.MultipleChoiceField(
        label="Platforms you manage",
        choices=[("x", "X"), ("yt", "YouTube")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Choose all that apply.",
    )
    since = forms.DateField(label="Since", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    photo = forms.FileField(label="Photo", required=False)
    agree = forms.BooleanField(label="I have read the guidelines")


def wrong_form():
    """The same form after a bad submission."""
    form = SampleForm({"wrong-email": "dana@", "wrong-about": "I post."}, prefix="wrong")
    form.add_error(None, "The two parts contradict each other.")
    form.add_error("email", "Write the address in full, such as dana@agency.gov.")
    return form


class ComposerForm(UswdsFormMixin, forms.Form):
    """What the composer asks for."""

    title = forms.CharField(label="Title", help_text="Ask it the way you would say it.")
    body = forms.CharField(label="Your question", widget=forms.Textarea(attrs={"rows": 8}))
