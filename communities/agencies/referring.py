"""What refers to agencies, in this room and in those above, without knowing them: by the models' own word."""

from django.db import models, transaction

from .locking import lock_tables
from .models import Agency

OWN = {"parent", "merged_into"}  # how agencies refer to each other; the verbs look after these


def references() -> list[models.ForeignKey]:
    """Every foreign key of the site to an agency, except those between agencies."""
    relations = Agency._meta.get_fields(include_hidden=True)
    keys = [each.field for each in relations if isinstance(each, models.ForeignObjectRel)]
    foreign = [key for key in keys if isinstance(key, models.ForeignKey)]
    return [key for key in foreign if not (key.model is Agency and key.name in OWN)]


def uses_of(agency: Agency) -> dict[models.ForeignKey, int]:
    """How many rows refer to an agency, by foreign key; only those that have any."""
    counted = {key: _rows(key).filter(**{key.name: agency}).count() for key in references()}
    return {key: count for key, count in counted.items() if count}


def move_references(source: Agency, target: Agency) -> None:
    """Let everything that refers to `source` refer to `target`."""
    for key in references():
        _rows(key).filter(**{key.name: source}).update(**{key.name: target})


@transaction.atomic
def gather_stragglers(agency_id: int) -> list[int]:
    """Move what came to refer to a merged agency in the moment in which it was merged.

    Returns the keys of the agencies of which something is to be derived again: this one, and where it moved.
    """
    lock_tables()
    agency = Agency.objects.select_related("merged_into").filter(pk=agency_id).first()
    if agency is None:
        return []
    if agency.merged_into is None or not uses_of(agency):
        return [agency.pk]
    move_references(agency, agency.merged_into)
    settle(agency.merged_into)
    return [agency.pk, agency.merged_into.pk]


def settle(body: Agency) -> None:
    """Where a row names an agency and a bureau, let the agency be the department of the bureau.

    `body` is an agency or a bureau that has just come to where it is.
    """
    for agency, bureau in _pairs():
        rows = _rows(agency)
        if body.parent_id:
            rows.filter(**{agency.name: body}).update(**{agency.name: body.parent_id, bureau.name: body})
            rows.filter(**{bureau.name: body}).update(**{agency.name: body.parent_id})
        else:
            rows.filter(**{bureau.name: body}).update(**{agency.name: body, bureau.name: None})


def _pairs() -> list[tuple[models.ForeignKey, models.ForeignKey]]:
    """The foreign keys of models that name an agency and the bureau in it."""
    found = references()
    agencies = {key.model: key for key in found if key.name == "agency"}
    return [(agencies[key.model], key) for key in found if key.name != "agency" and key.model in agencies]


def _rows(key: models.ForeignKey) -> models.QuerySet:
    return key.model._base_manager.all()
