"""Random results: no two numbers that are printed contradict each other, wherever they are printed."""

import re

import factory
import numpy as np
import pytest
from factory import Plan, Spec
from ipcbench.analysis.assessment import assess
from ipcbench.analysis.summaries import summarise
from ipcbench.base.text import times
from ipcbench.result import reader
from ipcbench.tables import latex, markdown
from ipcbench.tables.cells import cell_table, cost_cell
from ipcbench.tables.terminal import render
from ipcbench.words.quantities import in_ms, threshold_ms
from ipcbench.words.sentences import advice, plain_pipe

RESULTS = 120
FAMILIES = ("shared_memory", "pipe", "socket", "message_queue", "kernel_copy")
SHAPES = ((1, 1), (7, 13), (100, 911), (170, 9111), (500, 9111))


def random_plan(seed):
    random = np.random.default_rng(seed)
    specs = []
    for number in range(random.integers(1, 6)):
        lengths = np.round(10 ** random.uniform(2.5, 8, 5)).astype(int).tolist()
        phases = ("prepare", "transfer", "compute", "reply", "release")
        kept = [name for name in phases if random.random() < 0.5]
        plant = {name: length for name, length in zip(phases, lengths) if name in kept}
        key = "pipe" if number == 1 else f"t{number}"
        specs.append(Spec(key, f"Transport {number}", FAMILIES[random.integers(5)], int(random.integers(3)), float(random.uniform(0.5, 20)), plant=plant,
                          waiting=("blocking", "spinning")[random.integers(2)], overlapped=random.random() < 0.1, forked=random.random() < 0.1,
                          setup_ns=int(lengths[0]) if random.random() < 0.5 else None, drift=float(random.choice([0, 0, 0.5, 2]))))  # fmt: skip
    shapes = tuple(SHAPES[at] for at in sorted(random.choice(5, random.integers(1, 3), replace=False)))
    return Plan(
        transports=tuple(specs), shapes=shapes, seed=seed, rounds=int(random.integers(1, 14)), transfers=int(random.integers(1, 6)),
        noise=float(random.choice([0, 0.01, 0.1, 0.6])), local=random.random() < 0.9, bound=random.random() < 0.9, usage=random.random() < 0.8,
    )  # fmt: skip


@pytest.fixture(scope="module")
def summaries(tmp_path_factory):
    folder = tmp_path_factory.mktemp("random")
    return [summarise(reader.load(factory.write(folder, factory.document(random_plan(seed))))) for seed in range(RESULTS)]


def printed(summary):
    """By subject and shape the cost, its ratio and its threshold as the one table of cells has them, which the page shows."""
    content = cell_table(summary)
    heads = [head for head, _ in content.heads]
    return {
        (line.subject.name, shape): {head: cell.text for head, cell in zip(heads, span)}
        for line in content.lines for shape, span in zip(summary.places, line.spans)
    }  # fmt: skip


def blocks_of(text, start):
    """The lines of a table by the name in front: one list of blocks for each, a block being the words between two bars."""
    found = {}
    for line in text.splitlines():
        if match := re.match(rf" ?({start})(?: \*)? +(.*)", line):
            found.setdefault(match[1], []).extend(match[2].split("|"))
    return {name: [block.split() for block in blocks] for name, blocks in found.items()}


def test_a_row_has_one_cost_ratio_and_threshold_wherever_it_is_printed(summaries):
    for summary in summaries:
        known = printed(summary)
        short = blocks_of(render(summary), r"Transport \d")
        full = blocks_of(render(summary, True), r"pipe|t\d")
        marked = {line.split("`")[1]: [cell.strip() for cell in line.split(" | ")] for line in markdown.table(summary).splitlines() if line.startswith("| `")}
        typeset = {line.partition("}")[0].partition("{")[2]: line for line in latex.table(summary).splitlines() if line.startswith(r"\texttt{")}
        for subject in summary.measured:
            rows = [known[subject.name, shape] for shape in summary.shapes]
            costs = [row["cost"] for row in rows]
            assert marked[subject.key][3 : 3 + len(costs)] == costs
            for at, row in enumerate(rows):
                three = [row["cost"], row.get("× here", "-"), row["pays from"]]
                if short:  # it leaves out what others stand for
                    assert subject.label not in short or short[subject.label][at] == three
                block = full[subject.key][at]
                assert row["cost"] in block[:2] and row.get("× here", "-") in block and row["pays from"] in block
                assert f"& {latex.escape(row['cost'])} &" in typeset[subject.key] and latex.escape(row["pays from"]).replace("-", "--", row["pays from"] == "-") in typeset[subject.key]
                assert cost_cell(summary, summary.row(subject, summary.shapes[at])).text == row["cost"]


