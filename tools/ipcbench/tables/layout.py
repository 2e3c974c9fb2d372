"""Puts the cells of the verdict table into columns: a block of columns per shape, as many side by side as fit; one that is too wide goes on
below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from ipcbench.base.text import pad, width

NAME_COLUMNS = 26
CONDITION_COLUMNS = 44  # of names with conditions, which differ at their ends
_LEAST_NAME_COLUMNS, _ROOM_FOR_CELLS = 12, 28
_NOT_KNOWN = "-"


@dataclass(frozen=True)
class Line:
    """One line of the table, still without widths: `cells` holds one tuple of texts per block; none in a heading."""

    name: str
    copies: str
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Block:
    """The columns of a shape: its title over them, and the head and alignment ('<' or '>') of each."""

    title: str
    heads: tuple[str, ...]
    align: tuple[str, ...]


def laid_out(lines: Sequence[Line], blocks: Sequence[Block], noun: str, columns: int, name_columns: int = NAME_COLUMNS) -> list[str]:
    """The lines under their heads, the first one `noun`, at most `columns` wide; blocks that do not fit stand below."""
    name_columns = max(_LEAST_NAME_COLUMNS, min(name_columns, columns - _ROOM_FOR_CELLS))
    most = min(CONDITION_COLUMNS, columns // 2) if any(":" in line.name for line in lines if line.cells) else name_columns
    name_width = max(width(noun), *(min(width(line.name), most) for line in lines if line.cells))
    copies = 3 * any(line.copies not in ("", _NOT_KNOWN) for line in lines)
    head = pad(noun, name_width) + " cp"[:copies]
    texts: list[str] = []
    room = columns - width(head)
    parts = [part for index, block in enumerate(blocks) for part in _parts(block, lines, index, room)]
    for group in _groups(parts, room):
        if any(block[0].strip() for block in group):
            texts.append(" " * width(head) + "|".join(block[0] for block in group))
        texts.append(head + "|".join(block[1] for block in group))
        for number, line in enumerate(lines, 2):
            name = pad(line.name, name_width) + pad(line.copies, copies, ">") * bool(copies)
            texts.append(name + "|".join(block[number] for block in group) if line.cells else line.name)
    return [(text if width(text) <= columns else pad(text, columns)).rstrip() for text in texts]


def _parts(block: Block, lines: Sequence[Line], index: int, room: int) -> list[list[str]]:
    """The columns of one block, in as many parts as it takes to fit into `room`; of each its title, the heads, and a text per line, all of
    the same width; '' for a heading."""
    cells = [line.cells[index] for line in lines if line.cells]
    widths = [max(width(head), *(width(row[c]) for row in cells)) for c, head in enumerate(block.heads)]
    parts: list[list[str]] = []
    for chosen in _chunks(widths, room):

        def joined(texts: Sequence[str]) -> str:
            return "".join(f" {pad(texts[c], widths[c], block.align[c])}" for c in chosen if widths[c])

        inner = width(joined(block.heads))
        texts = [joined(line.cells[index]) if line.cells else "" for line in lines]
        parts.append([pad(block.title.center(inner), inner), joined(block.heads), *texts])
    return parts


def _chunks(widths: Sequence[int], room: int) -> list[list[int]]:
    """The numbers of the columns, in order, as many in a chunk as fit into `room`, a blank before each."""
    chunks: list[list[int]] = [[]]
    for number, needed in enumerate(widths):
        if chunks[-1] and sum(widths[c] + bool(widths[c]) for c in chunks[-1]) + needed + bool(needed) > room:
            chunks.append([])
        chunks[-1].append(number)
    return chunks


def _groups(blocks: Sequence[list[str]], columns: int) -> list[list[list[str]]]:
    """Blocks side by side, a bar between them, as long as they fit into `columns`."""
    groups: list[list[list[str]]] = []
    for block in blocks:
        if groups and sum(width(b[1]) + 1 for b in groups[-1]) + width(block[1]) <= columns:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups
