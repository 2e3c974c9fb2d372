"""The layers, read from the includes: arrows point down only, and every file of src/ has a room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from conftest import ROOT

INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)
#: Each room of src/ and those whose headers it may include, beside its own and include/ipcbench/.
BELOW = {
    "contracts": [],
    "os": [],
    "channels": ["os"],
    "transports": ["channels", "os"],
    "session": ["channels", "os"],
    "rows": ["os"],
    "pool": ["rows", "session", "channels", "os"],
    "kinds": ["rows", "pool", "session", "channels", "os"],
    "producer": ["rows", "facts", "os"],
    "facts": ["os"],
    "result": ["facts", "rows", "os"],
    "findings": ["result", "facts", "rows", "os"],
    "campaign": ["producer", "findings", "result", "facts", "rows", "os"],
}
#: All that bench/ may know: no order, no round, no precision, no file.
KNOWN_TO_BENCH = {
    "campaign/campaign.hpp",
    "campaign/plan.hpp",
    "facts/processor_match.hpp",
    "facts/utf8.hpp",
    "findings/findings.hpp",
    "ipcbench/errors.hpp",
    "os/cpus.hpp",
    "os/exit_guard.hpp",
    "os/log.hpp",
    "os/watch.hpp",
    "producer/produce.hpp",
    "result/document.hpp",
}


def sources(folder: str) -> Iterator[Path]:
    return (path for path in (ROOT / folder).rglob("*") if path.suffix in (".cpp", ".hpp"))


def includes(path: Path) -> list[str]:
    return INCLUDE.findall(path.read_text())


def test_src_holds_rooms_only() -> None:
    assert {path.name for path in (ROOT / "src").iterdir() if not path.is_dir()} == set()
    assert {path.name for path in (ROOT / "src").iterdir()} == set(BELOW)


def test_includes_point_down() -> None:
    for path in sources("src"):
        room = path.relative_to(ROOT / "src").parts[0]
        allowed = {room, "ipcbench", "build_info.hpp", *BELOW[room]}
        assert {include.split("/")[0] for include in includes(path)} <= allowed, path


def test_contracts_include_nothing_of_src() -> None:
    for path in sources("include"):
        assert all(include.startswith("ipcbench/") for include in includes(path)), path


def test_transports_and_kinds_never_include_each_other() -> None:
    for folder in ("src/transports", "src/kinds"):
        for path in sources(folder):
            assert not any(include.startswith(folder.removeprefix("src/")) for include in includes(path)), path


def test_bench_knows_nothing_of_what_is_measured_when() -> None:
    for path in sources("bench"):
        own = {include for include in includes(path) if (ROOT / "bench" / include).exists()}
        assert set(includes(path)) - own <= KNOWN_TO_BENCH, path


def test_only_bench_includes_google_benchmark() -> None:
    for folder in ("src", "include"):
        assert not [path for path in sources(folder) if "benchmark/benchmark.h" in path.read_text()]


def test_no_file_is_long() -> None:
    for folder in ("src", "include", "bench", "tests"):
        for path in sources(folder):
            assert len(path.read_text().splitlines()) <= 300, path
    for path in [*(ROOT / "tools").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]:
        assert len(path.read_text().splitlines()) <= 300, path
