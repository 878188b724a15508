#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# PostgreSQL: initdb, a server with its processes, and pgbench against it. As nobody where the caller is root, which it refuses.
set -eu
PATH=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1):$PATH
as=
if [ "$(id -u)" -eq 0 ]; then
  chown -R nobody: .
  as='setpriv --reuid=nobody --regid=nogroup --clear-groups'
fi
export HOME="$PWD" LC_ALL=C
$as $MEASURE_FIRST initdb -D "$PWD/data" -A trust -U me --no-sync | grep -c ok
$as $MEASURE postgres -D "$PWD/data" -k "$PWD" -c listen_addresses= -c fsync=off -c max_connections=20 >log 2>&1 &
server=$!
for _ in $(seq 200); do psql -h "$PWD" -U me -d postgres -Atc 'select 1' >first.txt 2>/dev/null && break; sleep 0.1; done
pgbench -h "$PWD" -U me -q -i -s 1 postgres 2>init.txt
pgbench -h "$PWD" -U me -n -c 4 -j 2 -t 100 postgres >bench.txt 2>&1
grep 'actually processed' bench.txt
psql -h "$PWD" -U me -d postgres -Atc "select count(*) from pgbench_history; select md5(string_agg(i::text, ',')) from generate_series(1, 20000) i; select count(*) from pgbench_accounts where abalance is not null"
kill -INT "$(head -n 1 data/postmaster.pid)"
wait "$server"
echo "ended with $?"
# Its own lines have times and process numbers, and come in another order each time. Another line is a message like any other.
sed '/^[0-9-]* [0-9:.]* UTC \[[0-9]*\] /d' log >&2
