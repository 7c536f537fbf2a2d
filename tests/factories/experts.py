"""专家申报 for tests, made and moved through the real actions."""

from datetime import date

from experts import actions
from experts.models import ExpertFiling
from tests.factories.files import pdf_upload
from tests.factories.personnel import PersonFactory, title
from tests.factories.review import seat_of
from titleplatform.kit.uploads import FileRule, checked


def filing_of(person, series=None, **kwargs):
    made = ExpertFiling(
        series=series or title().series,
        speciality="岩土",
        title="正高级工程师",
        title_on=date(2019, 1, 1),
        achievements="多项",
        **kwargs,
    )
    return actions.save_filing(by=seat_of(person), filing=made, proof=checked(pdf_upload(), FileRule()))


def handed_in(unit):
    return handed_in_by(PersonFactory(unit=unit))


def handed_in_by(person):
    filing = filing_of(person)
    actions.submit_filing(by=seat_of(person), filing=filing)
    return ExpertFiling.objects.get(pk=filing.pk)
