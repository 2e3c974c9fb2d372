"""Renders the page of a report: one file that needs no network and lets nothing from a result act as code."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any, Mapping

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_FOLDER = Path(__file__).resolve().parent


def render(context: Mapping[str, Any]) -> str:
    """The page; every text of `context` is escaped unless it is Markup."""
    loader = FileSystemLoader(_FOLDER)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    style, script = _style(), (_FOLDER / "report.js").read_text(encoding="utf-8")
    safe = {"style": Markup(style), "script": Markup(script), "style_hash": _hash(style), "script_hash": _hash(script)}
    return environment.get_template("report.html.j2").render(**context, **safe)


def _hash(text: str) -> Markup:
    """What the Content-Security-Policy calls this text: it lets run what has this hash, and nothing else."""
    return Markup(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'")


def _style() -> str:
    """The style sheet, with the dark colours where the system or the reader asks for them; paper is light."""
    dark = (_FOLDER / "dark.css").read_text(encoding="utf-8").strip()
    rules = (
        f"@media screen and (prefers-color-scheme: dark) {{ :root:not([data-theme=light]) {{ {dark} }} }}\n"
        f"@media screen {{ :root[data-theme=dark] {{ {dark} }} }}"
    )
    return (_FOLDER / "report.css").read_text(encoding="utf-8").replace("DARK", rules)
