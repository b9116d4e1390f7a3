"""The blocks that a section is made of. One template each, in templates/toolkits/blocks/."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from communities.kit.text import alt_text_problem

from .choosers import platform_chooser

PlatformChooserBlock = platform_chooser.get_block_class("PlatformChooserBlock", module_path=__name__)
WORDS = ["bold", "italic", "ol", "ul", "link", "document-link"]


class TextBlock(blocks.RichTextBlock):
    """Running text with headings."""

    def __init__(self, **kwargs):
        super().__init__(features=["h2", "h3", *WORDS], **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "toolkits/blocks/text.html"


class TipBlock(blocks.StructBlock):
    """One thing to do, first what, then why."""

    title = blocks.CharBlock(label=_("What to do"), max_length=120)
    text = blocks.RichTextBlock(label=_("How and why"), features=WORDS)
    platforms = blocks.ListBlock(
        PlatformChooserBlock(label=_("Platform")),
        required=False,
        default=[],
        label=_("Only on these platforms"),
    )

    class Meta:
        icon = "pick"
        label = _("Tip")
        template = "toolkits/blocks/tip.html"


class ChecklistBlock(blocks.StructBlock):
    """Things to check, one after the other."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    items = blocks.ListBlock(
        blocks.CharBlock(max_length=300, label=_("What to check")), min_num=1, label=_("To check")
    )

    class Meta:
        icon = "list-ul"
        label = _("Checklist")
        template = "toolkits/blocks/checklist.html"


class DoDontBlock(blocks.StructBlock):
    """What to do and what not, side by side."""

    do = blocks.ListBlock(blocks.CharBlock(max_length=300, label=_("What to do")), min_num=1, label=_("Do"))
    dont = blocks.ListBlock(
        blocks.CharBlock(max_length=300, label=_("What not to do")), min_num=1, label=_("Don't")
    )

    class Meta:
        icon = "tasks"
        label = _("Do and don't")
        template = "toolkits/blocks/do_dont.html"


class ExampleBlock(blocks.StructBlock):
    """A post as it was and as it should be."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    before = blocks.TextBlock(label=_("Before"))
    after = blocks.TextBlock(label=_("After"))
    why = blocks.TextBlock(label=_("Why it is better"))

    class Meta:
        icon = "edit"
        label = _("Example")
        template = "toolkits/blocks/example.html"


class CalloutBlock(blocks.StructBlock):
    """Something that must not be missed."""

    kind = blocks.ChoiceBlock(
        choices=[("note", _("Note")), ("warning", _("Warning")), ("law", _("What the law says"))],
        label=_("Kind"),
    )
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=WORDS)

    class Meta:
        icon = "warning"
        label = _("Callout")
        template = "toolkits/blocks/callout.html"


class StepsBlock(blocks.StructBlock):
    """Things to do in this order."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    items = blocks.ListBlock(blocks.CharBlock(max_length=400, label=_("Step")), min_num=1, label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "toolkits/blocks/steps.html"


class QuestionBlock(blocks.StructBlock):
    """A question that is asked again and again, with its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Answer"), features=WORDS)

    class Meta:
        icon = "help"
        label = _("Question and answer")
        template = "toolkits/blocks/question.html"


class ResourceBlock(blocks.StructBlock):
    """A place to read on, named in words."""

    title = blocks.CharBlock(label=_("Where the link goes, in words"), max_length=150)
    url = blocks.URLBlock(label=_("Address"))
    about = blocks.CharBlock(label=_("What is there"), max_length=300, required=False)


class ResourcesBlock(blocks.StructBlock):
    """Places to read on."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    items = blocks.ListBlock(ResourceBlock(label=_("Resource")), min_num=1, label=_("Resources"))

    class Meta:
        icon = "link"
        label = _("Resources")
        template = "toolkits/blocks/resources.html"


class PictureBlock(blocks.StructBlock):
    """An image with alternative text for this place, or marked as decorative."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "toolkits/blocks/picture.html"

    def clean(self, value):
        value = super().clean(value)
        image = value["image"]
        if image and not image.decorative and (problem := alt_text_problem(image.contextual_alt_text or "")):
            raise blocks.StructBlockValidationError(block_errors={"image": ValidationError(problem)})
        return value


class BodyBlock(blocks.StreamBlock):
    """The body of a section."""

    text = TextBlock()
    tip = TipBlock()
    checklist = ChecklistBlock()
    do_dont = DoDontBlock()
    example = ExampleBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    question = QuestionBlock()
    resources = ResourcesBlock()
    picture = PictureBlock()
