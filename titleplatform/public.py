"""The only addresses open without a seat, each with its reason. Everything else is a kit page with a permission."""

PUBLIC = {
    "entrance:login",  # 管理系统
    "entrance:login_applicant",  # 申报系统
    "entrance:logout",  # POST only
    "entrance:begin",  # how to begin and whom to ask
    "entrance:health",  # for the load balancer: touches the database, tells nothing
}
OPEN_WITH_INITIAL_PASSWORD = PUBLIC | {"entrance:password"}
# Until a unit is 已启用 its account opens 单位信息维护 and nothing else (docs/screens.md §1); the menu shows no more.
OPEN_BEFORE_APPROVAL = OPEN_WITH_INITIAL_PASSWORD | {
    "home",
    "hold_file",
    "orgs:own_unit",
    "orgs:own_unit_submit",
    "orgs:own_unit_licence",
}
