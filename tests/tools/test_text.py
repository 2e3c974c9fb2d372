"""Text: safe to print, and numbers that can be read."""

import pytest
from ipcbench.base import text


@pytest.mark.parametrize(
    ("ns", "shown"),
    [(0.4, "0.000000"), (52, "0.000052"), (910, "0.000910"), (10_300, "0.0103"), (250_000, "0.250"), (999_600, "1.00"),
     (1_555_000, "1.55"), (53_217_000, "53.2"), (532_170_000, "532"), (5_321_700_000, "5320"), (0, "0"), (float("nan"), "?")],
)  # fmt: skip
def test_milliseconds_have_three_significant_digits_down_to_a_nanosecond(ns, shown):
    assert text.milliseconds(ns) == shown


@pytest.mark.parametrize(("ratio", "shown"), [(1.84, "1.8x"), (0.714, "0.71x"), (10.6, "11x"), (99.6, "99.6x"), (172.4, "172x")])
def test_ratios_have_two_digits(ratio, shown):
    assert text.times(ratio) == shown


@pytest.mark.parametrize(("share", "shown"), [(1.239, "124%"), (0.043, "4%"), (0.0031, "0.3%"), (1, "100%")])
def test_shares_are_whole_per_cents_unless_tiny(share, shown):
    assert text.percent(share) == shown


@pytest.mark.parametrize(("size", "shown"), [(8, "8 B"), (11_200, "11.2 kB"), (12_390_960, "12.4 MB"), (3_000_000_000, "3.00 GB")])
def test_payloads_come_in_the_unit_that_suits_them(size, shown):
    assert text.megabytes(size) == shown


def test_nothing_that_steers_a_terminal_survives():
    hostile = "a\x1b[31mred\x07\x9b2J\u202ereversed\u2028\ud800\nnew\tline"
    shown = text.clean(hostile)
    assert shown.isprintable() and "\n" not in shown and shown.startswith("a\ufffd[31mred\ufffd")


def test_long_text_is_cut_with_an_ellipsis():
    assert text.clean("x" * 10**6, 10) == "x" * 9 + "…"


def test_columns_count_wide_and_combining_characters():
    assert text.width("ab") == 2 and text.width("共有") == 4 and text.width("e\u0301") == 1
    assert text.pad("共有メモリ", 5) == "共有…" and text.pad("7", 3, ">") == "  7"


def test_wrapped_lines_keep_to_the_width_even_for_endless_words():
    lines = text.wrap("word " * 30 + "x" * 300, 40, first="  ")
    assert max(map(len, lines)) <= 40 and lines[0].startswith("  word") and all(line.startswith("  ") for line in lines)
