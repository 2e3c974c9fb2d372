# shellcheck shell=bash
# Runs that did not end.

# Prints the suites of a run's folder that were begun and did not end, of those that are known.
unfinished_suites() {  # RUN SUITE...
  local suite
  for suite in "${@:2}"; do
    if [[ -e $1/$suite.partial.jsonl ]]; then echo "$suite"; fi
  done
}
