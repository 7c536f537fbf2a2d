"""What is multiplied: the demo, and on every kind of road more cases, in every state, made by the real actions."""

from itertools import count

from experts.models import Expert, ExpertFiling
from orgs.chain.models import AreaVerdict, ChainRun, ChainStep
from orgs.chain.seat import Seat
from orgs.chain.states import EDITABLE
from orgs.chain.words import Role, Verdict
from personnel.dossier.actions import save_entry
from personnel.dossier.sections import SECTIONS
from personnel.models import DossierEntry, EntryAttachment, Reviewer, SeriesGrant
from plans.models import Cap, Plan, PlanRow, QuotaEntry, QuotaLine
from review import actions
from review.models import Application, Committee, CommitteeFiling, ReviewResult, Snapshot
from titleplatform.demo import cast, story
from titleplatform.demo.accounts import Passwords
from titleplatform.demo.papers import Press, fill_dossier
from titleplatform.filling.bulk import run

# One employer for every kind of road.
EMPLOYERS = (
    "河南省实验中学",
    "河南省人民医院",
    "洛阳市规划建筑设计院",
    "洛阳市中心医院",
    "郑州市轨道工程公司",
    "老城区实验小学",
    "兰考县第一高级中学",
)
PLACES = 40  # of a prototype's plan: more than its cases need
FURTHER = (*story.FINAL, "洛阳市职改办", "郑州市职改办", "老城区职改办", "兰考县职改办")
# What belongs to a unit and what to a person, each with the path to it; what a row refers to stands before it.
OF_A_UNIT = (
    (Reviewer, "account__unit", {}),
    (SeriesGrant, "user__unit", {}),
    (ChainRun, "unit", {"owner": None}),
    (ChainStep, "run__unit", {"run__owner": None}),
    (AreaVerdict, "step__run__unit", {"step__run__owner": None}),
    (Plan, "unit", {}),
    (PlanRow, "plan__unit", {}),
    (QuotaLine, "unit", {}),
    (QuotaEntry, "line__unit", {"kind": "granted"}),
    (Cap, "unit", {}),
    (Committee, "host", {"state__in": ("filed", "widening")}),
    (Committee.serves.through, "committee__host", {"committee__state__in": ("filed", "widening")}),
    (CommitteeFiling, "committee__host", {"committee__state__in": ("filed", "widening")}),
    (
        CommitteeFiling.serves.through,
        "committeefiling__committee__host",
        {"committeefiling__committee__state__in": ("filed", "widening")},
    ),
)
STAFF = (Reviewer, SeriesGrant)
OF_A_PERSON = (
    (ChainRun, "owner__person", {}),
    (ChainStep, "run__owner__person", {}),
    (AreaVerdict, "step__run__owner__person", {}),
    (Application, "person", {}),
    (ReviewResult, "application__person", {}),
    (Snapshot, "application__person", {}),
    (Snapshot.files.through, "snapshot__application__person", {}),
    (QuotaEntry, "run__owner__person", {}),
    (ExpertFiling, "person", {}),
    (Expert, "filing__person", {}),
    # Whoever still writes needs the record; who has handed in is read from the snapshot.
    (DossierEntry, "person", {"person__applications__state__in": EDITABLE}),
    (EntryAttachment, "entry__person", {"entry__person__applications__state__in": EDITABLE}),
)
SPREAD = """
    WITH placed AS (
        SELECT id, count(*) OVER line - row_number() OVER (line ORDER BY round, "order") AS later
        FROM orgs_chainstep WHERE status <> 'ahead' WINDOW line AS (PARTITION BY run_id)
    )
    UPDATE orgs_chainstep s SET
        opened_at = now() - (later + 1) * interval '2 days' + CASE WHEN opened_at IS NULL THEN NULL ELSE interval '0' END,
        seen_at = CASE WHEN seen_at IS NULL THEN NULL ELSE now() - (later + 1) * interval '2 days' + interval '3 hours' END,
        closed_at = CASE WHEN closed_at IS NULL THEN NULL ELSE now() - later * interval '2 days' - interval '1 hour' END
    FROM placed WHERE placed.id = s.id
"""
FOLLOW = (
    "UPDATE orgs_areaverdict v SET at = s.closed_at FROM orgs_chainstep s WHERE s.id = v.step_id AND s.closed_at IS NOT NULL",
    "UPDATE orgs_chainrun r SET current_since = s.opened_at FROM orgs_chainstep s WHERE s.run_id = r.id AND s.status = 'open'",
    """UPDATE orgs_chainrun r SET handed_in_at = s.closed_at FROM orgs_chainstep s
       WHERE s.run_id = r.id AND s.round = r.round AND s."order" = 0""",
    """UPDATE orgs_chainrun r SET ended_at = (SELECT max(closed_at) FROM orgs_chainstep s WHERE s.run_id = r.id)
       WHERE ended_at IS NOT NULL""",
    """UPDATE review_application a SET submitted_at = r.handed_in_at FROM orgs_chainrun r WHERE r.id = a.run_id""",
)


