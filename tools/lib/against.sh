# shellcheck shell=bash
# The other build of tools/bench --against. The caller sets $root, the repository.
: "${root:?}"

# Builds a checkout of this project where needed, and prints the folder of its binaries.
binaries_of_checkout() {  # FOLDER TARGET...
  local checkout
  checkout=$(readlink -f -- "$1")
  # shellcheck disable=SC2016  # that shell expands them
  bash -c 'set -euo pipefail; root=$1; source "$root/tools/lib/build.sh"; root=$2; build release -- "${@:3}"' bench \
    "$root" "$checkout" "${@:2}" >&2 || return 2
  echo "$checkout/build/release/bin"
}

# Prints the folder of binaries that are there already.
startable() {  # FOLDER TARGET...
  local folder target
  folder=$(readlink -f -- "$1")
  for target in "${@:2}"; do require_runnable "$folder/$target"; done
  echo "$folder"
}

# Prints the folder of the binaries of BUILD: a folder with them or above them, a checkout, or a commit of this repository,
# which is checked out under build/ and built there.
binaries_of() {  # BUILD TARGET...
  local name=$1 commit checkout
  if [[ -e $1/bench_transfer ]]; then
    startable "$@"
  elif [[ -e $1/bin/bench_transfer && ! -e $1/CMakeLists.txt ]]; then
    startable "$1/bin" "${@:2}"
  elif [[ -e $1/CMakeLists.txt && -e $1/tools/bench ]]; then
    binaries_of_checkout "$@"
  elif [[ -e $1 ]]; then
    die 2 "--against $name: neither binaries nor a checkout of this project lie there"
  elif commit=$(git -C "$root" rev-parse --quiet --verify --end-of-options "$1^{commit}" 2>/dev/null); then
    checkout=$root/build/against/${commit:0:12}
    if [[ ! -e $checkout/CMakeLists.txt ]]; then
      rm -rf "$checkout"
      git clone --quiet --shared --no-checkout "$root" "$checkout" >&2 || die 2 "--against $name: no checkout could be made"
      git -C "$checkout" checkout --quiet --detach "$commit" >&2 || die 2 "--against $name: it could not be checked out"
    fi
    binaries_of_checkout "$checkout" "${@:2}"
  else
    die 2 "--against $name: no such folder, and no such commit"
  fi
}
