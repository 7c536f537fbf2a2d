"""Looking at child processes by /proc."""

from pathlib import Path

from scripts import postgres

ROOT = Path(__file__).parents[1]


def free_port():
    return str(postgres.free_port())


def is_alive(process):
    """A zombie that nobody has waited for (a container without init) is dead."""
    state = Path(f"/proc/{process}/stat")
    try:
        return state.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children_of(parent):
    return sorted(map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split()))
