# shellcheck shell=bash
# Set-up of what is missing: installed on Debian and its kin, elsewhere named. Says nothing when all is there.
# Reads $assume_yes and $no_install (1 or empty).
# shellcheck source=tools/lib/python.sh
source "${root:?}/tools/lib/python.sh"

is_present() {  # PROBE
  case $1 in
    */* | *.h) "${CXX:-c++}" -E -x c++ - <<<"#if !__has_include(<$1>)"$'\n#error\n#endif' &>/dev/null ;;
    python:*) false ;;  # asked for only when no python3 has all of them
    *) command -v "$1" >/dev/null ;;
  esac
}

# Sets $missing to the packages of the groups that are not here.
find_missing() {  # MANAGER GROUP...
  local installed='' pythons='' probe package
  missing=()
  if [[ $1 == apt ]]; then installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n'); fi
  if find_python "${@:2}"; then pythons=found; fi
  while read -r _ probe package; do
    if [[ $probe == python:* && -n $pythons ]]; then continue; fi
    if [[ $1 == apt ]]; then
      grep -Fqx "$package installed" <<<"$installed"
    else
      is_present "$probe"
    fi || missing+=("$package")
  done < <(packages "$@")
}

# Asks before sudo is used; ends with 2 when it may not be.
allow_sudo() {  # PACKAGE...
  local line answer=''
  line=$(install_line apt "$@")
  if ! command -v sudo >/dev/null; then die 2 "missing packages, and no sudo here. As root: ${line//sudo /}"; fi
  if [[ -n $assume_yes ]]; then return; fi
  if [[ ! -t 0 ]]; then die 2 "missing packages. Call again with --yes, or install them: $line"; fi
  say "Missing: $*"
  read -r -p 'Install them with sudo apt-get? [Y/n] ' answer || answer=n
  if [[ ! $answer =~ ^([Yy]|[Yy]es)?$ ]]; then die 2 "not installed. By hand: $line"; fi
}

install_by_apt() {  # PACKAGE...
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -y -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
  local log=$root/build/setup.log
  if [[ $(id -u) != 0 ]]; then
    allow_sudo "$@"
    apt=(sudo "${apt[@]}")
  fi
  mkdir -p "$root/build"
  say "Installing $# packages: $*"
  # A failing update is no reason to stop: the lists at hand may do.
  if ! { "${apt[@]}" update || true; "${apt[@]}" install --no-install-recommends "$@"; } </dev/null &>"$log"; then
    tail -n 12 "$log" >&2
    die 2 "apt-get failed (no network, or a full disk?); the whole log is $log"
  fi
}

setup() {  # GROUP...
  local manager missing
  if [[ $(uname -s) != Linux ]]; then die 2 "Linux only; a virtual machine or WSL2 will do."; fi
  manager=$(package_manager)
  find_missing "$manager" "$@"
  if ((${#missing[@]} == 0)); then return; fi
  find_missing "$manager" "$@" optional  # along with the rest, and no reason to stop
  if [[ $manager != apt || -n $no_install ]]; then
    die 2 "missing packages. Install them: $(install_line "$manager" "${missing[@]}")"
  fi
  install_by_apt "${missing[@]}"
}
