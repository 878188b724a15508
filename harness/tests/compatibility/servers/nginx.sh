#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nginx with two workers under load. $MEASURE measures what follows it, with children.
set -eu
mkdir -p logs html
cp text.txt html/
cat >nginx.conf <<X
worker_processes 2;
daemon off;
error_log logs/error.log;
pid logs/nginx.pid;
events { worker_connections 64; }
http { access_log off; gzip on; gzip_types text/plain; root $PWD/html; types { text/plain txt; }
  client_body_temp_path $PWD/b; proxy_temp_path $PWD/p; fastcgi_temp_path $PWD/f; uwsgi_temp_path $PWD/u; scgi_temp_path $PWD/s;
  server { listen unix:$PWD/socket; listen 127.0.0.1:18480; } }
X
chmod 755 . html
$MEASURE nginx -p "$PWD" -c nginx.conf &
server=$!
for _ in $(seq 100); do curl -s --unix-socket socket http://x/text.txt -o first.txt && break; sleep 0.1; done
ab -q -n 3000 -c 16 -H 'Accept-Encoding: gzip' http://127.0.0.1:18480/text.txt | grep -E '^(Complete|Failed|Non-2xx)'
curl -s --compressed --unix-socket socket http://x/text.txt | cmp - text.txt
curl -s -o missing.txt -w '%{http_code}\n' --unix-socket socket http://x/missing
kill -QUIT "$(cat logs/nginx.pid)"
wait "$server"
echo "ended with $?"
