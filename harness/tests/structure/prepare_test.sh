#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# prepare_test.sh PREPARE SCRATCH: runs ci/prepare on made-up machines. Each is a folder that is the whole PATH, with a few
# real tools and stand-ins for dpkg-query, apt-get, id and sudo. The stand-ins write what they were called with to $LOG.
set -eu

prepare=$1
scratch=$2
rm -rf "$scratch"
mkdir -p "$scratch"
scratch=$(CDPATH='' cd -- "$scratch" && pwd)
export LOG="$scratch/log"
HIGHWATER_PACKAGES="$scratch/packages"
export HIGHWATER_PACKAGES
cat >"$HIGHWATER_PACKAGES" <<'LIST'
# set   package   reason
gate    one       the first reason
gate    two       another reason, of several words
test    three     only for tests
LIST

# machine NAME [dpkg] [apt] [root] [sudo] [broken-mirror]: makes bin/ of it; INSTALLED lists what it has.
machine() {
  echo "-- $*"
  name=$1
  shift
  bin="$scratch/$name"
  mkdir -p "$bin"
  : >"$LOG"
  for tool in sh cat mktemp rm env dirname; do ln -s "$(command -v "$tool")" "$bin/$tool"; done
  stub id 'echo 1000'
  for part; do
    case $part in
      dpkg) stub dpkg-query 'for p in $INSTALLED; do echo "installed $p"; done; exit 1' ;;
      apt) stub apt-get 'echo "apt-get $* $DEBIAN_FRONTEND" >>"$LOG"' ;;
      root) stub id 'echo 0' ;;
      sudo) stub sudo 'echo "sudo $*" >>"$LOG"; shift; exec "$@"'; stub true 'exit 0' ;;
      broken-mirror) stub apt-get 'echo "no such host"; exit 100' ;;
    esac
  done
}
stub() {
  rm -f "$bin/$1"
  printf '#!/bin/sh\n%s\n' "$2" >"$bin/$1"
  chmod +x "$bin/$1"
}

# run EXPECTED_CODE SET… : runs it from the root folder; what it printed is in $out and $err.
run() {
  expected=$1
  shift
  code=0
  (cd / && PATH="$bin" sh "$prepare" ci/some "$@" >"$scratch/out" 2>"$scratch/err") || code=$?
  out=$(cat "$scratch/out")
  err=$(cat "$scratch/err")
  [ "$code" -eq "$expected" ] || die "exit code $code, expected $expected"
}
die() {
  printf 'FAILED: %s\nstdout: %s\nstderr: %s\ncalls: %s\n' "$1" "$out" "$err" "$(cat "$LOG")"
  exit 1
}
is() { [ "$1" = "$2" ] || die "expected: $2
is: $1"; }
says() { case $1 in *"$2"*) ;; *) die "expected to find: $2" ;; esac; }

export INSTALLED

INSTALLED='one two'
machine complete dpkg apt root
run 0 gate
is "$out$err$(cat "$LOG")" ''

INSTALLED='one'
machine as_root dpkg apt root
run 0 gate test
is "$err" 'ci/some: installing what is missing:
  two                        another reason, of several words
  three                      only for tests'
is "$out" ''
is "$(cat "$LOG")" 'apt-get -q -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 update noninteractive
apt-get -q -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 install -y --no-install-recommends two three noninteractive'

machine by_sudo dpkg apt sudo
run 0 gate
says "$(cat "$LOG")" 'sudo -n env DEBIAN_FRONTEND=noninteractive apt-get'
says "$(cat "$LOG")" 'install -y --no-install-recommends two noninteractive'

machine unprivileged dpkg apt
run 2 gate
is "$out$(cat "$LOG")" ''
is "$err" '  two                        another reason, of several words
ci/some: error: the packages above are missing, and installing them takes root or sudo without a password
hint: as root: apt-get update && apt-get install --no-install-recommends two'

machine no_apt dpkg root
run 2 gate
says "$err" 'ci/some: error: the packages above are missing, and there is no apt-get to install them'

machine no_network dpkg root broken-mirror
run 2 gate
says "$err" 'no such host
ci/some: error: apt-get update failed, see above
hint: is this Debian 12, and does it reach its package mirror?'

machine no_dpkg root
run 2 gate
says "$err" '  one                        the first reason'
says "$err" 'ci/some: error: this system has no dpkg, and these programs are missing: cmake ninja c++ pkg-config git valgrind'
says "$err" 'hint: install them'

machine other_system
for tool in cmake ninja c++ pkg-config git valgrind; do stub "$tool" ''; done
run 0 gate
is "$out$err" ''

echo 'all machines as expected'
