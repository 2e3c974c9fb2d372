"""Makes figures fit into a page: no style that its Content-Security-Policy forbids, no name twice, no byte too many."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

_STYLE = re.compile(r' style="([^"]*)"')
_NUMBER = re.compile(r"scale\([^)]*\)|-?\d+\.\d{3,}")
_GEOMETRY = re.compile(r' (d|x|y|x1|y1|x2|y2|width|height|transform|viewBox)="([^"]*)"')
_ID = re.compile(r'( id="|href="#|url\(#)([^")]+)')
_GLYPH = re.compile(r'<path id="(DejaVu[^"]*)" ([^>]*)/>')


@dataclass
class Sheets:
    """The figures of one page: they share the shapes of letters, which `glyphs()` defines once for all of them."""

    _glyphs: dict[str, str] = field(default_factory=dict)
    _count: int = 0

    def inline(self, svg: bytes, name: str) -> str:
        """The SVG as an element of a page, called `name` by screen readers."""
        text = svg.decode()
        text = text[text.index("<svg") :]
        text = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", text, flags=re.DOTALL)
        text = _GLYPH.sub(self._keep, text).replace("xlink:href", "href")
        text = _STYLE.sub(_attributes, text)
        text = _GEOMETRY.sub(lambda found: f' {found[1]}="{_short(found[2])}"', text)
        text = re.sub(r"<defs>\s*</defs>", "", text)
        text = re.sub(r">\s+<", "><", text)
        self._count += 1
        text = _ID.sub(lambda found: f"{found[1]}{self._name(found[2])}", text)
        text = re.sub(r'<g id="f\d+-(?:text|line2d|patch|figure|axes|matplotlib\.axis|xtick|ytick)_\d+">', "<g>", text)
        head = re.search(r'viewBox="([^"]*)"', text)
        box = head[1] if head else "0 0 1 1"
        body = text[text.index(">") + 1 :].strip()
        return f'<svg pointer-events="none" viewBox="{box}" role="img" aria-label="{html.escape(name)}">{body}'

    def glyphs(self) -> str:
        """An invisible element with the letters of all figures; it belongs before them."""
        paths = "".join(f'<path id="g-{name}" {rest}/>' for name, rest in self._glyphs.items())
        return f'<svg class="letters" width="0" height="0" aria-hidden="true"><defs>{paths}</defs></svg>'

    def _keep(self, found: re.Match[str]) -> str:
        self._glyphs.setdefault(found[1], _short(found[2]))
        return ""

    def _name(self, name: str) -> str:
        return f"g-{name}" if name.startswith("DejaVu") else f"f{self._count}-{name}"


def _attributes(found: re.Match[str]) -> str:
    """A style as attributes: '' style="fill: #fff" '' becomes '' fill="#fff" ''."""
    pairs = (part.split(":", 1) for part in found[1].split(";") if ":" in part)
    return "".join(f' {key.strip()}="{value.strip()}"' for key, value in pairs)


def _short(numbers: str) -> str:
    """Hundredths are enough for points of a page, but not for a scale; line ends become blanks."""

    def rounded(found: re.Match[str]) -> str:
        return found[0] if found[0].startswith("scale") else f"{float(found[0]):.2f}".rstrip("0").rstrip(".")

    return _NUMBER.sub(rounded, " ".join(numbers.split()))