def build(password_hash):
    """The demo without its transfers, then EMPLOYERS' further cases; spread over the past weeks."""
    passwords, press = Passwords(password_hash), Press()
    cast.build_platform(passwords)
    cast.build_units(passwords)
    cast.build_reviewers(passwords)
    cast.build_persons(passwords)
    story.build_committees(press)
    story.build_plans(press, places=PLACES)
    story.build_caps()
    story.build_applications(press)
    story.build_experts(press)
    numbers = count(5000)
    for name in EMPLOYERS:
        for tell in STORIES:
            person = cast.make_person(cast.admin_of(name), next(numbers), current_title="中级职称")
            fill_dossier(person, press)
            tell(person, name)
    for statement in (SPREAD, *FOLLOW):
        run(statement)


def passed(person, name):
    _settled(story.submitted(person, name, until=None), True)


def passed_after_a_return(person, name):
    """Returned by the unit's own leader, mended, and passed by every desk in the second round."""
    application = story.submitted(person, name, until=(name,), role=Role.LEADER)
    story.judge(application, "papers", Verdict.RETURN, "第 2 篇的检索页看不清出处，请换知网或万方的检索页。")
    paper = person.entries.filter(section_key="papers").last()
    by = Seat(person.account, person.unit)
    section = SECTIONS["papers"]
    save_entry(by=by, person=person, section=section, values=paper.data, files=[], entry=paper, remark="已补检索页")
    _settled(story.handed_in(person, Application.objects.get(pk=application.pk), until=None), True)


def failed_in_the_end(person, name):
    _settled(story.submitted(person, name, until=None), False)


def awaiting(person, name):
    _accepted(story.submitted(person, name, until=None))


def returned_further_up(person, name):
    application = story.submitted(person, name, until=FURTHER)
    story.judge(application, "awards", Verdict.RETURN, "获奖证书扫描件不清晰，请重新上传。")


def failed_further_up(person, name):
    application = story.submitted(person, name, until=FURTHER, role=Role.LEADER)
    story.judge(application, "person", Verdict.FAIL, "任现职年限不满足申报条件。")


def not_recommended(person, name):
    application = story.submitted(person, name, until=(name,), role=Role.LEADER)
    step, reason = application.run.open_step(), "本年度岗位有限，先推荐任现职年限更长的同志。"
    actions.not_recommend(by=story.desk_seat(step), application=application, step_id=step.pk, reason=reason)


def given_up(person, name):
    application = story.submitted(person, name, until=(name,))
    story.judge(application, "papers", Verdict.RETURN, "论文没有检索页，请补传。")
    application = Application.objects.get(pk=application.pk)
    actions.give_up_application(by=Seat(person.account, application.unit), application=application)


def at_the_last_desk(person, name):
    story.submitted(person, name, until=story.FINAL, role=Role.LEADER)


STORIES = (
    passed,
    passed_after_a_return,
    failed_in_the_end,
    awaiting,
    returned_further_up,
    failed_further_up,
    not_recommended,
    given_up,
    at_the_last_desk,
)


def _accepted(application):
    by = cast.admin_of(application.committee.host.name)
    accepted = actions.accept(by=by, application=application)
    story.set_interview(by, accepted, 1)
    return by, accepted


def _settled(application, passed):
    story.give_result(*_accepted(application), passed)


def cells_of_units():
    """As `cells`, and under the unit's negative pk what is left of a unit that plans nothing: its staff."""
    rows = cells(OF_A_UNIT)
    return rows | {model: rows[model] + [(pk, -unit) for pk, unit in rows[model]] for model in STAFF}


def cells(tables):
    """{model: [(pk, pk of the unit or person it belongs to)]}."""
    return {
        model: list(model._base_manager.filter(**only).order_by("pk").distinct().values_list("pk", path))
        for model, path, only in tables
    }
