"""The audit trail: one row for every kind of thing that the demo's actions wrote, said of the copies' staff over the past year."""

from orgs import tree
from orgs.models import Unit
from titleplatform.filling.bulk import run, temporary

CHUNKS = 10
ROWS = """
    INSERT INTO orgs_auditevent (at, topic, account_id, account_label, unit_id, unit_label, unit_path, verb, subject_kind, subject_id,
                                 subject_label, detail, address, once_key)
    SELECT now() - ((n * 7919) %% 31536000) * interval '1 second', k.topic, w.id, w.label, w.unit_id, w.unit_name, w.path, k.verb,
           k.subject_kind, (n %% 300000)::text, k.subject_label, k.detail, '10.1.0.1', NULL
    FROM generate_series(%s::bigint, %s::bigint) n
    JOIN fill_kind k ON k.number = (n * 31) %% (SELECT count(*) FROM fill_kind)
    JOIN fill_who w ON w.number = (n * 7) %% (SELECT count(*) FROM fill_who)
"""
KINDS = """
    CREATE TEMPORARY TABLE fill_kind ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY id) - 1 AS number, topic, verb, subject_kind, subject_label, detail
    FROM orgs_auditevent WHERE length(detail::text) < 300
"""
WHO = """
    CREATE TEMPORARY TABLE fill_who ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY a.id) - 1 AS number, a.id, a.unit_id, u.name AS unit_name, p.path,
           left(a.name || '（' || a.login_name || '）', 100) AS label
    FROM orgs_account a JOIN orgs_unit u ON u.id = a.unit_id JOIN fill_path p ON p.unit = u.id WHERE a.login_name IS NOT NULL
"""


def write(rows, progress):
    temporary("fill_path", ("unit bigint", "path text"), paths().items())
    for statement in (KINDS, WHO, "ANALYZE fill_kind", "ANALYZE fill_who"):
        run(statement)
    for part in progress.over("日志", range(CHUNKS)):
        run(ROWS, [rows * part // CHUNKS + 1, rows * (part + 1) // CHUNKS])


def paths():
    """{pk: `tree.path_text`} of every unit."""
    above, top, texts = tree.uppers(Unit), tree.top_of(Unit).pk, {}

    def text(pk):
        if pk not in texts:
            upper = above[pk]
            texts[pk] = f"{text(upper) if upper not in (None, top) else '/'}{pk}/"
        return texts[pk]

    return {pk: text(pk) for pk in above}
