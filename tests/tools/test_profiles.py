"""Figures for papers and slides: their text is large enough, nothing overlaps, and only what was asked for is shown."""

import itertools
from dataclasses import replace

import factory
import pytest
from figure_plans import FIGURES, MANY, PLANS, drawn, shown_boxes, texts
from ipcbench.analysis.summaries import summarise
from ipcbench.base.errors import UsageError
from ipcbench.commands import cli
from ipcbench.figures.catalogue import restricted
from ipcbench.figures.frame import style
from ipcbench.figures.frame.profile import PROFILES, drawn_for, enlarge
from ipcbench.result import reader
from tool import run

CASES = [("paper", style.NARROW_MM), ("paper", style.WIDE_MM), ("slide", style.WIDE_MM)]
LEAST_PT = {"paper": 7.0, "slide": 14.0}


def figure_for(summary, name, width, profile):
    with drawn_for(PROFILES[profile]):
        figure = drawn(summary, name, width)
        enlarge(figure, PROFILES[profile].scale)
        return figure


@pytest.mark.parametrize(("profile", "width"), CASES)
@pytest.mark.parametrize("name", FIGURES)
def test_text_is_large_enough_and_overlaps_nothing(summary_of, name, profile, width):
    figure = figure_for(summary_of(MANY), name, width, profile)
    boxes, page = shown_boxes(figure), figure.bbox
    for text, box in boxes:
        assert text.get_fontsize() >= LEAST_PT[profile] - 1e-9, text.get_text()
        assert box.x0 >= page.x0 and box.x1 <= page.x1 and box.y0 >= page.y0 and box.y1 <= page.y1, text.get_text()
    slack = 0.25 * figure.dpi / 72 * PROFILES[profile].scale
    for (a, box), (b, other) in itertools.combinations(boxes, 2):
        apart = box.x1 - slack <= other.x0 or other.x1 - slack <= box.x0 or box.y1 - slack <= other.y0 or other.y1 - slack <= box.y0
        assert apart, f"{a.get_text()!r} overlaps {b.get_text()!r}"


@pytest.mark.parametrize("plan", ["nine", "many", "one shape", "one transport"])
@pytest.mark.parametrize("name", FIGURES)
def test_a_slide_is_16_by_9(summary_of, plan, name):
    wide, high = figure_for(summary_of(PLANS[plan]), name, style.WIDE_MM, "slide").get_size_inches()
    assert wide / high == pytest.approx(16 / 9, rel=1e-3)


@pytest.mark.parametrize("name", FIGURES)
def test_a_paper_leaves_title_and_foot_to_its_caption(summary_of, name):
    summary = summary_of(MANY)
    shown = [text.get_text() for text in texts(figure_for(summary, name, style.WIDE_MM, "paper"))]
    beside = [text.get_text() for text in texts(figure_for(summary, name, style.WIDE_MM, "report"))]
    assert any("commit" in text for text in beside) and not any("commit" in text for text in shown)
    assert any(text.get_weight() == "bold" and text.get_fontsize() > 8 for text in texts(drawn(summary, name, style.WIDE_MM)))
    assert all(size <= 8 for size in (text.get_fontsize() for text in texts(figure_for(summary, name, style.WIDE_MM, "paper"))))


def test_the_headline_is_higher_where_every_row_is_asked_for(summary_of):
    summary = summary_of(MANY)
    few = drawn(summary, "headline", style.WIDE_MM)
    with drawn_for(replace(PROFILES["report"], everything=True)):
        every = drawn(summary, "headline", style.WIDE_MM)
    heights = [figure.get_size_inches()[1] * style.MM_PER_INCH for figure in (few, every)]
    assert heights[0] < heights[1]


@pytest.mark.parametrize("path", sorted((cli.REPOSITORY / "results").glob("*/*/transfer.json")), ids=lambda path: path.parent.name)
def test_the_headline_of_a_measured_run_is_at_most_140_mm_high(path):
    """With 19 rows, and six lines of warnings below them."""
    _, height = drawn(summarise(reader.load(path)), "headline", style.WIDE_MM).get_size_inches() * style.MM_PER_INCH
    assert height <= 140


def test_only_and_shape_choose_what_is_drawn(summary_of):
    summary = summary_of(MANY)
    shown = restricted(summary, "transfer/pipe", ["500x9111"])
    assert [str(shape) for shape in shown.shapes] == ["500x9111"] and {s.key for s in shown.measured} == {"pipe", "pipe_tuned"}
    assert shown.base(shown.shapes[0]) is not None, "what it is held against stays"
    assert [str(shape) for shape in restricted(summary, "transfer/pipe/170x9111").shapes] == ["170x9111"]
    for only, shapes in (("nothing", []), ("(", []), ("pipe", ["1x1"])):
        with pytest.raises(UsageError, match="--only"):
            restricted(summary, only, shapes)


def test_plot_takes_profile_rows_and_shapes(tmp_path):
    result = factory.write(tmp_path, factory.document(MANY))
    command = ["plot", result, "-o", tmp_path / "out", "--figure", "headline", "--format", "svg"]
    found = run(*command, "--profile", "slide", "--only", "pipe|shm", "--shape", "170x9111")
    assert (found.returncode, found.stderr) == (0, "")
    svg = (tmp_path / "out" / "headline.svg").read_text()
    assert "170x9111" in (tmp_path / "out" / "headline.txt").read_text() and 'width="958.' in svg, "338 mm"
    assert run(*command, "--profile", "slide", "--width", "86mm").returncode == 2
    assert run(*command, "--profile", "slide", "--all").returncode == 2
    table = ["plot", result, "-o", tmp_path / "out", "--figure", "table", "--only", "pipe", "--shape", "170x9111"]
    assert run(*table).returncode == 0
    shown = (tmp_path / "out" / "table.tex").read_text()
    assert "pipe" in shown and "posix" not in shown and "500x9111" not in shown
    wrong = run(*command, "--shape", "170X9111")
    assert wrong.returncode == 2 and "has 170x9111, 500x9111" in wrong.stderr
