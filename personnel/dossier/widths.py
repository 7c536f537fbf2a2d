"""How wide the columns of a printed table are, reckoned from their texts in em.

The layout engine would measure every cell character by character, for minutes where texts are long; told the widths, it does not ask.
"""

LINE = 46  # what a line of the form holds
PADDING = 1.1  # of a cell, both sides
LEAST, MOST, LONGEST_WORD = 3, 22, 8
LATIN = 0.56


def shares(columns):
    """["12.5%", …] for columns, each a list of (text, is it never broken at a line's end).

    Nothing that must stay whole is broken; what is left goes to those that would like more, in proportion.
    """
    floors = [max(map(_least, each)) for each in columns]
    wishes = [min(max(em(text) for text, _ in each), MOST) + PADDING for each in columns]
    wanting = [max(wish - floor, 0) for wish, floor in zip(wishes, floors, strict=True)]
    spare = max(LINE - sum(floors), 0) / (sum(wanting) or 1)
    widths = [floor + want * spare for floor, want in zip(floors, wanting, strict=True)]
    return [f"{width * 100 / sum(widths):.1f}%" for width in widths]


def em(text):
    return sum(1 if ord(each) > 0x2E80 else LATIN for each in text)


def _least(cell):
    text, is_whole = cell
    return min(em(text), LONGEST_WORD if is_whole else LEAST) + PADDING
