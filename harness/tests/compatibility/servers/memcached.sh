#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# memcached with four threads, on a socket; ends by SIGTERM to itself, through its pid file.
set -eu
user=
[ "$(id -u)" -ne 0 ] || user='-u root'
# shellcheck disable=SC2086
$MEASURE memcached -s "$PWD/socket" -t 4 -P "$PWD/pid" $user &
server=$!
for _ in $(seq 100); do [ -S socket ] && [ -s pid ] && break; sleep 0.1; done
perl -MIO::Socket::UNIX -e '
  my @c = map { IO::Socket::UNIX->new("socket") } 1 .. 4;
  for my $i (1 .. 4000) { my $s = $c[$i % 4]; my $v = "v" x ($i % 900); print $s "set k$i 0 0 ", length $v, "\r\n$v\r\n"; my $l = <$s>; die unless $l =~ /STORED/ }
  my $sum = 0; for my $i (1 .. 4000) { my $s = $c[$i % 4]; print $s "get k$i\r\n"; my $h = <$s>; my $v = <$s>; <$s>; $sum += length $v }
  print "$sum\n"'
kill "$(cat pid)"
wait "$server" || true
echo "ended"
