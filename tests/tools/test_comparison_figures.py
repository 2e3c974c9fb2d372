"""Figures of comparisons: nothing overlaps or is cut, all text can be read, and they say what was planted."""

import itertools
import re
from dataclasses import replace

import factory
import pytest
from comparing import with_policy, with_protocol
from factory import Plan
from ipcbench.analysis.comparison import compare
from ipcbench.analysis.summaries import summarise_costs
from ipcbench.figures import catalogue
from ipcbench.figures.frame import drawing, rendering, style
from ipcbench.figures.machines import machines
from ipcbench.figures.versus import versus
from ipcbench.result import reader
from tool import run
from figure_plans import PLANS, shown_boxes, texts

WIDTHS = (style.NARROW_MM, style.WIDE_MM)
FAST = tuple(replace(spec, gbs=spec.gbs and spec.gbs * (1.6 if i % 3 else 1)) for i, spec in enumerate(factory.NINE + factory.MORE))
PAIRS = {
    "nine": (PLANS["nine"], PLANS["nine"].but(seed=2)),
    "many": (PLANS["many"], PLANS["many"].but(seed=2, transports=FAST)),
    "far apart": (Plan(), Plan(seed=2, transports=tuple(replace(spec, gbs=0.001) for spec in factory.NINE))),
    "one round": (PLANS["one round"], PLANS["one round"].but(seed=2)),
    "one entry": (PLANS["one entry"], PLANS["one entry"].but(seed=2)),
    "five shapes": (PLANS["five shapes"], PLANS["five shapes"].but(seed=2)),
    "no references": (PLANS["no references"], PLANS["no references"].but(seed=2)),
    "long labels": (PLANS["long labels"], PLANS["long labels"].but(seed=2)),
    "endless labels": (PLANS["endless labels"], PLANS["endless labels"].but(seed=2)),
}


@pytest.fixture(scope="module")
def summary_of(tmp_path_factory):
    made = {}

    def make(plan):
        if repr(plan) not in made:
            path = factory.write(tmp_path_factory.mktemp("results"), factory.document(plan))
            made[repr(plan)] = summarise_costs(reader.load(path))
        return made[repr(plan)]

    return make


def drawn(make, *arguments):
    with style.settings():
        return make(*arguments)


def check(figure, width):
    wide, _ = figure.get_size_inches() * style.MM_PER_INCH
    assert wide == pytest.approx(width)
    boxes, page = shown_boxes(figure), figure.bbox
    for text, box in boxes:
        assert text.get_fontsize() >= 6.0, text.get_text()
        inside = box.x0 >= page.x0 and box.x1 <= page.x1 and box.y0 >= page.y0 and box.y1 <= page.y1
        assert inside, f"{text.get_text()!r} leaves the page"
    slack = 0.25 * figure.dpi / 72
    for (a, box), (b, other) in itertools.combinations(boxes, 2):
        apart = box.x1 - slack <= other.x0 or other.x1 - slack <= box.x0 or box.y1 - slack <= other.y0 or other.y1 - slack <= box.y0
        assert apart, f"{a.get_text()!r} overlaps {b.get_text()!r}"


@pytest.mark.parametrize(("pair", "width"), itertools.product(PAIRS, WIDTHS))
def test_versus_can_be_read(summary_of, pair, width):
    check(drawn(versus, compare(*map(summary_of, PAIRS[pair])), width), width)


@pytest.mark.parametrize(("pair", "width", "count"), [(p, w, c) for p, c in (("many", 3), ("nine", 30), ("no references", 3), ("long labels", 30)) for w in WIDTHS])
def test_machines_can_be_read(summary_of, pair, width, count):
    check(drawn(machines, [summary_of(PAIRS[pair][n % 2]) for n in range(count)], width), width)


@pytest.mark.parametrize("width", WIDTHS)
def test_they_fit_a_page(summary_of, width):
    pair = [summary_of(plan) for plan in PAIRS["many"]]
    for figure in (drawn(versus, compare(*pair), width), drawn(machines, pair * 5, width)):
        assert figure.get_size_inches()[1] * style.MM_PER_INCH < 247


def test_versus_says_what_was_planted(summary_of):
    slow = tuple(replace(spec, gbs=spec.gbs / 2) if spec.key == "pipe" else spec for spec in factory.NINE)
    quiet = Plan(noise=0.01)
    found = compare(summary_of(quiet), summary_of(quiet.but(seed=2, transports=slow)))
    shown = [t.get_text() for t in texts(drawn(versus, found, style.WIDE_MM))]
    assert sum(bool(re.fullmatch(r"(1.9\d|2.0)× slower", text)) for text in shown) == 2 and shown.count("same") > 20
    (first,) = [number for number, text in enumerate(shown) if text.startswith("A: epyc")]
    assert "n = 20 rounds" in " ".join(shown[first : first + 2]), "on its line, or on the one below"


