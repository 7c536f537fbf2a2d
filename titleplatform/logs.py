"""What the log says: a refusal and a database that is away are one line each; only what is broken brings its traceback."""

import logging

BROKEN = 500


class OneLineFormatter(logging.Formatter):
    """Django hands every answer of 400 and more over with its exception; the reason in one line is all that helps for most."""

    def format(self, record):
        status = getattr(record, "status_code", None)
        if status is None or status == BROKEN:
            return super().format(record)
        reason = str(record.exc_info[1]) if record.exc_info else ""
        message = record.getMessage()
        short = logging.makeLogRecord(record.__dict__ | {"exc_info": None, "exc_text": None, "stack_info": None})
        short.msg, short.args = one_line(message if reason in message else f"{message}: {reason}"), ()
        return super().format(short)


def one_line(text):
    """Nobody writes a second line into the log by what they send."""
    return " ".join(text.split())[:500]
