"""Warnings and failures stand on the figures that show their rows, and on no others."""

import factory
import pytest
from factory import Plan
from ipcbench.figures.frame import style
from ipcbench.figures.frame.captions import caption
from figure_plans import FIGURES, drawn, texts

TWO = {"code": "unstable_row", "text": "it wavers", "rows": ["transfer/pipe/500x9111", "local/sum/500x9111"], "rank": "shifts_milliseconds"}
GRAVE = {"code": "throttled", "text": "it was throttled", "rows": ["transfer/pipe/500x9111"], "rank": "may_change_ranking"}
FAILED = {"row": "transfer/pipe/500x9111", "round": 1, "error": "PeerDied", "text": "the consumer was killed"}


def failed_document():
    content = factory.document(Plan(rounds=6, warnings=(TWO, GRAVE)))
    content["benchmarks"] = [b for b in content["benchmarks"] if (b["ipc"]["row"], b["ipc"]["round"]) != ("transfer/pipe/500x9111", 1)]
    content["ipcbench"]["failed"] = [FAILED]
    return content


@pytest.mark.parametrize("width", [style.NARROW_MM, style.WIDE_MM])
@pytest.mark.parametrize("name", FIGURES)
def test_failed_rounds_and_the_rows_that_warnings_concern_are_named(summary_of, name, width):
    shown = [t.get_text() for t in texts(drawn(summary_of(failed_document()), name, width))]
    foot = " ".join(shown)
    assert "failed: transfer/pipe/500x9111 (1 round: PeerDied; the consumer was killed)" in foot
    assert "⚠ may change the ranking; 1 row: pipe/500x9111: it was throttled" in foot
    assert "~ shifts milliseconds; 2 rows: pipe/500x9111, local/sum/500x9111: it wavers" in foot
    said = caption(FIGURES[name], summary_of(failed_document()), width)
    assert "Warning (shifts milliseconds; 2 rows: pipe/500x9111, local/sum/500x9111): it wavers." in said
    if name != "distribution":
        assert sum(text.endswith("⚠~") for text in shown) == 1 and sum(text.endswith(" ~") for text in shown) == (name == "moving")


@pytest.mark.parametrize(("name", "width", "told"), [("share", 86.0, False), ("share", 178.0, True), ("headline", 86.0, True), ("moving", 178.0, False)])
def test_a_foot_warns_of_the_rows_that_its_figure_shows(summary_of, name, width, told):
    key = "sysv_mq" if name == "moving" else "pipe"  # the former is not among the mechanisms that it shows
    warning = TWO | {"rows": [f"transfer/{key}/170x9111", "transfer/gone/1x1"]}
    foot = " ".join(t.get_text() for t in texts(drawn(summary_of(Plan(rounds=6, transports=factory.NINE + factory.MORE, warnings=(warning,))), name, width)))
    assert ("it wavers" in foot) == told and (not told or f"; 1 row: {key}/170x9111:" in foot)
