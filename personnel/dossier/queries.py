"""Reads shared by the record's pages and by those who freeze it."""

from datetime import date

from django.shortcuts import get_object_or_404
from django.utils import timezone

from personnel.dossier.snapshot import snapshot
from personnel.models import DossierEntry, Person


def own_person(seat):
    """The Person behind an applicant's seat; 404 for anybody else."""
    return get_object_or_404(Person.objects.select_related("account__unit"), account=seat.account)


def chosen_entries(person, ids=None):
    """This person's rows with their files: all of them, or those with these ids. Foreign ids are left out."""
    entries = DossierEntry.objects.of(person)
    return entries if ids is None else entries.filter(pk__in=ids)


def present_record(person, cutoff=None):
    """The whole record as it stands now, as a snapshot; computed to the end of this year unless a committee's date is given."""
    return snapshot(person, chosen_entries(person), cutoff=cutoff or end_of_year())


def end_of_year():
    return date(timezone.localdate().year, 12, 31)
