"""A note climbs through pages that are only declared: `orgs.views` with its Places."""

import pytest
from django.urls import reverse
from django.utils import timezone

from orgs.models import Kind
from tests.climber.models import Note
from tests.factories.orgs import UnitFactory, client_of, province
from tests.factories.personnel import reviewer, title
from tests.pages import hidden_of, messages_of, table_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.urls")]
TODAY = timezone.localdate


def url(name, *note):
    return reverse(f"notes:{name}", args=[each.pk for each in note])


@pytest.fixture
def road():
    """The province, a city below it, an employer below that: (their 经办人, their 负责人) as clients, from the bottom."""
    title()
    top = province()
    city = UnitFactory(kind=Kind.CITY, parent=top, name="某市职改办")
    units = (UnitFactory(parent=city, name="某设计院"), city, top)
    return [
        [client_of(reviewer(unit, **{desk: True}).account) for desk in ("is_handler", "is_leader")] for unit in units
    ]


@pytest.fixture
def note(road):
    return Note.objects.create(unit=account_of(road[0][0]).unit)


def account_of(client):
    return client.get("/").context["seat"].account


def place_of(note):
    return Note.objects.get(pk=note.pk).run.place


def submit(client, note):
    return client.post(url("submit", note), hidden_of(client.get(url("submit", note))))


def decide(client, note, verdict="pass", reason=""):
    step = hidden_of(client.get(url("note", note)))["step"]
    return client.post(url("decide", note), {"step": step, "verdict": verdict, "reason": reason})


def test_from_the_hand_in_to_the_last_desk(road, note):
    (handler, leader), city, top = road
    (row,) = table_of(handler.get(url("own")))
    assert (row["状态"], row["当前环节"]) == ("未提交", "—")
    assert submit(handler, note)["Location"] == url("own")
    (row,) = table_of(handler.get(url("own")))
    assert (row["状态"], row["当前环节"]) == ("已提交", "某设计院 · 负责人")
    for client in (leader, *city, *top):
        here = place_of(note)
        (waiting,) = table_of(client.get(url("queue")))
        assert (waiting["申报单位"], waiting["结果"]) == ("某设计院", "待审")
        page = client.get(url("note", note))
        assert (page.context["queue"], page.context["page"].crumbs) == ((1, 1, "", ""), (("便条审查", "notes:queue"),))
        assert [option.label for option in page.context["options"]] == ["通过", "撤回"]
        assert decide(client, note)["Location"] == url("queue")
        assert place_of(note) != here
        assert table_of(client.get(url("queue"))) == []
    note.refresh_from_db()
    assert (note.state_label, note.run.place, note.run.steps.count()) == ("已通过", "", 6)
    page = handler.get(url("note", note))
    assert page.context["page"].crumbs == (("便条上报", "notes:own"),)
    assert [entry.result for entry in page.context["record"]] == ["上报", *["通过"] * 5]


def test_a_second_hand_in_is_told_who_was_first(road, note):
    (handler, leader), *_ = road
    submit(handler, note)
    late = leader.post(url("submit", note))
    name = account_of(handler).name
    assert late.status_code == 403
    assert "便条状态为“已提交”，只有未提交或已撤回的可以操作。" in text_of(late)
    said = f"某设计院 · 经办人 {name} 已于 {TODAY()}"
    assert said in text_of(late)
    assert "作出“提交”，现在在 某设计院 · 负责人。本次操作没有改变任何内容。" in text_of(late)
    assert Note.objects.get(pk=note.pk).run.round == 1


def test_a_return_says_why_and_comes_again(road, note):
    (handler, leader), *_ = road
    submit(handler, note)
    assert decide(leader, note, "return").context["form"].errors["reason"] == ["撤回请写明理由。"]
    decide(leader, note, "return", "缺附件")
    assert "缺附件" in text_of(handler.get(url("note", note)))
    assert Note.objects.get(pk=note.pk).state_label == "已撤回"
    submit(handler, note)
    assert Note.objects.get(pk=note.pk).run.round == 2


def test_own_pass_is_undone_until_the_next_desk_opens_it(road, note):
    (handler, leader), (city, _), _ = road
    submit(handler, note)
    decide(leader, note)
    assert "撤回我的通过" in text_of(leader.get(url("note", note)))
    answer = leader.post(url("undo", note), hidden_of(leader.get(url("undo", note))))
    assert (answer["Location"], messages_of(leader, answer)) == (url("note", note), ["已撤回，回到您的环节。"])
    assert place_of(note) == "某设计院 · 负责人"
    decide(leader, note)
    city.get(url("note", note))
    assert "撤回我的通过" not in text_of(leader.get(url("note", note)))
    forced = leader.post(url("undo", note))
    assert (forced.status_code, "某市职改办 · 经办人 已经打开审查，不能撤回。" in text_of(forced)) == (403, True)
    assert place_of(note) == "某市职改办 · 经办人"


def test_a_foreign_units_note_does_not_exist_and_one_that_came_up_is_only_judged(road, note):
    (handler, leader), (city, _), _ = road
    stranger = client_of(reviewer(UnitFactory(parent=note.unit.superior), is_handler=True).account)
    submit(handler, note)
    for client in (stranger, city):
        for name in ("note", "submit", "decide", "undo"):
            assert [ask(url(name, note)).status_code for ask in (client.get, client.post)] == [404, 404], name
        assert (table_of(client.get(url("own"))), table_of(client.get(url("queue")))) == ([], [])
    decide(leader, note)
    forced = city.post(url("submit", note))
    assert (forced.status_code, "只有本单位的经办人和负责人可以操作。" in text_of(forced)) == (403, True)
    assert table_of(city.get(url("own"))) == []
    assert place_of(note) == "某市职改办 · 经办人"
    assert stranger.post(url("decide", note), {"verdict": "pass"}).status_code == 404