def test_every_ratio_is_that_of_the_costs_beside_it(summaries):
    for summary in summaries:
        known = printed(summary)
        for (name, shape), cells in known.items():
            ratio = cells.get("× here", "-")
            row, base = next(row for row in summary.rows.values() if (row.subject.name, row.shape) == (name, shape)), summary.base(shape)
            assert (ratio == "-") == (base is None or not assess(summary, row).times_here)
            if ratio != "-":
                here = known[base.subject.name, shape]["cost"]
                assert ratio.rstrip("=") == times(float(cells["cost"]) / float(here), "×")


def test_a_cost_has_no_digit_that_its_interval_leaves_open(summaries):
    for summary in summaries:
        for row in summary.rows.values():
            found = assess(summary, row).cost
            text = in_ms(found)
            assert len(text.partition(".")[2]) <= 6 and float(text) > 0 and float(text) == pytest.approx(found.median / 1e6, rel=0.5)
            half = 0.0 if found.low is None else max(found.high - found.median, found.median - found.low) / 1e6
            digits = len(text.replace(".", "").lstrip("0"))
            if digits > 1 and "." in text:
                assert digits <= 3 and 10.0 ** -len(text.partition(".")[2]) >= 0.099 * half, "one digit more than the interval fixes"


def test_no_threshold_lies_below_what_its_interval_can_tell(summaries):
    seen = set()
    for summary in summaries:
        for (name, shape), cells in printed(summary).items():
            limit = assess(summary, next(row for row in summary.rows.values() if (row.subject.name, row.shape) == (name, shape))).pays_from
            text = cells["pays from"]
            assert text == threshold_ms(limit)
            if limit is None:
                assert text == "-"
                continue
            assert text.startswith("<") == (limit.low <= 0 < limit.high) and (text == "any") == (limit.high <= 0)
            if text != "any":
                assert float(text.lstrip("<")) >= limit.high / 1e6 * (1 - 1e-9)
            seen.add(text[0] if text[0] in "<a" else "number")
    assert seen == {"<", "a", "number"}, "the results show each kind"


def test_every_number_of_the_sentences_stands_in_the_table(summaries):
    ratios = 0
    for summary in summaries:
        known = [cells for cells in printed(summary).values()]
        numbers = {cells["cost"] for cells in known} | {cells["pays from"].lstrip("<") for cells in known} | {"0"} & {"0" for cells in known if cells["pays from"] == "any"}
        texts = [*advice(summary), *filter(None, [plain_pipe(summary)])]
        for said in re.findall(r"((?:[\d.]+ / )*[\d.]+) ms\b", " ".join(texts)):
            assert {*said.split(" / ")} <= numbers, (said, texts)
        for told, there, here in re.findall(r"is ((?:[\d.]+x / )*[\d.]+x) faster \(([\d./ ]+) ms[^)]*; here ([\d./ ]+) ms\)", " ".join(texts)):
            assert told.split(" / ") == [times(float(b) / float(a)) for a, b in zip(there.split(" / "), here.split(" / "))]
            ratios += 1
        assert " - " not in " ".join(texts) and "- ms" not in " ".join(texts) and "0.0000000" not in " ".join(texts)
    assert ratios > 0


def test_where_the_words_say_more_the_numbers_do_not_say_less(summaries):
    seen = 0
    for summary in summaries:
        for here, there in re.findall(r"compute it here \(([\d./ ]+) ms\); the best elsewhere is [^(]*\(([\d./ ]+) ms", " ".join(advice(summary))):
            for a, b in zip(here.split(" / "), there.split(" / ")):
                assert float(b) >= float(a), (here, there)
                seen += 1
    assert seen > 20


def test_whatever_is_printed_keeps_to_its_width(summaries):
    for summary in summaries:
        assert max(map(len, render(summary).splitlines())) <= 80 and max(map(len, render(summary, True).splitlines())) <= 120
