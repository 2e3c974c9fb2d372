#!/usr/bin/env bash
# Every shell script of the project is shellcheck clean and stops at its first error.
set -euo pipefail
cd "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
mapfile -t scripts < <(grep -rlE '^#!.*\bbash$|^# shellcheck shell=bash$' .ci tools tests/shell --include='*' --exclude-dir=__pycache__)
if ((${#scripts[@]} < 10)); then
  echo "FAILED: found ${#scripts[@]} scripts only"
  exit 1
fi
shellcheck -x "${scripts[@]}"
for script in "${scripts[@]}"; do
  if head -n 1 "$script" | grep -q '^#!' && ! grep -q '^set -euo pipefail$' "$script" && ! grep -q 'shell/lib.sh\|/lib\.sh' "$script"; then
    echo "FAILED: $script does not set -euo pipefail"
    exit 1
  fi
done
echo "${0##*/}: passed"
