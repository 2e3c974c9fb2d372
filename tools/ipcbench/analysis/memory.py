"""What is found of a summary is found once: a summary never changes, and tables, sentences and figures ask it the same."""

from __future__ import annotations

import functools
from typing import Callable, Concatenate, ParamSpec, TypeVar, cast

from ipcbench.analysis.rows import Summary

_P = ParamSpec("_P")
_T = TypeVar("_T")


def remembered(function: Callable[Concatenate[Summary, _P], _T]) -> Callable[Concatenate[Summary, _P], _T]:
    """The function, asked once per summary and arguments; rows count as the same by identity alone."""
    name = f"{function.__module__}.{function.__qualname__}"

    @functools.wraps(function)
    def found(summary: Summary, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        key = (name, args, tuple(kwargs.items()))
        if key not in summary.memory:
            summary.memory[key] = function(summary, *args, **kwargs)
        return cast(_T, summary.memory[key])

    return found
