# shellcheck shell=bash
# What every tool needs: how it speaks, and the table of packages. The caller sets $root, the repository.
: "${root:?}"

if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
  echo "${0##*/}: Bash 4.4 or newer is needed, and this is $BASH_VERSION" >&2
  exit 2
fi

# A standard stream that the caller has closed is /dev/null: bash may have opened the script itself in its place, and what
# is opened next would be taken for it.
# Without /proc nobody can tell.
is_open() { [[ ! -d /proc/$$/fd || (-e /proc/$$/fd/$1 && ! /proc/$$/fd/$1 -ef $0) ]]; }  # DESCRIPTOR
is_open 0 || exec 0</dev/null
is_open 1 || exec 1>/dev/null
is_open 2 || exec 2>/dev/null

say() { printf '%s\n' "$*" >&2 || true; }  # a full disk behind stderr changes no status

# die STATUS TEXT: one line on stderr, then the end.
die() {
  say "${0##*/}: $2"
  exit "$1"
}

# Prints the columns GROUP PROBE PACKAGE of the given groups, PACKAGE by its name for the package manager MANAGER
# (apt, dnf, pacman, zypper, or probe for none of these).
packages() {  # MANAGER GROUP...
  local manager=$1 group probe apt dnf pacman zypper
  shift
  # shellcheck disable=SC2034  # the columns are read through ${!manager}
  while read -r group probe apt dnf pacman zypper; do
    if [[ " $* " == *" $group "* && ${!manager} != - ]]; then echo "$group $probe ${!manager}"; fi
  done <"$root/tools/lib/packages"
}

# Prints the name of this distribution and those that it is like: "ubuntu debian", "debian ", nothing if it says none.
distribution() {
  # shellcheck source=/dev/null
  (. "${IPCBENCH_OS_RELEASE:-/etc/os-release}" >/dev/null 2>&1 && echo "${ID-} ${ID_LIKE-}") || true
}

# Prints this distribution and its release: "debian 12".
distribution_release() {
  # shellcheck source=/dev/null
  (. "${IPCBENCH_OS_RELEASE:-/etc/os-release}" >/dev/null 2>&1 && echo "${ID-} ${VERSION_ID-}") || true
}

# Prints the package manager of this distribution, or probe if it is none that the table knows.
package_manager() {
  case " $(distribution) " in
    *" debian "* | *" ubuntu "*) echo apt ;;
    *" fedora "* | *" rhel "*) echo dnf ;;
    *" arch "*) echo pacman ;;
    *suse*) echo zypper ;;
    *) echo probe ;;
  esac
}

# Prints the command that installs PACKAGE..., for a person to type.
install_line() {  # MANAGER PACKAGE...
  local manager=$1 sudo='sudo '
  shift
  if [[ $(id -u) == 0 ]]; then sudo=''; fi
  case $manager in
    apt) echo "${sudo}apt-get update && ${sudo}apt-get install --no-install-recommends $*" ;;
    dnf) echo "${sudo}dnf install $*" ;;
    pacman) echo "${sudo}pacman -S --needed $*" ;;
    zypper) echo "${sudo}zypper install $*" ;;
    *) echo "(by this distribution's own names) $*" ;;
  esac
}
