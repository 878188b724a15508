#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# redis, which has jemalloc linked in, under load on a socket; ends by SHUTDOWN.
set -eu
$MEASURE redis-server --port 0 --unixsocket "$PWD/socket" --save '' --appendonly no --dir "$PWD" --logfile log &
server=$!
for _ in $(seq 100); do redis-cli -s socket ping >ping.txt 2>&1 && break; sleep 0.1; done
redis-benchmark -s socket -q -n 20000 -c 16 -r 5000 -t set,get,lpush,zadd >speeds.txt
redis-cli -s socket eval "local s = 0 for i = 1, 1000 do redis.call('SET', 'n' .. i, i) s = s + i end return s" 0
redis-cli -s socket get n77
redis-cli -s socket llen mylist
redis-cli -s socket shutdown nosave || true
wait "$server"
echo "ended with $?"
