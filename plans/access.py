"""Who may do what with plans (docs/screens.md §3)."""

from orgs import tree
from orgs.access import is_system
from orgs.chain.conditions import (
    holds_a_desk,
    is_editable,
    is_staff,
    is_staff_of_its_unit,
    may_judge_now,
    may_pass_now,
    may_undo_now,
    was_never_handed_in,
)
from titleplatform.kit.access import allow, condition

has_no_record = was_never_handed_in("计划曾经上报，有审批记录，不能删除；可以【修改】后重新【上报】。")


@condition("只有用人单位、下属单位和主管部门可以上报申报计划；职改办负责审查。")
def belongs_to_an_employer(seat, plan):
    return not seat.unit.is_office


@condition("只有单位管理员、审查人员和系统管理员可以查看。")
def reads_statistics(seat, thing):
    return seat.is_staff or seat.is_system


@condition("计划还没有填写任何一行申报人数。")
def has_rows(seat, plan):
    return plan.total > 0


@condition("本单位下面没有单位，不需要设置指标。")
def has_units_below(seat, thing):
    return seat.unit.is_top or bool(tree.children_counts(seat.unit))


@condition("只能给下级单位设置指标。")
def lies_below(seat, unit):
    return unit.pk != seat.unit.pk and tree.is_within(unit, seat.unit)


@condition(lambda seat, unit: f"{unit}不上报申报计划，不用设置指标；请设置到上报计划的主管部门或用人单位。")
def hands_in_plans(seat, unit):
    return not unit.is_office


@condition(lambda seat, cap: f"这条指标由{cap.set_by}设置，只有它可以修改。")
def set_by_own_unit(seat, cap):
    return cap.set_by_id == seat.unit.pk


allow("plans.list_own_plans", holds_a_desk, belongs_to_an_employer)
allow("plans.add_plan", holds_a_desk, belongs_to_an_employer)
allow("plans.change_plan", holds_a_desk, is_staff_of_its_unit, is_editable)
allow("plans.delete_plan", holds_a_desk, is_staff_of_its_unit, is_editable, has_no_record)
allow("plans.submit_plan", holds_a_desk, is_staff_of_its_unit, is_editable, has_rows)
allow("plans.review_plans", holds_a_desk)
allow("plans.see_plan", is_staff)
allow("plans.judge_plan", holds_a_desk, may_judge_now)
allow("plans.pass_plan", holds_a_desk, may_pass_now)
allow("plans.undo_plan", holds_a_desk, may_undo_now)
allow("plans.see_statistics", reads_statistics)
allow("plans.list_caps", holds_a_desk, has_units_below)
allow("plans.add_cap", holds_a_desk, has_units_below)
allow("plans.set_cap", holds_a_desk, lies_below, hands_in_plans)
allow("plans.change_cap", holds_a_desk, set_by_own_unit)
allow("plans.see_catalogue", is_system)
allow("plans.list_final_organs", is_system)
allow("plans.set_final_organ", is_system)
allow("plans.list_quota_rules", is_system)
allow("plans.set_quota_rule", is_system)
