#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# trips.sh SCRATCH: proof that `run` can fail: with a highwater that changes what a program prints, writes, or how it ends, or
# that measures nothing.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
rm -rf "$1"
mkdir -p "$1"
fail() {
  printf 'trips.sh: %s\n' "$1" >&2
  exit 1
}

# trips FAULT TEXT: of two programs under a command that runs FAULT after them.
trips() {
  cat >"$1/highwater" <<X
#!/bin/sh
json=
while [ "\$1" != -- ]; do
  [ "\$1" != --json ] || json=\$2
  shift
done
shift
"\$@" && code=0 || code=\$?
[ -z "\$json" ] || printf '{\n  "exit": {\n    "code": %s\n  }\n}\n' "\$code" >"\$json"
$2
[ "\$code" -eq 0 ] || exit 3
X
  chmod +x "$1/highwater"
  said=$(sh "$here/run" "$1/highwater" xz diff 2>&1) && result=0 || result=$?
  case "$result $said" in "$3"*"$4"*) ;; *) fail "expected $3 with '$4', got $result: $said" ;; esac
}

trips "$1" ':' 0 '2 run, 0 differ'
trips "$1" 'echo more' 1 'counters: DIFFERS: stdout'
trips "$1" 'echo more >made.txt' 1 'DIFFERS: files'
# shellcheck disable=SC2016
trips "$1" 'printf "{\n\"exit\": {\n\"code\": 77\n}}\n" >"$json"' 1 'ends with 77, not 1'
# shellcheck disable=SC2016
trips "$1" 'rm "$json"' 1 'highwater exits with 3'
sh "$here/run" "$1/highwater" there-is-none >/dev/null 2>&1 && fail 'no program is no failure' || [ $? -eq 2 ] || fail 'no program is not 2'
