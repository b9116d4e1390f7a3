"""What the lists can be narrowed by."""

import django_filters
from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from communities.agencies.models import Agency, EmailDomain, Level, Source
from communities.members.models import Standing, User
from toolkits.roles import EDITORS


def states() -> list[tuple[str, str]]:
    """The states that agencies are in."""
    found = Agency.objects.exclude(state="").order_by("state").values_list("state", flat=True)
    return [(state, state) for state in found.distinct()]


class AgencyFilters(WagtailFilterSet):
    """Which agencies."""

    level = django_filters.MultipleChoiceFilter(
        label=_("Level of government"), choices=Level, widget=CheckboxSelectMultiple
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=states)
    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        choices=[("agency", _("Agencies")), ("bureau", _("Bureaus"))],
        method="filter_kind",
    )

    class Meta:
        model = Agency
        fields: list[str] = []

    def filter_kind(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(parent__isnull=value == "agency")


class DomainFilters(WagtailFilterSet):
    """Which e-mail domains."""

    force = django_filters.ChoiceFilter(
        label=_("Counts"),
        choices=[("now", _("today")), ("ended", _("no more")), ("later", _("later"))],
        method="filter_force",
    )
    source = django_filters.MultipleChoiceFilter(
        label=_("Source"), choices=Source, widget=CheckboxSelectMultiple
    )
    agency = django_filters.CharFilter(label=_("Agency or bureau"), method="filter_agency")
    level = django_filters.MultipleChoiceFilter(
        label=_("Level of government"),
        field_name="agency__level",
        choices=Level,
        widget=CheckboxSelectMultiple,
    )
    state = django_filters.ChoiceFilter(label=_("State"), field_name="agency__state", choices=states)

    class Meta:
        model = EmailDomain
        fields: list[str] = []

    def filter_force(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        today = timezone.localdate()
        if value == "ended":
            return rows.filter(until__lt=today)
        if value == "later":
            return rows.filter(since__gt=today)
        return rows.filter(Q(since=None) | Q(since__lte=today), Q(until=None) | Q(until__gte=today))

    def filter_agency(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        bodies = named(value)
        return rows.filter(Q(agency__in=bodies) | Q(suggested_bureau__in=bodies))


class MemberFilters(WagtailFilterSet):
    """Which accounts."""

    standing = django_filters.MultipleChoiceFilter(
        label=_("Standing"), choices=Standing, widget=CheckboxSelectMultiple
    )
    role = django_filters.ChoiceFilter(
        label=_("Role"),
        choices=[("administrator", _("Administrators")), ("editor", _("Editors"))],
        method="filter_role",
    )
    is_active = django_filters.ChoiceFilter(
        label=_("Signing in"),
        choices=[("yes", _("may sign in")), ("no", _("was stopped"))],
        method="filter_active",
    )
    agency = django_filters.CharFilter(label=_("Agency or bureau"), method="filter_agency")
    level = django_filters.MultipleChoiceFilter(
        label=_("Level of government"),
        field_name="profile__agency__level",
        choices=Level,
        widget=CheckboxSelectMultiple,
    )
    state = django_filters.ChoiceFilter(
        label=_("State of the agency"), field_name="profile__agency__state", choices=states
    )
    joined = django_filters.DateFromToRangeFilter(
        label=_("Joined"), field_name="date_joined", widget=DateRangePickerWidget
    )

    class Meta:
        model = User
        fields: list[str] = []

    def filter_role(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "administrator":
            return rows.filter(is_superuser=True)
        return rows.filter(groups__name=EDITORS)

    def filter_active(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(is_active=value == "yes")

    def filter_agency(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        bodies = named(value)
        return rows.filter(Q(profile__agency__in=bodies) | Q(profile__bureau__in=bodies))


def named(words: str) -> QuerySet[Agency]:
    """The agencies and bureaus with these words in the name, or this abbreviation."""
    return Agency.objects.filter(Q(name__icontains=words) | Q(abbreviation__iexact=words)).values("pk")
