"""Conditions of `access.py` that all climbers share: the engine's own answers, so that a button and a forced request say the same."""

from orgs.chain import rules
from orgs.chain.states import EDITABLE, word_of
from titleplatform.kit.access import Condition, condition


@condition("只有经办人和负责人可以办理；请单位管理员在【审查人员角色分配】设置角色和审查权限。")
def holds_a_desk(seat, subject):
    return bool(seat.roles)


def _closed_text(seat, subject):
    unsent = "或".join(word_of(state, subject.spec) for state in EDITABLE)
    return f"{subject.spec.label}状态为“{subject.state_label}”，只有{unsent}的可以操作。"


@condition(_closed_text)
def is_editable(seat, subject):
    return subject.is_editable


def _judge_refusal(seat, subject):
    return next(option.reason for option in rules.options(subject, seat))


def _undo_refusal(seat, subject):
    return rules.why_not_undo(subject.run, seat)


def _take_back_refusal(seat, subject):
    return rules.why_not_take_back(subject.run, seat)


may_judge_now = Condition(lambda seat, subject: not _judge_refusal(seat, subject), _judge_refusal)
may_undo_now = Condition(lambda seat, subject: not _undo_refusal(seat, subject), _undo_refusal)
may_take_back = Condition(lambda seat, subject: not _take_back_refusal(seat, subject), _take_back_refusal)
