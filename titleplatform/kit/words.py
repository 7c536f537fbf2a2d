"""Text that strangers wrote, before it is kept or shown."""

import unicodedata

# Categories of characters that nobody sees: controls, directions and joiners, halves of pairs, line breaks.
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def seen(text):
    """What a reader sees of one line: without control characters, and without those that turn the direction of what follows."""
    return "".join(char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char) not in UNSEEN)
