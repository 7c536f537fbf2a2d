"""What is said of each hostile file."""

from dataclasses import dataclass

KEPT, CLEANED, REFUSED = "kept", "cleaned", "refused"
MARK = b"EVIL-PAYLOAD"  # what no cleaned file may still hold


@dataclass(frozen=True)
class Hostile:
    """`becomes` is KEPT (byte for byte), CLEANED (stored otherwise than it came; `says` is what the page tells) or REFUSED (`says` is what
    stands at the field). `extension` is what the content is taken for."""

    name: str
    content: bytes
    becomes: str
    says: str = ""
    extension: str = "pdf"
