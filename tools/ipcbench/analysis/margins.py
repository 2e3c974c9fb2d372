"""How much rows may differ and still be the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Iterable, Sequence

from ipcbench.base.errors import UsageError
from ipcbench.base.text import clean

MARGIN = 0.05


@dataclass(frozen=True)
class Margins:
    """0.05 is 5 %: `usual`, and others for rows whose name a pattern finds, the last such one."""

    usual: float = MARGIN
    others: tuple[tuple[re.Pattern[str], float], ...] = ()

    def of(self, row: str) -> float:
        return next((margin for pattern, margin in reversed(self.others) if pattern.search(row)), self.usual)

    def require_rows(self, rows: Iterable[str]) -> None:
        """Raises UsageError if a pattern finds none of these names: its rows would have another margin than was said."""
        names = [*rows]
        for pattern, _ in self.others:
            if not any(pattern.search(name) for name in names):
                raise UsageError(f"--margin: no row matches {clean(pattern.pattern, 60)!r}")


def margins(texts: Sequence[str]) -> Margins:
    """Of '5%' or '0.05', and 'transfer/tcp=10%' for some rows. Raises UsageError."""
    usual, others = MARGIN, []
    for text in texts:
        pattern, equals, share = text.rpartition("=")
        if not equals:
            usual = _share(share)
            continue
        try:
            others.append((re.compile(pattern), _share(share)))
        except re.error as error:
            raise UsageError(f"--margin: {clean(pattern, 40)!r} is no pattern: {error}") from None
    return Margins(usual, tuple(others))


def _share(text: str) -> float:
    """'5%', '5 %' or '0.05' as a share of one."""
    number = text.strip()
    try:
        value = float(number[:-1]) / 100 if number.endswith("%") else float(number)
    except ValueError:
        value = -1.0
    if not 0 < value < 1:
        raise UsageError(f"--margin: {clean(text, 40)!r} is no share between 0% and 100%")
    return value
