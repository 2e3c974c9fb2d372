# shellcheck shell=bash
# Runs that did not end.

# Prints the suites of a run's folder that were begun and did not end.
unfinished_suites() {  # RUN
  local path
  for path in "$1"/*.partial.jsonl; do
    if [[ -e $path ]]; then basename "$path" .partial.jsonl; fi
  done
}
