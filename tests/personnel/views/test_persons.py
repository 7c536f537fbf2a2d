"""单位人员管理, by the words on the page."""

import io

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from orgs.models import Account, AccountKind, AuditEvent
from personnel.actions.import_rows import HEADINGS
from personnel.models import Person
from tests.factories.orgs import AccountFactory, UnitFactory, client_of
from tests.factories.personnel import PersonFactory
from tests.factories.review import submitted
from tests.pages import table_of
from tests.walk.client import visitor_of
from tests.walk.words import Paper

pytestmark = pytest.mark.django_db
ID = "41030219850630002X"


@pytest.fixture
def unit():
    return UnitFactory(name="洛阳市测试院")


@pytest.fixture
def admin(unit):
    visitor = visitor_of(AccountFactory(unit=unit, kind=AccountKind.UNIT_ADMIN, login_name=unit.code))
    visitor.menu("单位人员管理")
    return visitor


def add(admin, **values):
    admin.menu("单位人员管理")
    admin.follow("添加")
    admin.fill({"姓名": "李志远", "证件号": ID, "手机号": "13800000016"} | values)
    admin.press("保存")


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("4103021985063000", "身份证号应为 18 位，前 17 位是数字，现在是 16 位，请核对。"),
        ("41010519900100018X", "第 7 至 14 位“19900100”不是真实的出生日期，请核对。"),
        ("410302198506300021", "第 18 位校验码与前 17 位不符，请对照身份证核对全部 18 位。"),
        ("", "请填写证件号。"),
    ],
)
def test_a_wrong_number_is_told_at_the_field(admin, number, message):
    add(admin, 证件号=number, 现任职称="工程师")
    assert admin.errors() == {"证件号": message}
    assert [admin.value(label) for label in ("姓名", "手机号", "现任职称")] == ["李志远", "13800000016", "工程师"]
    assert not Person.objects.exists()
    admin.fill({"证件号": "４１０３０２１９８５０６３０００２ｘ"})
    admin.press("保存")
    admin.sees("已添加 李志远")
    assert Person.objects.get().account.id_number == ID


def test_a_person_of_another_unit_is_named_only_to_who_knows_both(admin, unit):
    PersonFactory(unit=UnitFactory(name="郑州市别处"), id_number=ID)
    add(admin)
    assert admin.errors() == {
        "证件号": "该人员已在“郑州市别处”。如已调入本单位，请在【单位变动人员管理】【申请移交】。"
    }
    assert admin.link("申请移交").get("href") == reverse("personnel:transfer_ask")
    add(admin, 姓名="王海涛", 手机号="1380")  # with whatever else is wrong
    assert sorted(admin.errors()) == ["手机号", "证件号"]
    add(admin, 姓名="王海涛")
    assert "申请移交" not in admin.texts(".dialog__foot .btn")
    assert admin.errors() == {"证件号": "该证件号已经存在，但姓名不符。请核对姓名和证件号。"}
    assert "郑州市别处" not in " ".join(admin.texts("main"))
    assert Person.objects.count() == 1
    Account.objects.filter(kind=AccountKind.APPLICANT).update(unit=unit)
    add(admin)
    assert admin.errors() == {"证件号": "该人员已在本单位人员名单中，不用再添加。"}


def test_the_list_and_its_export_hide_the_middle_of_the_phone_number(unit):
    Account.objects.filter(pk=PersonFactory(unit=unit).account_id).update(phone="13800000016")
    client = client_of(AccountFactory(unit=unit, kind=AccountKind.UNIT_ADMIN, login_name=unit.code))
    (row,) = table_of(client.get(reverse("personnel:persons")))
    exported = client.get(reverse("personnel:persons"), {"_export": "csv"}).content.decode("utf-8-sig")
    assert (row["手机号"], "138****0016" in exported, "13800000016" in exported) == ("138****0016", True, False)


