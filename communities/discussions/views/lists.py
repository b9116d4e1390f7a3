"""Lists of topics over all communities that one may read."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from communities.kit.paging import page_number
from communities.members.access import MemberRequest, Request, member_required
from communities.spaces.views import community_or_404

from ..catching_up import mark_all_read
from ..following import preferring
from ..models import Topic
from ..reading import listing
from ..reading import topics as reading
from ..reading.choosing import ChoiceForm, choice_of, ways_to_show


def topic_list(request: Request) -> HttpResponse:
    """All discussions, narrowed as the address says."""
    choosing = choosing_for(request)
    number = page_number(request.GET.get("page"))
    page = listing.all_topics(request.person, choice=choosing["choice"], number=number)
    context = {**choosing, "page": page, "section": "communities", "crumbs": [(_("All discussions"), None)]}
    return render(request, "discussions/topic_list.html", context)


@member_required
@require_POST
def topic_read_all(request: MemberRequest) -> HttpResponse:
    """Mark all topics as read that the member may read."""
    _say_how_many(request, mark_all_read(by=request.person))
    return redirect("topic_list")


@member_required
@require_POST
def community_read(request: MemberRequest, slug: str) -> HttpResponse:
    """Mark all topics of a community as read."""
    community = community_or_404(request, slug).community
    _say_how_many(request, mark_all_read(by=request.person, community=community))
    return redirect(community)


def _say_how_many(request: Request, count: int) -> None:
    said = ngettext("%(count)s topic is marked as read.", "%(count)s topics are marked as read.", count)
    messages.success(request, said % {"count": count} if count else _("You had read everything."))


def choosing_for(request: Request) -> dict:
    """What the head of a list needs: the choice in the address, and the ways to show it otherwise."""
    choice = choice_of(request.GET, request.person)
    return {
        "choice": choice,
        "ways": ways_to_show(request.person),
        "choice_form": ChoiceForm(initial={"kind": choice.kind, "tag": choice.tag}),
    }


def topic_news(request: Request, pk: int) -> HttpResponse:
    """How many replies came after a post, with a link: asked by a page that is open. 204 for none."""
    try:
        topic = Topic.objects.listed_for(request.person).get(pk=pk)
    except Topic.DoesNotExist:
        raise Http404(_("There is no such topic.")) from None
    after = page_number(request.GET.get("after"))
    count = reading.newer_than(topic, after)
    if not count:
        return HttpResponse(status=204)
    context = {"count": count, "url": topic.address_of(after + 1)}
    return render(request, "discussions/topic_news.html", context)


def shortcuts(request: Request) -> HttpResponse:
    """The keys that do something on pages of discussions; a member may switch them off."""
    if request.method == "POST" and request.person:
        preferring.use_shortcuts(request.person, use=request.POST.get("use") == "yes")
        messages.success(request, _("Your choice is saved."))
        return redirect("shortcuts")
    uses = request.person is None or reading.uses_shortcuts(request.person)
    return render(request, "discussions/shortcuts.html", {"uses": uses})
