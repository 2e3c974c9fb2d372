"""The page in a real browser: nothing is fetched or complained of; sorting, filtering, hover and theme work."""

import time

import browser
import factory
import pytest
from factory import Plan
from ipcbench.commands import report

pytestmark = pytest.mark.skipif(not (browser.CHROMIUM and browser.DRIVER), reason="chromium and chromedriver are not installed")
PLAN = Plan(transports=factory.NINE + factory.MORE[:1], rounds=7, transfers=3, unavailable=factory.UNAVAILABLE)
NAMES = "return [...document.querySelectorAll('tbody tr')].filter(r => !r.hidden && r.closest('.filterable')).map(r => r.cells[0].textContent.trim())"
TOTALS = "return [...document.querySelectorAll('.filterable tbody tr')].map(r => Number(r.cells[3].dataset.v))"
ENTER, TAB = "\ue007", "\ue004"


@pytest.fixture(scope="module")
def chromium():
    with browser.Browser() as started:
        yield started


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    result = factory.write(folder, factory.document(PLAN))
    assert report.main([str(result), "-o", str(folder / "r.html")]) == 0
    return folder / "r.html"


@pytest.fixture
def page(chromium, path):
    """The page, opened afresh at 1400 pixels in the light theme; after the test nothing may have been fetched or said."""
    chromium.size(1400)
    chromium.scheme("light")
    chromium.requests(), chromium.log("browser")
    chromium.open(path)
    yield chromium
    assert chromium.log("browser") == []
    assert set(chromium.requests()) == {path.resolve().as_uri()}


def sort(page, column):
    page.run("document.querySelectorAll('.filterable thead tr:last-child button')[arguments[0]].click()", column)
    return page.run("return [...document.querySelectorAll('.filterable thead tr:last-child th')].map(h => h.getAttribute('aria-sort'))")


def test_a_head_sorts_up_then_down_then_not_at_all(page):
    before = page.run(NAMES)
    assert sort(page, 3)[3] == "ascending" and page.run(TOTALS) == sorted(page.run(TOTALS))
    state = sort(page, 3)
    assert state[3] == "descending" and set(state) == {"descending", "none"} and page.run(TOTALS) == sorted(page.run(TOTALS), reverse=True)
    assert set(sort(page, 3)) == {"none"} and page.run(NAMES) == before


def test_what_has_no_value_stays_last(page):
    share = "return [...document.querySelectorAll('.filterable tbody tr')].map(r => r.cells[9].textContent)"
    for _ in range(2):
        sort(page, 9)
        texts = page.run(share)
        assert texts.index("-") == len(texts) - texts.count("-") > 0


def test_the_keyboard_reaches_and_sorts_the_columns(page):
    page.run("document.querySelector('.reset').focus()")
    page.press(TAB, TAB, ENTER)  # the table scrolls, hence can be focused; then its first head
    names = page.run(NAMES)
    assert names == sorted(names, key=str.lower)
    assert page.run("return document.activeElement.closest('th').getAttribute('aria-sort')") == "ascending"


def filtered(page, change):
    page.run(f"{change}; document.querySelector('.filters').dispatchEvent(new Event('input', {{bubbles: true}}))")
    return page.run(NAMES), page.run("return document.querySelector('.count').textContent")


def test_filters_narrow_the_table_and_say_so(page):
    every = len(page.run(NAMES))
    assert every == len(PLAN.transports) + 4
    names, said = filtered(page, "document.querySelector('.find').value = 'shm spin'")
    assert names == ["shm_in_place_spin ★"] or names == ["shm_in_place_spin"]
    assert said == f"1 of {every} rows"
    page.run("document.querySelector('.reset').click()")
    assert len(page.run(NAMES)) == every
    assert {name.split()[0] for name in filtered(page, "document.querySelector('.family').value = 'Pipe'")[0]} == {"pipe", "pipe_tuned"}
    assert [name.split()[0] for name in filtered(page, "document.querySelector('.filters .plain').checked = true")[0]] == ["pipe"]


def test_the_pointer_on_a_row_of_a_figure_shows_its_values(page):
    place = page.run(
        "const area = [...document.querySelectorAll('#r1-headline .wide .hover')].find(a => a.getAttribute('aria-label').startsWith('Pipe, 170x9111'));"
        "area.scrollIntoView({block: 'center'}); const box = area.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]"
    )
    tip = "const tip = document.getElementById('tip'); return [tip.hidden, tip.textContent]"
    assert page.run(tip)[0] is True
    for step in range(20):  # the scrolling above may still hide it
        page.point_at(place[0] + step, place[1])
        hidden, text = page.run(tip)
        if not hidden:
            break
        time.sleep(0.1)
    assert not hidden and text.startswith("Pipe, 170x9111\ncosts 1") and "\ntotal 1" in text and "× here" in text and "of memcpy's speed" in text
    page.point_at(5, 5)
    assert page.run(tip)[0] is True


def test_the_theme_follows_the_system_until_the_button_is_used(page):
    colours = (
        "const of = (e) => getComputedStyle(e); const ground = document.querySelector('#r1-headline .wide svg path');"
        "return [of(document.body).backgroundColor, of(ground).fill, of(document.getElementById('theme')).display, document.getElementById('theme').textContent]"
    )
    white, black = "rgb(255, 255, 255)", "rgb(20, 23, 26)"
    assert page.run(colours) == [white, white, "block", "Dark"]
    page.scheme("dark")
    assert page.run(colours)[:2] == [black, black]
    page.run("document.getElementById('theme').click()")
    assert page.run(colours)[:2] == [white, white] and page.run(colours)[3] == "Dark"
    page.run("document.getElementById('theme').click()")
    assert page.run(colours)[:2] == [black, black]


@pytest.mark.parametrize("width", [390, 1400])
def test_the_page_is_as_wide_as_the_window_and_shows_the_figure_that_fits(page, width):
    page.size(width)
    wide, narrow = ("none", "block") if width == 390 else ("block", "none")
    found = page.run(
        "const look = (s) => getComputedStyle(document.querySelector(s)).display;"
        "return [document.documentElement.scrollWidth, look('figure .wide'), look('figure .narrow')]"
    )
    assert found == [width, wide, narrow]


def test_script_in_a_result_does_not_run(chromium, tmp_path):
    from test_report import SMALL, poisoned

    result = factory.write(tmp_path, factory.sealed(poisoned(factory.document(SMALL))), stamp="hostile")
    assert report.main([str(result), "-o", str(tmp_path / "r.html")]) == 0
    chromium.requests(), chromium.log("browser")
    chromium.open(tmp_path / "r.html")  # an alert would make the next command fail
    assert chromium.run("return document.scripts.length") == 1
    assert chromium.log("browser") == [] and len(set(chromium.requests())) == 1
