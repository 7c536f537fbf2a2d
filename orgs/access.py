"""Who may do what with units (SCREENS §1)."""

from titleplatform.kit.access import allow, condition


@condition("只有单位管理员可以操作。")
def is_unit_admin(seat, thing):
    return seat.is_unit_admin


@condition("只有单位管理员和系统管理员可以操作。")
def is_admin(seat, thing):
    return seat.is_unit_admin or seat.is_system


allow("orgs.list_units", is_admin)
allow("orgs.edit_own_unit", is_unit_admin)
allow("orgs.list_lower_units", is_unit_admin)
