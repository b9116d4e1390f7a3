"""The pages on which two agencies become one."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from communities.agencies import rules
from communities.agencies.merging import Plan, merge, plan
from communities.agencies.models import Agency
from communities.kit.errors import Conflict
from communities.kit.permissions import Refused

from .choosers import AgencyField


class MergeForm(forms.Form):
    """Which agency stays; `shown` is the plan that was on the page when it is confirmed."""

    into = AgencyField(label=_("The agency that stays"))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, agency: Agency, by, **kwargs):
        self.agency, self.by = agency, by
        super().__init__(*args, **kwargs)

    def clean_into(self) -> Agency:
        into = self.cleaned_data["into"]
        if not (verdict := rules.may_merge(self.by, self.agency, into)):
            raise forms.ValidationError(verdict.sentence)
        return into


class MergeView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """First the agency that stays is chosen, then exactly what will move is shown, then it is done."""

    model = Agency
    permission_required = "change"
    template_name = "administration/merge.html"
    form_class = MergeForm
    header_icon = "resubmit"
    index_url_name: str = ""
    inspect_url_name: str = ""
    plan: Plan | None = None

    def setup(self, request, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.agency = get_object_or_404(Agency.objects.current(), pk=kwargs["pk"])

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "agency": self.agency, "by": self.request.user}

    def get_page_title(self) -> str:
        return _t("Merge %(name)s") % {"name": self.agency}

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _t("Agencies")},
            {"url": reverse(self.inspect_url_name, args=[self.agency.pk]), "label": str(self.agency)},
            {"url": "", "label": _t("Merge")},
        ]

    def form_valid(self, form: MergeForm) -> HttpResponse:
        into, shown = form.cleaned_data["into"], form.cleaned_data["shown"]
        if not shown:
            return self._show(form, into)
        try:
            merge(self.agency, into=into, by=self.request.user, shown=shown)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        except Conflict:
            messages.warning(
                self.request,
                _t("The numbers have changed since you looked. Nothing is merged; these are the new ones."),
            )
            return self._show(form, into)
        messages.success(
            self.request,
            _t("%(name)s is merged into %(into)s. The directory and the search follow in a moment.")
            % {"name": self.agency, "into": into},
        )
        return HttpResponseRedirect(reverse(self.inspect_url_name, args=[into.pk]))

    def _show(self, form: MergeForm, into: Agency) -> HttpResponse:
        self.plan = plan(self.agency, into)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        return context | {"agency": self.agency, "plan": self.plan, "media": context["form"].media}
