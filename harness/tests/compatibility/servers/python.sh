#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Python's threading HTTP server under load, ended by SIGINT, which it catches.
set -eu
cat >server.py <<'X'
import http.server, os, signal, threading
class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 18481), Handler)
signal.signal(signal.SIGINT, lambda *a: threading.Thread(target=server.shutdown).start())
open("pid", "w").write(str(os.getpid()))
server.serve_forever()
X
$MEASURE /usr/bin/python3 -I server.py &
server=$!
for _ in $(seq 100); do curl -s http://127.0.0.1:18481/text.txt -o first.txt && break; sleep 0.1; done
ab -q -n 500 -c 8 http://127.0.0.1:18481/text.txt | grep -E '^(Complete|Failed|Non-2xx)'
cmp first.txt text.txt
kill -INT "$(cat pid)"
wait "$server"
echo "ended with $?"
