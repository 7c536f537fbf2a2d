"""Write VAR_DIR/env once: random keys and DEMO=on. An existing file is never touched: its keys read what is stored."""

import base64
import contextlib
import os
import secrets
from pathlib import Path

TEXT = """\
# Written once by `make run`; the variables are explained in README, "Configuration". The environment wins over this file.
# Keep it with the database: without these keys no stored ID number can be read and nobody can log in by one.
SECRET_KEY={secret}
FIELD_ENCRYPTION_KEY={encryption}
FIELD_HASH_KEY={hash}
DEMO={demo}
"""


def key() -> str:
    """32 random bytes in URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def write_once(folder: Path) -> None:
    """Readable by its owner only, and whole or not at all."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f"env.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        demo = os.environ.get("DEMO", "on")
        file.write(TEXT.format(secret=secrets.token_urlsafe(50), encryption=key(), hash=key(), demo=demo))
    with contextlib.suppress(FileExistsError):
        os.link(draft, folder / "env")
    draft.unlink()


if __name__ == "__main__":
    write_once(Path(os.environ.get("VAR_DIR", "var")))
