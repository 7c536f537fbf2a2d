"""A bar for somebody who waits minutes at a terminal."""

import time

WIDTH = 30


class Progress:
    """Writes one line per stage; on a terminal the line moves while the stage does."""

    def __init__(self, out):
        self.out, self.moves, self.started = out, out.isatty(), time.monotonic()

    def over(self, label, items):
        """The items, one by one, while the bar moves."""
        begun = time.monotonic()
        for number, item in enumerate(items):
            self._draw(label, number / len(items))
            yield item
        self._draw(label, 1)
        self.out.write(
            f"{label}：{time.monotonic() - begun:.1f} 秒（共 {time.monotonic() - self.started:.0f} 秒）", ending="\n"
        )
        self.out.flush()

    def _draw(self, label, share):
        if self.moves:
            done = round(WIDTH * share)
            self.out.write(f"\r\x1b[K[{'█' * done}{'·' * (WIDTH - done)}] {share:4.0%} {label}", ending="\r")
            self.out.flush()
