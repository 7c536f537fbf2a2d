"""The table of access, `matrix.txt`: its columns are `tests.factories.access.ROLES`."""

from pathlib import Path

TABLE = Path(__file__).with_name("matrix.txt")


def expected():
    """{url name: statuses} of the table."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return {name: statuses for name, *statuses in rows}