def test_change_reveal_reset_and_delete(admin):
    add(admin)
    person = Person.objects.get()
    assert "4103************2X" in admin.texts("tbody tr")[0]
    admin.follow("修改", row="李志远")
    admin.fill({"手机号": "1380000"})
    admin.press("保存")
    assert admin.errors() == {"手机号": "手机号是 11 位数字，以 13 至 19 开头，请核对。"}
    admin.fill({"手机号": "13900000000", "现任职称": "工程师"})
    admin.press("保存")
    person.refresh_from_db()
    assert (person.current_title, person.account.phone) == ("工程师", "13900000000")
    admin.follow("查看证件号", row="李志远")
    admin.press("查看证件号")
    assert admin.errors() == {"理由": "请写明理由。"}
    admin.fill({"理由": "核对学历证书"})
    admin.press("查看证件号")
    assert admin.texts("tbody tr") == [f"李志远 {ID}"]
    shown = AuditEvent.objects.get(verb="查看完整证件号")
    assert (shown.subject_label, shown.detail) == ("李志远", {"理由": "核对学历证书"})
    admin.menu("单位人员管理")
    assert ID not in " ".join(admin.texts("main"))
    admin.follow("初始化密码", row="李志远")
    admin.press("初始化密码")
    admin.sees("已恢复为初始密码：证件号后六位（X 大写）。")
    admin.follow("删除", row="李志远")
    admin.press("删除")
    assert not Person.objects.exists()


def test_who_has_applied_stays_and_strangers_find_nobody(admin, unit):
    add(admin, 姓名="赵六")
    free, applied = Person.objects.get(), submitted(unit).person
    admin.menu("单位人员管理")
    admin.follow(applied.name)
    assert "该人员已有申报或变动记录，不能删除。" in admin.texts(".selection .btn-whys")[0]
    forced = admin.client.post(f"/people/persons/{applied.pk}/delete/")
    assert (forced.status_code, "该人员已有申报或变动记录，不能删除。" in forced.content.decode()) == (403, True)
    stranger = visitor_of(AccountFactory(unit=UnitFactory(), kind=AccountKind.UNIT_ADMIN))
    answers = [
        stranger.client.post(f"/people/persons/{free.pk}/{page}/").status_code
        for page in ("change", "reveal", "password", "delete")
    ]
    assert answers == [404] * 4
    assert Person.objects.count() == 2
    assert not AuditEvent.objects.filter(verb="查看完整证件号").exists()


def test_a_file_is_looked_at_mended_and_written_by_the_words_on_the_pages(admin):
    good = [
        ["王海涛", "410105199001010011", "13800000017", ""],
        ["李\u202e志远\u200b", f"\u202d{ID}\u202c", "13800000016", "工程师"],
    ]
    admin.follow("导入")
    admin.fill({"Excel 文件": sheet([*good, [], ["赵六", "410105199001010012", "138", ""]])})
    admin.press("试导入")
    admin.sees("这是试导入，还没有写入。")
    assert admin.texts("tbody tr")[0].startswith("Sheet!B5 赵六")
    admin.follow("导入 2 行")
    admin.press("导入")
    admin.sees("有错误的行不能写入。请勾选跳过，或改好后重新上传。")
    admin.follow("取消")
    admin.follow("换一个文件")
    admin.fill({"Excel 文件": sheet(good)})
    admin.press("试导入")
    admin.follow("导入 2 行")
    admin.press("导入")
    admin.sees("已导入 2 人。")
    assert sorted(Person.objects.values_list("account__name", "current_title")) == [
        ("李志远", "工程师"),
        ("王海涛", ""),
    ]


def test_the_export_masks_numbers_and_keeps_them_text(admin):
    add(admin)
    content = admin.download("导出")
    head, row = load_workbook(io.BytesIO(content)).active.iter_rows()
    cells = {name.value: cell for name, cell in zip(head, row, strict=True)}
    assert (cells["证件号"].value, cells["证件号"].data_type) == ("4103************2X", "s")
    assert cells["姓名"].value == "李志远"
    assert AuditEvent.objects.filter(verb="导出").count() == 1


def sheet(rows):
    book = Workbook()
    book.active.append(HEADINGS)
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return Paper("人员.xlsx", target.getvalue())
