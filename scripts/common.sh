# shellcheck shell=bash disable=SC2034
# Shared by scripts/demo, scripts/test and .ci/run. Sourced, not run: the caller has `set -euo pipefail`.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
build="$root/build/cpu-release"

packages_to_build=(g++ cmake ninja-build libfmt-dev libcli11-dev libyaml-cpp-dev librandom123-dev libhwy-dev
  libeigen3-dev libkissfft-dev libsvm-dev zlib1g-dev liblzma-dev libpugixml-dev gemmi-dev tao-pegtl-dev)
packages_of_lammps=(lammps liblammps-dev libopenmpi-dev openmpi-bin)  # docs/lammps.md
packages_to_test=("${packages_of_lammps[@]}" libgtest-dev pkg-config python3 strace clang-tools)  # clang-tools: clang-query
packages_to_sanitize=(clang libclang-rt-dev)  # the second has the sanitizers and libFuzzer
packages_for_python=(python3-dev python3-venv)

say() { printf '\n==> %s\n' "$*"; }

fail() {
  printf '\nerror: %s\n' "$*" >&2
  exit 1
}

# Shows a command before it runs, so that a reader can repeat it by hand.
show() {
  printf '+ %s\n' "$*"
  "$@"
}

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# install_packages NAME...: what is missing of these Debian packages, and nothing when all are there.
install_packages() {
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    say "This is no Debian system: nothing is installed. Needed are the counterparts of: $*"
    return
  fi
  local name missing=() admin=()
  for name in "$@"; do is_installed "$name" || missing+=("$name"); done
  if [ ${#missing[@]} -eq 0 ]; then
    say "All packages needed are installed"
    return
  fi
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "these packages are missing, and this user is neither root nor has sudo. As root, run:
  apt-get update && apt-get install ${missing[*]}"
    admin=(sudo)
  fi
  say "Installing ${missing[*]}"
  show "${admin[@]}" apt-get update -qq
  show "${admin[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

# make_venv FOLDER: an empty environment of Python, unless it is there.
make_venv() {
  install_packages "${packages_for_python[@]}"
  [ -x "$1/bin/python" ] || show python3 -m venv "$1"
}

# has_pypi VENV: whether its pip finds packages: on a machine without a network, or without an index, it does not.
has_pypi() {
  local to
  to="$(mktemp -d)"
  "$1/bin/pip" download --quiet --disable-pip-version-check --no-deps --dest "$to" packaging >/dev/null 2>&1 || { rm -rf "$to"; return 1; }
  rm -rf "$to"
}

# configure_and_build PRESET TARGET [CMAKE_OPTION...]: builds one target of a preset into build/PRESET. More options for
# all builds stand in the environment, as words: NACRE_CMAKE_OPTIONS. A folder that is new compiles several sources at once,
# in less than two thirds of the time; one that was configured by hand keeps its choice.
configure_and_build() {
  local preset="$1" target="$2" more=()
  shift 2
  read -ra more <<<"${NACRE_CMAKE_OPTIONS:-}"
  [ -f "$root/build/$preset/CMakeCache.txt" ] || more=(-DNACRE_UNITY=ON "${more[@]}")
  say "Configuring preset $preset"
  (cd "$root" && show cmake --preset "$preset" "$@" "${more[@]}")
  say "Building $target into build/$preset"
  (cd "$root" && show cmake --build --preset "$preset" --target "$target")
}
