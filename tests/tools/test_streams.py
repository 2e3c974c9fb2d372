"""A standard stream that the caller has closed is as good as /dev/null: the status stays, and no file takes its place."""

import os
import subprocess
import sys

import factory
import pytest
from tool import ENVIRONMENT

CLOSED = [">&-", "2>&-", "<&- >&- 2>&-"]
COMMANDS = {
    "verify": (["verify", "{a}"], 0),
    "verify what cannot be read": (["verify", "{bad}"], 2),
    "show": (["show", "{a}"], 0),
    "export": (["export", "{a}", "--csv"], 0),
    "compare": (["compare", "{a}", "{b}"], 0),
    "a wrong call": (["compare", "{a}"], 2),
    "report": (["report", "{a}", "-o", "{folder}/report.html"], 0),
    "like": (["like", "{a}"], 0),
}


@pytest.mark.parametrize("closed", CLOSED)
@pytest.mark.parametrize("kind", COMMANDS)
def test_closed_streams_change_no_status_and_damage_no_file(tmp_path, kind, closed):
    arguments, status = COMMANDS[kind]
    plan = factory.Plan(transports=factory.NINE[:2], rounds=6, transfers=3)
    a, b = (factory.write(tmp_path, factory.document(plan.but(seed=seed)), stamp=f"2026010{seed}T000000Z") for seed in (1, 2))
    bad = tmp_path / "bad.json"
    bad.write_text("{")
    before = a.read_bytes()
    words = [text.format(a=a, b=b, bad=bad, folder=tmp_path) for text in arguments]
    command = [sys.executable, "-B", "-m", "ipcbench", *words]
    done = subprocess.run(["sh", "-c", f'"$@" {closed}', "sh", *command], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == status and "Traceback" not in done.stderr, done.stderr
    assert a.read_bytes() == before
    if kind == "report":
        assert (tmp_path / "report.html").read_text().startswith("<!DOCTYPE html>") and os.path.getsize(tmp_path / "report.html") > 10_000
