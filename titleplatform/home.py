"""首页: what waits at my desk, what I sent and where it is, what is on its way to me, what a new unit still lacks."""

from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from orgs.chain import inbox
from orgs.chain.states import ClimbState, climbers
from orgs.models import Kind
from orgs.queries import count_each
from personnel.grants import scopes_of
from personnel.models import Person, Reviewer
from plans.models import Plan
from titleplatform.applicant_home import applicant_home
from titleplatform.calendar import months, year_dates
from titleplatform.kit.pages import NO_ROWS, PlainPage
from titleplatform.kit.working_days import working_days_between
from titleplatform.todo import detail_pages

SHOWN = 6
COMING_FROM = (Kind.SUBUNIT, Kind.EMPLOYER, Kind.DEPARTMENT, Kind.COUNTY, Kind.CITY)


class HomePage(PlainPage):
    """待办事项 comes with the menu's context processor; the rest is gathered here by kind of seat."""

    permission = "titleplatform.see_home"
    queryset = NO_ROWS
    title = "首页"
    template_name = "home.html"

    def get_template_names(self):
        return ["home_applicant.html"] if self.seat.is_applicant else super().get_template_names()

    def get_context_data(self, **kwargs):
        windows = year_dates()
        if self.seat.is_applicant:
            return super().get_context_data(dates=windows, **applicant_home(self.seat), **kwargs)
        return super().get_context_data(
            dates=windows,
            months=months(windows),
            sent=sent_lines(self.seat),
            coming=coming(self.seat),
            steps=checklist(self.seat),
            **kwargs,
        )


@dataclass(frozen=True)
class Sent:
    """One line of 我上报的."""

    label: str
    url: str
    sent_on: object
    place: str
    days: int | None
    css: str
    state: str


def sent_lines(seat):
    """The last submissions that this unit's desks sent up, and where they stand now."""
    if not seat.roles:
        return []
    steps = inbox.sent_by(seat.unit).select_related(*(f"run__{model._meta.model_name}" for model in climbers()))
    pages = detail_pages()
    return [_sent(step, pages) for step in steps[:SHOWN]]


def _sent(step, pages):
    run = step.run
    days = (
        working_days_between(timezone.localdate(run.current_since), timezone.localdate()) if run.current_since else None
    )
    subject = next(filter(None, (getattr(run, model._meta.model_name, None) for model in climbers())))
    url = reverse(pages[run.spec_key], args=[subject.pk]) if run.spec_key in pages else ""
    waits = f"{run.final_unit_name} · {subject.state_label}" if subject.state == ClimbState.AWAITING else "—"
    place = run.place or waits
    return Sent(run.label, url, step.closed_at, place, days, subject.state_css, subject.state_label)


@dataclass(frozen=True)
class Coming:
    """The table of 正在路上: a column for each climber, a line (kind of unit, [(how many in words, address of a list of exactly these)])
    where something is on its way."""

    labels: tuple
    lines: list


def coming(seat):
    """正在路上: what lower units have now and will come here; None where nothing will."""
    if not seat.roles:
        return None
    specs = [model.spec for model in climbers()]
    labels = tuple(spec.label for spec in specs)
    found = inbox.on_the_way(seat.unit)
    if found is None:
        return Coming(labels, [("各级单位", _in_all(seat, specs))])
    kinds = [kind for kind in COMING_FROM if any(found.get((kind, spec.key)) for spec in specs)]
    lines = [(kind.label, [_coming(kind, spec, found.get((kind, spec.key), 0)) for spec in specs]) for kind in kinds]
    return Coming(labels, lines) if lines else None


def _in_all(seat, specs):
    """More than anybody counts: each climber's number without where it is. One query."""
    coming, address = inbox.coming_to(seat.unit), reverse("orgs:coming")
    found = count_each(seat, {spec.key: coming.filter(spec_key=spec.key) for spec in specs})
    return [(found[spec.key], f"{address}?what={spec.key}") for spec in specs]


def _coming(kind, spec, count):
    return count, f"{reverse('orgs:coming')}?kind={kind.value}&what={spec.key}" if count else ""


def checklist(seat):
    """新单位准备 for a unit's administrator until all is done: [(label, url, css, words, hint)]."""
    if not seat.is_unit_admin:
        return []
    unit = seat.unit
    plans = Plan.objects.filter(unit=unit).order_by(F("run").desc(nulls_last=True))
    plan = None if unit.is_office else plans.first()
    if plan and plan.run_id:  # handed in once: no new unit any more
        return []
    reviewers = list(Reviewer.objects.filter(account__unit=unit).select_related("account"))
    scopes = scopes_of([reviewer.account for reviewer in reviewers])
    lacking = [
        f"{r.account.name} 缺{'、'.join(missing)}" for r in reviewers if (missing := r.missing(scopes[r.account_id]))
    ]
    info = (
        "单位信息",
        reverse("orgs:own_unit"),
        "is-pass" if unit.is_working else "is-warn",
        unit.get_state_display(),
        "",
    )
    people = ("审查人员", reverse("personnel:reviewers"), *_count(len(reviewers), "人"))
    scope = ("审查权限", reverse("personnel:reviewers"), *_missing(reviewers, lacking))
    steps = [info, people, scope]
    if not unit.is_office:
        steps.append(
            ("人员", reverse("personnel:persons"), *_count(Person.objects.filter(account__unit=unit).count(), "人"))
        )
        steps.append(
            (
                "申报计划",
                reverse("plans:statistics"),
                plan.state_css if plan else "is-draft",
                plan.state_label if plan else "未录入",
                "由经办人或负责人上报",
            )
        )
    return steps if any(step[2] != "is-pass" for step in steps) else []


def _count(number, unit):
    return ("is-pass", f"{number} {unit}", "") if number else ("is-warn", "还没有", "")


def _missing(reviewers, lacking):
    if not reviewers:
        return "is-warn", "还没有", ""
    return ("is-warn", f"缺 {len(lacking)} 项", "；".join(lacking[:3])) if lacking else ("is-pass", "齐全", "")
