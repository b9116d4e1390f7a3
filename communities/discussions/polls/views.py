"""The pages of polls. A poll itself stands on the page of its topic."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.kit.permissions import require
from communities.members.access import MemberRequest, member_required
from communities.screening.authors import author_of

from .. import rules
from ..arranging.views import crumbs_in
from ..models import Poll, Topic
from ..reading import topics as reading
from ..views.topics import topic_or_404
from . import polling
from . import reading as polls
from .forms import PollForm, VoteForm


@member_required
def poll_start(request: MemberRequest, pk: int) -> HttpResponse:
    topic = topic_or_404(request, pk)
    require(rules.may_start_poll(request.person, topic))
    form = PollForm(request.POST if request.method == "POST" else None, zone=polls.zone_of(request.person))
    form.author = author_of(request.person)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            polling.start_poll(
                topic,
                by=request.person,
                question=data["question"],
                options=data["options"],
                is_multiple=data["is_multiple"],
                closes_at=data["closes_on"],
                because=form.because,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Your poll stands in the topic."))
            return redirect(f"{topic.get_absolute_url()}#poll")
    context = {"topic": topic, "form": form, "section": "communities"}
    context["crumbs"] = crumbs_in(topic, _("Add a poll"))
    return render(request, "discussions/poll_start.html", context, status=422 if form.errors else 200)


@member_required
def poll_vote(request: MemberRequest, pk: int) -> HttpResponse:
    """Vote, or change one's vote."""
    poll, topic = _poll_or_404(request, pk)
    require(rules.may_vote(request.person, poll, topic))
    view = polls.view_of(poll, topic, request.person)
    mine = [option.place for option in view.options if option.is_mine]
    initial = {"choices": mine if poll.is_multiple else next(iter(mine), None)}
    form = VoteForm(request.POST if request.method == "POST" else None, poll=poll, initial=initial)
    if request.method == "POST" and form.is_valid():
        polling.vote(poll, by=request.person, choices=form.cleaned_data["choices"])
        messages.success(request, _("Your vote is counted. You can change it until the poll closes."))
        return redirect(f"{topic.get_absolute_url()}#poll")
    context = {"topic": topic, "poll": poll, "view": view, "form": form, "section": "communities"}
    context["crumbs"] = crumbs_in(topic, _("Vote"))
    return render(request, "discussions/poll_vote.html", context, status=422 if form.errors else 200)


@member_required
@require_POST
def poll_close(request: MemberRequest, pk: int) -> HttpResponse:
    poll, topic = _poll_or_404(request, pk)
    polling.close_poll(poll, by=request.person)
    messages.success(request, _("The poll is closed. Everybody sees the results."))
    return redirect(f"{topic.get_absolute_url()}#poll")


def _poll_or_404(request: MemberRequest, pk: int) -> tuple[Poll, Topic]:
    """A poll in a topic that the person may see."""
    topics = Topic.objects.visible_to(request.person)
    poll = get_object_or_404(Poll.objects.filter(topic__in=topics), pk=pk)
    return poll, reading.topic_for(request.person, poll.topic_id)
