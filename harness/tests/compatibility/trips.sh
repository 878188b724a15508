#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# trips.sh SCRATCH: proof that `run` can fail: with a highwater that changes what a program prints, writes, or how it ends, or
# that measures nothing; with programs that fail by themselves, are not installed, or are not in the list. And that ci/deep,
# which calls it, fails when a step of it does, and goes on.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
rm -rf "$1"
mkdir -p "$1"
scratch=$(CDPATH='' cd -- "$1" && pwd)
cd "$scratch"
fail() {
  printf 'trips.sh: %s\n' "$1" >&2
  exit 1
}

# script FILE TEXT: makes it.
script() {
  mkdir -p "$(dirname -- "$1")"
  printf '#!/bin/sh\n%s\n' "$2" >"$1"
  chmod +x "$1"
}

# highwater FAULT: makes one that runs FAULT after a command, and then prints a summary as ours.
highwater() {
  # shellcheck disable=SC2016
  script highwater 'json=
while [ "$1" != -- ]; do
  [ "$1" != --json ] || json=$2
  shift
done
shift
"$@" && code=0 || code=$?
[ -z "$json" ] || printf "{\n  \"exit\": {\n    \"code\": %s\n  }\n}\n" "$code" >"$json"
'"$1"'
printf "highwater: %s (counting)\n  process  peak  1 B\n" "$*" >&2
[ "$code" -eq 0 ] && exit
printf "highwater: error: %s: the command failed: exit code %s\nhint: the numbers are those up to its end\n" "$1" "$code" >&2
exit 3'
}

# expect CODE TEXT COMMAND…: that it ends with CODE and says TEXT; says TEXT: that it has said this, too.
expect() {
  wanted=$1 text=$2
  shift 2
  said=$("$@" 2>&1) && result=0 || result=$?
  [ "$result" -eq "$wanted" ] || fail "$*: expected $wanted, got $result: $said"
  says "$text"
}
says() {
  case $said in *"$1"*) ;; *) fail "expected '$1', got: $said" ;; esac
}

# trips FAULT CODE TEXT: of two programs under a command that runs FAULT after them.
trips() {
  highwater "$1"
  expect "$2" "$3" sh "$here/run" "$scratch/highwater" xz diff
}

trips ':' 0 '2 run, 0 differ'
trips 'echo more' 1 'counters: DIFFERS: stdout'
trips 'echo more >made.txt' 1 'DIFFERS: files'
trips 'echo more >&2' 1 'counters: DIFFERS: stderr'
trips 'trap "echo more >&2" EXIT' 1 'counters: DIFFERS: stderr' # after the summary
# shellcheck disable=SC2016
trips 'printf "{\n\"exit\": {\n\"code\": 77\n}}\n" >"$json"' 1 'ends with 77, not 1'
# shellcheck disable=SC2016
trips 'rm "$json"' 1 'highwater exits with 3'

# A list of our own, with what no program of the other does; and one of it all.
cat >programs.txt <<'X'
partial | dash | one,ends=3 | - | sh -c 'printf "a line\na part" >&2; exit 3'
serves | dash | server | - | serves.sh
absent | highwater-no-such-package | one | - | true
X
cat programs.txt - >all_programs.txt <<'X'
fails | dash | one | - | sh -c 'echo why >&2; exit 3'
succeeds | dash | one,ends=3 | - | true
measured | dash | refused | - | true
X
# shellcheck disable=SC2016
script servers/serves.sh '$MEASURE sh -c "echo served; echo message >&2" && echo after >&2'
# listed CODE TEXT LIST NAME…
listed() {
  expected=$1 text=$2 list=$3
  shift 3
  expect "$expected" "$text" sh "$here/run" "$scratch/highwater" --programs "$list" "$@"
}
highwater ':'
listed 1 '5 run, 3 differ, 1 not installed' all_programs.txt
says 'partial            counters: same                                     sites: same'
says 'serves             counters: same                                     sites: same'
says 'fails              counters: DIFFERS: bare ends with 3, not 0'
says 'why'
says 'succeeds           counters: DIFFERS: bare ends with 0, not 3'
says 'measured           counters: DIFFERS: ends with 0, not highwater exits with 5'
listed 2 'absent             not run: highwater-no-such-package is not installed' programs.txt
says 'run: error: not installed: highwater-no-such-package'
says 'hint: as root: apt-get install --no-install-recommends highwater-no-such-package'
listed 2 '1 run, 0 differ, 1 not installed' programs.txt absent partial
listed 2 "'there-is-none': no such program" programs.txt partial there-is-none
highwater 'echo >&2'
listed 1 'partial            counters: DIFFERS: stderr' programs.txt partial serves
says 'serves             counters: DIFFERS: stderr'

# A wrapper of the same name that cannot work here, as rustup's is without its home. And a relative path.
highwater ':'
script wrappers/xz 'exit 1'
expect 0 '1 run, 0 differ' env PATH="$scratch/wrappers:$PATH" sh "$here/run" "$scratch/highwater" xz
expect 0 '1 run, 0 differ' sh "$here/run" ./highwater xz
expect 2 "'./no-highwater': no such program" sh "$here/run" ./no-highwater xz

# ci/deep with steps that do nothing but end: all are run, and the first that fails is what it ends with.
mkdir -p deep/ci
cp "$here/../../../ci/deep" deep/ci/deep
script deep/ci/prepare 'exit 0'
script deep/ci/test 'exit 7'
echo 'message(FATAL_ERROR "deep.cmake was run")' >deep/ci/deep.cmake
script deep/harness/tests/compatibility/run 'exit 4'
# shellcheck disable=SC2016
script deep/build/ci/harness/tests/kill/highwater_kill_test 'echo "rounds: $HIGHWATER_TEST_ROUNDS"'
# shellcheck disable=SC2016
script deep/ci/fuzz 'echo "fuzzing: $*"; exit 5'
deep() { expect "$1" "$2" deep/ci/deep 20 some_target; }
deep 7 '== ci/test: exit code 7 after '
says 'deep.cmake was run'
says '== harness/tests/compatibility/run: exit code 4 after '
says 'rounds: 10'
says 'fuzzing: 20 some_target'
says '== ci/fuzz: exit code 5 after '
script deep/ci/test 'exit 0'
: >deep/ci/deep.cmake
deep 4 '== ci/test: exit code 0 after '
script deep/harness/tests/compatibility/run 'exit 0'
deep 5 '== ci/fuzz: exit code 5 after '
script deep/ci/fuzz 'exit 0'
deep 0 '== ci/fuzz: exit code 0 after '
script deep/ci/prepare 'exit 2'
script deep/ci/test 'echo tested'
expect 2 '' deep/ci/deep
case $said in *tested*) fail "ci/deep goes on without its packages: $said" ;; esac
