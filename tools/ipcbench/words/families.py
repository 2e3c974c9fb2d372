"""What the families of transports are called."""

from __future__ import annotations

from ipcbench.base.text import clean

_TITLES = {"local": "Here"}


def title(family: str) -> str:
    """'Shared memory' of 'shared_memory'; safe to print."""
    return _TITLES.get(family, clean(family, 30).replace("_", " ").capitalize())
