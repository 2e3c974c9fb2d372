"""The package is clean under mypy --strict (where Debian's mypy is installed)."""

import importlib.util
import subprocess
import sys

import numpy
import pytest
from ipcbench.commands.cli import REPOSITORY


@pytest.mark.skipif(importlib.util.find_spec("mypy") is None, reason="mypy is not installed")
@pytest.mark.skipif(numpy.__version__ >= "2", reason="the types are those of the reference, Debian 12's numpy 1")
def test_types_are_strict(tmp_path):
    command = [sys.executable, "-m", "mypy", "--config-file", "mypy.ini", "--cache-dir", str(tmp_path), "-p", "ipcbench"]
    found = subprocess.run(command, cwd=REPOSITORY / "tools", capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
