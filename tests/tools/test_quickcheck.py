"""The quick check judges as jsonschema does."""

import json

import numpy as np
import pytest
from ipcbench.result import quickcheck, validation


def test_a_thousand_mutations_are_judged_alike_by_the_quick_check_and_jsonschema(good):
    """The quick check may doubt what is valid, and never trusts what is not."""
    quick, full = validation._quick_check(), validation._validator()
    small = good | {"benchmarks": good["benchmarks"][:6]}
    assert quick(small) and full.is_valid(small)
    random = np.random.default_rng(11)
    leaves = [None, True, -1, 0, 1.0, 2.5, 10**20, "", "x", "transfer", "local", [], {}, [[]], {"a": 1}, ...]
    trusted = 0
    for _ in range(1000):
        content = at = json.loads(json.dumps(small))
        while True:
            keys = list(at) if isinstance(at, dict) else list(range(len(at)))
            key = keys[random.integers(len(keys))]
            if not isinstance(at[key], (dict, list)) or not at[key] or random.random() < 0.1:
                leaf = leaves[random.integers(len(leaves))]
                if leaf is ...:
                    del at[key]
                else:
                    at[key] = leaf
                break
            at = at[key]
        if quick(content):
            trusted += 1
            assert full.is_valid(content)
    assert trusted > 100


def test_a_keyword_that_the_quick_check_does_not_know_is_an_error():
    with pytest.raises(KeyError):
        quickcheck.compiled({"type": "object", "maxProperties": 3})
