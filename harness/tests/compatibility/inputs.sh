#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# inputs.sh FOLDER: what the programs of programs.txt are given; the same in every run.
set -eu
mkdir -p "$1"
cd "$1"
awk 'BEGIN { s = 1; for (i = 0; i < 4000; i++) { line = ""; for (j = 0; j < 6; j++) { s = (s * 1103515245 + 12345) % 2147483648
  w = ""; n = 2 + s % 6; t = s; for (k = 0; k < n; k++) { w = w sprintf("%c", 97 + t % 26); t = int(t / 26) + 7 } line = line w " " }
  print line i } }' >text.txt
seq 1 3000 >numbers.txt
sed -e '100d' -e '200s/$/x/' -e '2999a more' numbers.txt >other_numbers.txt
diff -u numbers.txt other_numbers.txt >numbers.patch || true
mkdir folder
for i in 1 2 3 4 5; do mkdir "folder/$i"; head -n $((i * 300)) text.txt >"folder/$i/file"; done
find . -exec touch -h -d @1700000000 {} +

echo 'scale=200; 4*a(1); for (i = 0; i < 50; i++) 2^(i*20)' >program.bc
printf '1,100d\ng/a/s//b/g\n1,20p\nQ\n' >program.ed
printf 'define(`r'\'', `ifelse($1, 0, , `$1 r(decr($1))'\'')'\'')r(300)\n' >program.m4
echo '{ for (i = 1; i <= NF; i++) count[$i]++ } END { for (w in count) n++; print n, NR; for (i = 0; i < 2000; i++) s = s i; print length(s) }' >program.awk
cat >program.pl <<'X'
my %c; while (<>) { $c{$_}++ for split } print "$_ $c{$_}\n" for (sort keys %c)[0 .. 200];
my @a = map { "x" x ($_ % 100) } 1 .. 20000; print length(join '', @a), "\n"; exit 9;
X
cat >program.py <<'X'
import collections, json, sys
words = collections.Counter(open(sys.argv[1]).read().split())
print(json.dumps(sorted(words.items())[:200]))
print(len(bytearray(30 << 20)), sum(len(str(i)) for i in range(100000)))
sys.exit(4)
X
cat >threads.py <<'X'
import concurrent.futures, hashlib
with concurrent.futures.ThreadPoolExecutor(8) as pool:
    print(list(pool.map(lambda i: hashlib.sha256(bytes(i * 1000)).hexdigest(), range(50))))
X
cat >processes.py <<'X'
import multiprocessing
def work(i): return sum(range(i * 1000))
if __name__ == "__main__":
    with multiprocessing.Pool(3) as pool: print(pool.map(work, range(30)))
X
cat >program.js <<'X'
const fs = require('fs'), zlib = require('zlib'), crypto = require('crypto');
const text = fs.readFileSync(process.argv[2]);
console.log(crypto.createHash('sha1').update(zlib.inflateSync(zlib.deflateSync(text))).digest('hex'));
console.log(text.toString().split(/\s+/).sort().slice(0, 100).join());
process.exitCode = 6;
X
cat >workers.js <<'X'
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
if (isMainThread) {
  const done = [1, 2, 3].map(n => new Promise(r => new Worker(__filename, { workerData: n }).on('message', r)));
  Promise.all(done).then(all => console.log(all.join()));
} else {
  parentPort.postMessage(Array.from({ length: 10000 }, (_, i) => i * workerData).reduce((a, b) => a + b));
}
X
echo 'set l {}; for {set i 0} {$i < 5000} {incr i} {lappend l [expr {$i * 7 % 1001}]}; puts [lsort -integer -unique $l]' >program.tcl
echo 'fn main() { let v: Vec<u64> = (0..1000).map(|x| x * x).collect(); println!("{}", v.iter().sum::<u64>()); }' >program.rs
cat >program.c <<'X'
#include <stdio.h>
#include <stdlib.h>
static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
int main(void) { int v[100]; for (int i = 0; i < 100; i++) v[i] = i * 7919 % 101; qsort(v, 100, sizeof *v, compare); printf("%d\n", v[50]); }
X
printf '#include <map>\n#include <string>\nint f() { std::map<std::string, int> m; m["a"] = 1; return static_cast<int>(m.size()); }\n' >program.cc
printf 'program p\n  real :: a(100)\n  a = 1.5\n  print *, sum(a)\nend program\n' >program.f90
printf '.globl f\nf:\n  ret\n.data\n.rept 1000\n.long 1\n.endr\n' >program.s
printf 'int one(void) { return 1; }\nint main(void) { return one(); }\n' >one.c
printf 'int two(void) { return 2; }\n' >two.c
gcc -g -c one.c -o one.o 2>/dev/null || true
gcc -c two.c -o two.o 2>/dev/null || true
printf 'all: a b c\na b c:\n\t@echo made $@ && wc -l text.txt\n' >program.mk
echo 'foreach(i RANGE 2000)
  list(APPEND l "${i}")
endforeach()
string(SHA256 h "${l}")
message(STATUS "${h}")
file(WRITE made.txt "${l}")' >program.cmake
mkdir project ninja
printf 'cmake_minimum_required(VERSION 3.20)\nproject(p C)\nadd_executable(p ../program.c)\n' >project/CMakeLists.txt
printf 'rule c\n  command = sort ../text.txt > $out\nbuild a: c\nbuild b: c\nbuild d: c\n' >ninja/build.ninja
if command -v git >/dev/null; then
  git init -q repository
  for i in 1 2 3 4 5 6 7 8; do
    head -n $((i * 100)) text.txt >repository/file
    git -C repository add file
    GIT_AUTHOR_DATE="@$((1700000000 + i)) +0000" GIT_COMMITTER_DATE="@$((1700000000 + i)) +0000" \
      git -C repository -c user.name=a -c user.email=a@b commit -q -m "commit $i"
  done
fi
printf 'create table t(a integer, b text);\nwith recursive n(i) as (select 1 union all select i+1 from n where i < 20000) insert into t select i, hex(i*i) from n;\ncreate index x on t(b);\nselect count(*), sum(length(b)), min(b), max(b) from t where b like "%%3%%";\ndelete from t where a %% 3 = 0;\nvacuum;\nselect count(*) from t;\n' >program.sql
awk 'BEGIN { printf "["; for (i = 0; i < 3000; i++) printf "%s{\"n\": %d, \"name\": \"name %d\"}", i ? ", " : "", i, i * 37 % 1000; print "]" }' >data.json
awk 'BEGIN { print "<r>"; for (i = 0; i < 2000; i++) printf "<a n=\"%d\"><b>%d</b></a>", i, i * 3; print "</r>" }' >data.xml
awk 'BEGIN { print "P3 64 64 255"; for (i = 0; i < 64 * 64; i++) print i % 256, i * 3 % 256, i * 7 % 256 }' >picture.ppm
printf '.TH P 1\n.SH NAME\np \\- a page\n.SH TEXT\n' >page.1
cat text.txt >>page.1
printf '<!doctype html><title>t</title><p id=p></p><script>let s = []; for (let i = 0; i < 5000; i++) s.push(i * i); document.getElementById("p").textContent = s.join(" ").length</script>\n' >page.html
printf '%%token N\n%%%%\ne: N | e %s N;\n%%%%\n' "'+'" >grammar.y
printf '%%%%\n[a-z]+ ECHO;\n[0-9]+ ;\n%%%%\n' >scanner.l
