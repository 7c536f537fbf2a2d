"""Is the database away, or is something wrong with what was asked of it? Whoever waits for it asks here."""

from django.db import InterfaceError, OperationalError

# PostgreSQL: connection exceptions, out of resources, shut down or starting up. Without a code the server never answered.
AWAY = ("08", "53", "57P01", "57P02", "57P03")
# SQLite: locked for longer than the patience in the settings, or the file cannot be opened.
AWAY_SQLITE = ("SQLITE_BUSY", "SQLITE_CANTOPEN")


def is_outage(error):
    """Whether this exception, or one that led to it, says that the database does not answer now."""
    while error is not None:
        if _says_so(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _says_so(error):
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    told = error.__cause__  # what the driver said
    sqlite = getattr(told, "sqlite_errorname", None)
    if sqlite:
        return sqlite.startswith(AWAY_SQLITE)
    code = getattr(told, "sqlstate", None)
    return code is None or code.startswith(AWAY)