def test_machines_says_what_is_missing(summary_of):
    pair = [summary_of(Plan(noise=0)), summary_of(Plan(noise=0, transports=factory.NINE[1:]))]
    shown = [t.get_text() for t in texts(drawn(machines, pair * 20, style.NARROW_MM))]
    assert "52.9" in shown and "–" in shown and any(text.startswith("No room for") for text in shown)


def test_machines_says_which_configuration_each_column_is(tmp_path):
    small = Plan(transports=factory.NINE[:4], rounds=6, transfers=2)
    documents = [factory.document(small.but(seed=seed)) for seed in (1, 2, 3)]
    for content, model, change in zip(documents[1:], ("Another 9000", "Another 9000"), (with_policy("cross_llc"), with_protocol(residency="memory"))):
        content["ipcbench"]["machine"]["cpu_model"] = model
        change(content)
    paths = [factory.write(tmp_path / str(number), factory.sealed(content)) for number, content in enumerate(documents)]
    columns = [summarise_costs(reader.load(path)) for path in paths]
    figure = drawn(machines, columns, style.WIDE_MM)
    check(figure, style.WIDE_MM)
    shown = [t.get_text() for t in texts(figure)]
    for text in ("same llc", "cross llc", "same llc, memory"):
        assert any(text.startswith(one) and one for one in shown), (text, shown)
    assert any("same_llc, cpu0>cpu1, matrices from memory" in text for text in shown)
    alike = [t.get_text() for t in texts(drawn(machines, [columns[0], columns[0]], style.WIDE_MM))]
    assert "same llc" not in alike, "what all have alike is told once, below"


def test_the_same_results_give_the_same_bytes(summary_of):
    small = Plan(transports=factory.NINE[:4], rounds=6, transfers=2)
    pair = [summary_of(small.but(seed=seed)) for seed in (1, 2)]
    for make in (lambda: versus(compare(*pair), 86.0), lambda: machines(pair, 86.0)):
        for format_ in ("svg", "pdf", "png"):
            with style.settings():
                assert rendering.rendered(make(), format_) == rendering.rendered(make(), format_)


def test_machines_keeps_the_letters_of_the_table_and_names_what_cannot_be_compared(summary_of):
    small = Plan(transports=factory.NINE[:4], rounds=6, transfers=2)
    base, refused, other = (summary_of(plan) for plan in (small, small.but(transfers=3), small.but(seed=2)))
    comparisons = [compare(base, one) for one in (refused, other)]
    with style.settings():
        figure = catalogue.of_comparisons(comparisons)[0].figure(style.NARROW_MM)
        check(figure, style.NARROW_MM)
    shown = [t.get_text() for t in texts(figure)]
    assert "C" in shown and "B" not in shown and any(text.startswith("C: epyc") for text in shown)
    assert any(text.startswith("Not comparable: B epyc") for text in shown)


def test_captions_give_letters_and_say_what_is_not_shown(summary_of, tmp_path):
    small = Plan(transports=factory.NINE[:4], rounds=6, transfers=2)
    base, refused, other = (summary_of(plan) for plan in (small, small.but(transfers=3), small.but(seed=2)))
    said = {}
    for name, others in (("versus", [other]), ("machines", [refused] + 10 * [other])):
        drawing.write(catalogue.of_comparisons([compare(base, one) for one in others]), tmp_path, ["svg"], WIDTHS)
        said |= {stem: (tmp_path / f"{stem}.txt").read_text() for stem in (name, f"{name}-86mm")}
    assert "\nA: epyc" in said["versus"] and "\nB: epyc" in said["versus"] and "the largest of" not in said["versus"]
    assert "at 500x9111, the largest of 2 shapes" in said["versus-86mm"]
    assert "in every result at" in said["machines"] and said["machines"].count(": epyc") == 11 and "Not comparable: B epyc" in said["machines"]
    shown = int(re.search(r"the first (\d+) of 11 results", said["machines-86mm"])[1])
    assert 1 < shown < 11 and said["machines-86mm"].count(": epyc") == shown and "\nC: epyc" in said["machines-86mm"]


def test_the_command_draws_what_suits_the_number_of_results(tmp_path):
    small = Plan(transports=factory.NINE[:2], rounds=6, transfers=2)
    paths = [factory.write(tmp_path / "r", factory.document(small.but(seed=n)), machine=f"m{n}") for n in range(3)]
    for count, name in ((2, "versus"), (3, "machines")):
        found = run("compare", *paths[:count], "--figures", tmp_path / "out")
        assert found.returncode == 0 and found.stderr.count(f"{name}") == 6
        assert (tmp_path / "out" / f"{name}.svg").is_file() and "median" in (tmp_path / "out" / f"{name}-86mm.txt").read_text()
