"""Who gets how much of the 评审表, and that nobody opens or judges the own case at any desk."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from orgs import jobs
from orgs.chain.case import OWN_CASE
from orgs.models import Account, AccountKind, AuditEvent, Job, Kind
from orgs.queue import AHEAD, SHORT
from personnel.seats import seat_for
from review import actions
from review.jobs import DRAFT_KEPT
from review.models import PrintedForm
from review.prints import TEMPLATE, Form
from review.queries import hand_in_of
from tests.factories.desks import Desk
from tests.factories.orgs import AccountFactory, UnitFactory, client_of, province
from tests.factories.review import CommitteeFactory, draft_application, pass_here, seat_of, submitted
from tests.pages import html_of, text_of
from tests.queues import NOTHING_RUNS, REAL, do_next
from tests.viewers import texts
from titleplatform.kit.identity import synthetic_id
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db
AREAS = ("papers", "patents")
PAPER, PROJECT, NATION = "城市深基坑逆作法", "洛阳地铁勘察", "民族"


def admin_of(unit):
    return client_of(AccountFactory(kind=AccountKind.UNIT_ADMIN, unit=unit))


def printed_by(client, application):
    """(status, the variant that was handed out or why not)."""
    response = client.get(reverse("review:print", args=[application.pk]))
    if response.status_code != 200:
        return response.status_code, text_of(response) if response.status_code == 403 else ""
    assert response.getvalue().startswith(b"%PDF-")
    return 200, AuditEvent.objects.filter(verb="打印评审表").first().detail["摘录"]


def test_the_form_goes_as_far_as_the_scope_and_the_road():
    city = UnitFactory(kind=Kind.CITY, parent=province())
    host = UnitFactory(kind=Kind.CITY, parent=province())
    unit = UnitFactory(parent=city)
    application = draft_application(unit, committee=CommitteeFactory(host=host, serves=[unit]))
    own, above, of_host = admin_of(unit), admin_of(city), admin_of(host)
    everything, some = Desk(application), Desk(application, areas=AREAS)
    later = Desk(application, unit=city, areas=AREAS)
    assert printed_by(own, application)[0] == 404  # not handed in
    actions.submit_application(by=seat_of(application.person), application=application, promised=True)
    application.refresh_from_db()

    applicant = client_of(application.person.account)
    assert [printed_by(each, application) for each in (own, applicant, everything.client)] == [(200, "")] * 3
    assert printed_by(some.client, application) == (200, "|patents|papers|")
    for waiting in (above, of_host):
        status, words = printed_by(waiting, application)
        assert (status, "材料还没有送达您的单位" in words) == (403, True)
    assert printed_by(later.client, application)[0] == 404
    assert printed_by(client_of(AccountFactory(kind=AccountKind.SYSTEM, unit=None)), application)[0] == 404

    for _ in range(2):
        pass_here(application)
    assert printed_by(above, application) == (200, "")
    assert printed_by(later.client, application) == (200, "|patents|papers|")
    assert printed_by(of_host, application)[0] == 403
    for _ in range(2):
        pass_here(application)
    assert printed_by(of_host, application) == (200, "")

    found = PrintedForm.objects.values_list("variant", "mark")  # one for each standing of the record, whoever asked
    assert sorted(variant for variant, _ in found) == ["", "", *[PrintedForm.IN_FULL] * 2, *["|patents|papers|"] * 2]
    assert len({mark for _, mark in found}) == 6
    assert AuditEvent.objects.filter(verb="打印评审表").count() == 7


def test_an_extract_says_so_and_holds_its_areas_only():
    application = submitted(UnitFactory())
    frozen = application.snapshots.get().data
    extract = [area for area in application.run.frozen_areas if area.key in AREAS]
    whole, part = (
        render_to_string(TEMPLATE, Form(application, frozen, hand_in_of(application, 1), extract=areas).context())
        for areas in ((), extract)
    )
    for word in (PAPER, PROJECT, NATION, "年度考核", "十五、审批意见"):
        assert word in whole
    assert PAPER in part
    assert [
        word for word in (PROJECT, NATION, "年度考核", "任现职以来", "十五、审批意见", "无照片") if word in part
    ] == []
    assert ("摘　录" in whole, "摘　录" in part) == (False, True)
    assert f"只含审查权限内的内容：{'、'.join(area.label for area in extract)}。" in part
    assert application.person.account.name in part


def test_a_form_that_was_not_made_yet_is_made_by_a_worker_and_never_in_the_request(settings):
    settings.TASKS = NOTHING_RUNS
    unit = UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province()))
    application = submitted(unit, committee=CommitteeFactory(serves=[unit]))
    client, address = client_of(application.person.account), reverse("review:print", args=[application.pk])
    page = client.get(address).url
    job = Job.objects.get()
    assert (page, job.arguments) == (reverse("orgs:job", args=[job.pk]), {"application": application.pk})
    assert (client.get(address).url, Job.objects.count(), PrintedForm.objects.count()) == (page, 1, 0)
    jobs.run(job.pk, seat_for)
    assert [link.get("href") for link in html_of(client.get(page)).xpath("//a[contains(., '打开评审表')]")] == [address]
    assert client.get(address).getvalue().startswith(b"%PDF-")
    assert (Job.objects.count(), PrintedForm.objects.count()) == (1, 1)

    late = admin_of(unit)
    late.get(address)
    job = Job.objects.latest("pk")
    Account.objects.filter(pk=job.owner_id).update(is_active=False)
    jobs.run(job.pk, seat_for)
    job.refresh_from_db()
    assert (job.state, job.reason, PrintedForm.objects.count()) == ("failed", "您的账号已停用。", 1)


def test_nobody_opens_or_judges_the_own_case():
    """The applicant is a reviewer of an office on the road, under another account with the same 证件号."""
    city = UnitFactory(kind=Kind.CITY, parent=province())
    application = submitted(UnitFactory(parent=city))
    mine, colleague = Desk(application, is_handler=True), Desk(application, is_handler=True)
    mine.account.id_number = application.person.account.id_number
    mine.account.save()
    for name in ("case", "print", "record"):
        address = reverse(f"review:{name}", args=[application.pk])
        assert (mine.client.get(address).status_code, colleague.client.get(address).status_code) == (403, 200)
        assert OWN_CASE in text_of(mine.client.get(address))
    paper = next(entry for entry in application.snapshots.get().data["sections"]["papers"]["entries"])
    file = reverse("review:case_file", args=[application.pk, paper["attachments"][0]["sha256"]])
    assert (mine.client.get(file).status_code, colleague.client.get(file).status_code) == (403, 200)
    queue = reverse("review:handler")
    assert application.person.account.name not in text_of(mine.client.get(queue))
    assert application.person.account.name in text_of(colleague.client.get(queue))
    sent = {"step": application.run.open_step().pk, "area": "papers", "verdict": "pass", "do": "save"}
    assert mine.client.post(reverse("review:verdict", args=[application.pk]), sent).status_code == 403
    assert not application.run.open_step().verdicts.exists()
    assert colleague.client.post(reverse("review:verdict", args=[application.pk]), sent).status_code == 302


def test_the_number_is_whole_for_the_applicant_and_the_final_organ_and_stays_what_it_was():
    city = UnitFactory(kind=Kind.CITY, parent=province())
    application = submitted(UnitFactory(parent=city), committee=CommitteeFactory(host=city))
    account, snapshot = application.person.account, application.snapshots.get()
    number, masked = account.id_number, account.id_number_masked
    assert (snapshot.id_number, number in str(snapshot.data), masked in str(snapshot.data)) == (number, False, True)
    for _ in range(2):
        pass_here(application)
    account.id_number = synthetic_id("411002", date(1979, 3, 4), 7)
    account.save()
    employer, final, some = (
        Desk(application),
        Desk(application, unit=city),
        Desk(application, unit=city, areas=["person"]),
    )
    shown = {
        each: numbers_in(client_of(by) if by else each.client, application)
        for each, by in ((employer, None), (final, None), (some, None), (account, account))
    }
    assert shown == {
        employer: (masked, "隐去"),
        final: (number, "印全"),
        some: (masked, "隐去"),
        account: (number, "印全"),
    }


def numbers_in(client, application):
    """(the 证件号 on the print, what the audit trail says of it)."""
    content = client.get(reverse("review:print", args=[application.pk])).getvalue()
    found = re.search(r"证件号\s+(\S+)", "\n".join(line for lines in texts(content) for line in lines))
    return found[1], AuditEvent.objects.filter(verb="打印评审表").first().detail["证件号"]


def test_the_cover_names_who_handed_it_in_and_part_nine_has_its_notice():
    unit = UnitFactory(certificate_name="洛阳市勘察院（章）")
    application = draft_application(unit)
    draft = Form(application, application.freeze())
    actions.submit_application(by=seat_of(application.person), application=application, promised=True)
    application.refresh_from_db()
    handed_in = Form(application, application.snapshots.get().data, hand_in_of(application, 1))
    unit.certificate_name = "改名"
    unit.save()
    today = timezone.localdate().isoformat()
    pages = [render_to_string(TEMPLATE, each.context()) for each in (draft, handed_in)]
    for page, words, others in zip(pages, ("草　稿", f"填表时间：{today}"), ("填表时间：2", "草　稿"), strict=True):
        assert dict(handed_in.context()["cover"])["单位"] == "洛阳市勘察院（章）"
        assert (words in page, others in page) == (True, False)
        assert "公示情况：自" in page[page.index("九、单位意见") : page.index("十、主管部门意见")]


def test_the_applicant_prints_a_draft_until_it_is_handed_in():
    application = draft_application(UnitFactory())
    own, address = client_of(application.person.account), reverse("review:print_draft", args=[application.pk])
    page = reverse("review:application", args=[application.pk])
    assert address in own.get(page).content.decode()
    begun = own.get(address).url
    job = Job.objects.get()
    assert (begun, job.state, job.kept_until - job.ended_at) == (reverse("orgs:job", args=[job.pk]), "done", DRAFT_KEPT)
    file = reverse("orgs:job_result", args=[job.pk])
    assert [link.get("href") for link in html_of(own.get(begun)).xpath("//a[contains(., '打开')]")] == [file]
    answer = own.get(file)
    assert (answer["Content-Type"], answer["Content-Disposition"][:6]) == ("application/pdf", "inline")
    pages = texts(answer.getvalue())
    assert application.person.account.id_number in str(pages)
    assert "草稿，提交后编号" in pages[0]
    assert [lines for lines in pages if not {"草", "稿"} & set("".join(lines))] == []
    assert AuditEvent.objects.filter(verb="打印草稿").count() == 1
    assert not PrintedForm.objects.exists()
    actions.submit_application(by=seat_of(application.person), application=application, promised=True)
    assert [own.get(each).status_code for each in (address, file)] == [403, 403]
    assert address not in own.get(page).content.decode()


def test_forms_are_made_ahead_at_the_hand_in_and_at_the_end_for_everybody_who_may_have_them(settings):
    settings.TASKS = REAL
    city = UnitFactory(kind=Kind.CITY, parent=province())
    unit = UnitFactory(parent=city)
    application = draft_application(unit, committee=CommitteeFactory(host=city, serves=[unit]))
    by, own, employer = seat_of(application.person), client_of(application.person.account), admin_of(unit)
    with pytest.raises(Refused):
        actions.submit_application(by=by, application=application, promised=False)
    assert do_next() is None
    actions.submit_application(by=by, application=application, promised=True)
    application.refresh_from_db()
    assert not PrintedForm.objects.exists()
    ahead = (AHEAD, SHORT, ["review_forms", application.pk])
    assert (do_next(), do_next()) == (ahead, None)
    assert [printed_by(each, application) for each in (own, employer)] == [(200, "")] * 2
    for _ in range(4):
        assert do_next() is None
        pass_here(application)
    assert (application.state, do_next(), do_next()) == ("awaiting", ahead, None)
    final = Desk(application, unit=city)
    assert [printed_by(each, application) for each in (own, employer, final.client)] == [(200, "")] * 3
    assert sorted(PrintedForm.objects.values_list("variant", flat=True)) == ["", "", *[PrintedForm.IN_FULL] * 2]
    assert not Job.objects.exists()
    told = AuditEvent.objects.filter(verb="生成评审表").values_list("account_label", flat=True)
    assert list(told) == ["系统"] * 4


def test_what_the_committee_said_is_printed_under_another_mark():
    application = submitted(UnitFactory(parent=province()))
    before = Form(application, application.snapshots.get().data, hand_in_of(application, 1))
    said = {"committee": "工程系列评委会", "word": "通过", "on": "2026-11-20", "document": "豫职评〔2026〕8 号"}
    after = replace(before, result=said)
    assert before.mark != after.mark
    words = "工程系列评委会：通过（2026-11-20，豫职评〔2026〕8 号）"
    pages = [" ".join(render_to_string(TEMPLATE, form.context()).split()) for form in (before, after)]
    assert [words in page for page in pages] == [False, True]
