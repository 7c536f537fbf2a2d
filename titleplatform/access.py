"""Permissions of the wiring's own pages."""

from titleplatform.kit.access import allow, condition


@condition("平台管理员没有需要上传的材料。")
def hands_in_files(seat, thing):
    return not (seat.is_security or seat.is_audit)


allow("titleplatform.see_home")
allow("titleplatform.change_own_password")
allow("titleplatform.hold_file", hands_in_files)
