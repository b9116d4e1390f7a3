from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.permissions import register_permission_policy

from communities.agencies.models import Agency, EmailDomain, RegistryUpload
from communities.finding.models import Synonym
from communities.members.models import Terms, User
from communities.platforms.models import Platform
from communities.screening.models import WatchedWord

from .agencies import AgencyViewSet
from .choosers import agency_chooser
from .domains import DomainViewSet
from .panels import OverviewPanel
from .platforms import PlatformViewSet
from .policies import AdministratorsOnly
from .synonyms import SynonymViewSet
from .terms import TermsViewSet
from .uploads import UploadViewSet
from .words import WordViewSet

POLICIES = {
    Agency: ("view", "add", "change", "delete"),
    EmailDomain: ("view", "add", "change", "delete"),
    RegistryUpload: ("view", "add"),
    Platform: ("view", "add", "change"),
    Synonym: ("view", "add", "change", "delete"),
    Terms: ("view",),
    WatchedWord: ("view", "add", "change", "delete"),
    User: ("view", "keep"),  # not "change": Wagtail's own acts on many users at once ask for that
}
for model, actions in POLICIES.items():
    register_permission_policy(model, AdministratorsOnly(model, *actions))


class AgencyGroup(ModelViewSetGroup):
    """Agencies, domains, and the files that say whose they are."""

    menu_label = _("Agencies")
    menu_icon = "group"
    menu_order = 610
    items = (AgencyViewSet, DomainViewSet, UploadViewSet)


@hooks.register("register_admin_viewset")
def viewsets():
    own = [PlatformViewSet(), SynonymViewSet(), TermsViewSet(), WordViewSet()]
    return [AgencyGroup(), agency_chooser, *own]


@hooks.register("construct_homepage_panels")
def overview_for_administrators(request, panels):
    if request.user.is_superuser:
        panels.append(OverviewPanel())
