"""What a page is compared with: stock Django and less, on the same rows, behind the same middleware but for `constant`."""

from django.contrib import admin
from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from orgs.chain.models import ChainStep

ROWS = 50
QUEUE = """
    SELECT s.id, r.owner_name, r.unit_name, r.label, r.series_code, s.opened_at
    FROM orgs_chainstep s JOIN orgs_chainrun r ON r.id = s.run_id
    WHERE s.unit_id = %s AND s.status = 'open' ORDER BY s.opened_at LIMIT 50
"""
TABLE = engines["django"].from_string(
    "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)


class Everybody(admin.AdminSite):
    def has_permission(self, request):
        return True


class StepAdmin(admin.ModelAdmin):
    list_display = ("id", "run", "unit", "role", "opened_at", "status")
    list_select_related = ("run", "unit")
    list_per_page = ROWS
    has_view_permission = has_module_permission = lambda self, request, obj=None: True
    has_add_permission = has_change_permission = has_delete_permission = lambda self, request, obj=None: False

    def get_queryset(self, request):
        first = ChainStep.objects.order_by("pk").values_list("pk", flat=True)[9_999:10_000]
        return super().get_queryset(request).filter(pk__lte=FIRST.setdefault("pk", first[0] if first else 10**12))


FIRST = {}
site = Everybody(name="floor_admin")
site.register(ChainStep, StepAdmin)


def constant(request):
    return HttpResponse("ok")


def raw_queue(request, unit):
    """A hand-written statement and no template."""
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, [unit])
        rows = cursor.fetchall()
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return HttpResponse(f"<table>{cells}</table>")


def bare_template(request, unit):
    """The same rows through a template that does nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, [unit])
        return HttpResponse(TABLE.render({"rows": cursor.fetchall()}))


for view in (constant, raw_queue, bare_template):
    view.login_required = False

urlpatterns = [
    path("floor/constant/", constant),
    path("floor/raw/<int:unit>/", raw_queue),
    path("floor/template/<int:unit>/", bare_template),
    path("floor/admin/", site.urls),
    path("", include("titleplatform.urls")),
]
handler400 = "titleplatform.errors.bad_request"
handler403 = "titleplatform.errors.refused"
handler404 = "titleplatform.errors.not_found"
handler500 = "titleplatform.errors.broken"
