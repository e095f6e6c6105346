#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Request Tracker 5 as Debian packages it (request-tracker5, starman, libdbd-pg-perl, postgresql-15), on a private PostgreSQL with its
# defaults, four workers on 127.0.0.1:8085. As root, on a machine that is for this alone.
#   bench/desk/rt.sh up TICKETS | cookie | down
set -euo pipefail
home=/var/tmp/concordat-rt
pg=/usr/lib/postgresql/15/bin
sql() { psql -qAt -h 127.0.0.1 -p 5543 -U postgres "$@"; }

up() {
  mkdir -p "$home"
  chmod 777 "$home"
  if [ ! -s "$home/pg/PG_VERSION" ]; then
    install -d -o postgres -g postgres "$home/pg"
    su postgres -c "$pg/initdb -D $home/pg -A trust -E UTF8 --locale=C.UTF-8" > /dev/null
    printf "listen_addresses = '127.0.0.1'\nport = 5543\nunix_socket_directories = '%s'\nshared_buffers = 1GB\n" "$home" \
      >> "$home/pg/postgresql.conf"
  fi
  su postgres -c "$pg/pg_ctl -D $home/pg status" > /dev/null ||
    su postgres -c "$pg/pg_ctl -D $home/pg -l $home/pg.log -w start" > /dev/null
  cat > /etc/request-tracker5/RT_SiteConfig.d/90-bench.pm <<'PERL'
Set($DatabaseType, 'Pg');
Set($DatabaseHost, '127.0.0.1');
Set($DatabaseRTHost, '127.0.0.1');
Set($DatabasePort, '5543');
Set($DatabaseUser, 'rtuser');
Set($DatabasePassword, 'rtpass');
Set($DatabaseName, 'rtdb');
Set($DatabaseAdmin, 'postgres');
Set($rtname, 'bench');
Set($Organization, 'bench');
Set($WebDomain, '127.0.0.1');
Set($WebPort, 8085);
Set($WebBaseURL, 'http://127.0.0.1:8085');
Set($MailCommand, 'testfile');
Set($LogToSyslog, '');
Set($LogToFile, 'error');
Set($LogDir, '/var/tmp/concordat-rt');
Set($RestrictReferrer, 0);
1;
PERL
  if ! sql -c "select 1 from pg_database where datname = 'rtdb'" | grep -q 1; then
    sql -c "create user rtuser with password 'rtpass' createdb"
    printf benchpass > "$home/root"
    /usr/sbin/rt-setup-database-5 --action init --dba postgres --dba-password x --root-password-file "$home/root" > /dev/null
    # Filled without its mails and without waiting for the disk; measured with both.
    sql rtdb -c "update scrips set disabled = 1 where id <= 17"
    sql -c "alter role rtuser set synchronous_commit = off"
    perl "$(dirname "${BASH_SOURCE[0]}")/rt_fill.pl" "$1" 2
    sql rtdb -c "update scrips set disabled = 0 where id <= 17"
    sql -c "alter role rtuser reset synchronous_commit"
    sql rtdb -c "analyze"
  fi
  cd "$home"
  setsid /usr/share/request-tracker5/libexec/rt-server --server Starman --host 127.0.0.1 --port 8085 --workers 4 \
    --max-requests 100000 --disable-keepalive > starman.log 2>&1 < /dev/null &
  echo $! > "$home/pid"
  for _ in $(seq 60); do curl -s -o /dev/null http://127.0.0.1:8085/ && break; sleep 1; done
}

cookie() {
  curl -s -c "$home/jar" -o /dev/null -d 'user=root&pass=benchpass' http://127.0.0.1:8085/NoAuth/Login.html
  awk '/RT_SID/ {print "Cookie: " $6 "=" $7}' "$home/jar" | tail -1
}

down() {
  kill "$(cat "$home/pid")" || true
  su postgres -c "$pg/pg_ctl -D $home/pg -m fast -w stop" > /dev/null
}

"$@"
