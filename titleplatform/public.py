"""The only addresses open without a seat, each with its reason. Everything else is a kit page with a permission."""

PUBLIC = {
    "entrance:login",  # 管理系统
    "entrance:login_applicant",  # 申报系统
    "entrance:logout",  # POST only
    "entrance:begin",  # how to begin and whom to ask
    "entrance:health",  # for the load balancer: touches the database, tells nothing
}
