from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from communities.discussions.views.topics import post_or_404
from communities.kit.permissions import require
from communities.members.access import MemberRequest, member_required

from . import appealing, rules
from .forms import AppealForm, MendForm, ReportForm
from .models import Case, Decision, Report
from .reporting import report_post


@member_required
def post_report(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that a post breaks the guidelines."""
    post = post_or_404(request, pk)
    mine = Report.objects.visible_to(request.person).filter(post=post).first()
    if mine:
        return redirect(mine)
    require(rules.may_report(request.person, post))
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        made = report_post(post, by=request.person, worry=chosen["worry"], note=chosen["note"])
        messages.success(
            request, _("Thank you. Those who keep order will look at it, and you will read the outcome.")
        )
        return redirect(made)
    context = {"form": form, "post": post, "section": "communities"}
    context["crumbs"] = [(post.topic.title, post.get_absolute_url()), (_("Report"), None)]
    return render(request, "moderation/post_report.html", context)


@member_required
def report_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """What became of one's own report."""
    reports = Report.objects.visible_to(request.person)
    report = get_object_or_404(reports.select_related("post__topic__community", "case__merged_into"), pk=pk)
    case = report.case.merged_into or report.case
    context = {
        "report": report,
        "decision": Decision.objects.filter(case=case).first(),
        "sees_post": type(report.post).objects.visible_to(request.person).filter(pk=report.post_id).exists(),
        "crumbs": [(_("Home"), "/"), (_("Your report"), None)],
    }
    return render(request, "moderation/report_detail.html", context)


@member_required
def decision_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """A decision about what one wrote: the reason, and what one may do next."""
    decision = _decision_or_404(request, pk)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            appealing.appeal(decision, by=request.person, words=form.cleaned_data["words"])
        except ValidationError as error:
            form.add_error(None, error) if not hasattr(error, "error_dict") else form.add_error(
                "words", error.messages
            )
        else:
            messages.success(request, _("Somebody else will look at it. You will read what they decide."))
            return redirect(decision)
    context = {
        "decision": decision,
        "form": form,
        "appeal": Case.objects.filter(appeal_of=decision).select_related("decision").first(),
        "may_appeal": rules.may_appeal(request.person, decision),
        "may_mend": rules.may_mend(request.person, decision),
        "crumbs": [(_("Home"), "/"), (_("Decision"), None)],
    }
    return render(request, "moderation/decision_detail.html", context)


@member_required
def decision_mend(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a post that was returned other words."""
    decision = _decision_or_404(request, pk)
    require(rules.may_mend(request.person, decision))
    form = MendForm(request.POST or None, initial={"source": decision.case.post.source})
    if request.method == "POST" and form.is_valid():
        try:
            appealing.mend(decision, by=request.person, source=form.cleaned_data["source"])
        except ValidationError as error:
            form.add_error("source", error.messages)
        else:
            messages.success(request, _("A moderator will look at it. Then it is shown again."))
            return redirect(decision)
    context = {"decision": decision, "form": form}
    context["crumbs"] = [(_("Decision"), decision.get_absolute_url()), (_("Mend your post"), None)]
    return render(request, "moderation/decision_mend.html", context)


def _decision_or_404(request: MemberRequest, pk: int) -> Decision:
    decisions = Decision.objects.visible_to(request.person)
    about = ("by", "suspension", "case__post__author", "case__post__topic__community", "case__appeal_of")
    return get_object_or_404(decisions.select_related(*about), pk=pk)
