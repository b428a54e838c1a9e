# shellcheck shell=bash
# A PostgreSQL cluster of our own, reached only through its socket. PostgreSQL does not run
# as root; for root it belongs to another user, and lives in /var/lib where that
# user cannot enter the cache folder (which is usual: /root is closed).
cluster_names() {
  local key
  key=$(printf %s "$CACHE" | sha256sum | cut -c1-8)
  PG_USER=
  PG_DIR=$CACHE/pg
  if [ "$(id -u)" = 0 ]; then
    PG_USER=nobody
    ! getent passwd postgres >/dev/null || PG_USER=postgres
    runuser -u "$PG_USER" -- test -x "$CACHE" || PG_DIR=/var/lib/cem-experience/$key
  fi
  PG_BIN=$(pg_bin) || PG_BIN=
  [ -z "$PG_BIN" ] || PG_DIR=$PG_DIR/$("$PG_BIN/pg_ctl" --version | sed -E 's/.* ([0-9]+).*/\1/')
  PG_SOCKET=$PG_DIR/socket
  # The path of a socket may have 107 characters.
  [ ${#PG_SOCKET} -le 85 ] || PG_SOCKET=/tmp/cem-experience-$key
  export PGHOST=$PG_SOCKET PGPORT=5432 PGUSER=odoo
}
as_pg() {
  if [ -n "$PG_USER" ]; then runuser -u "$PG_USER" -- "$@"; else "$@"; fi
}
own_folder() { # own_folder PATH: made, closed to others, and really ours
  mkdir -p "$(dirname "$1")"
  [ -d "$1" ] || mkdir "$1"
  [ -O "$1" ] || [ "$(id -u)" = 0 ] || die "$1 belongs to somebody else"
  chmod 700 "$1"
  [ -z "$PG_USER" ] || chown "$PG_USER" "$1"
}
start_cluster() { with_lock cluster start_cluster_locked; }
start_cluster_locked() {
  cluster_names
  [ -n "$PG_BIN" ] || die "no PostgreSQL server programs found (Debian package postgresql)"
  "$PG_BIN/pg_isready" -q && return
  hint "read $PG_DIR/server.log; if the cluster is damaged, remove $PG_DIR (it holds only demo and test data)."
  umask 022
  own_folder "$PG_DIR"
  own_folder "$PG_SOCKET"
  if ! [ -d "$PG_DIR/data" ]; then
    rm -rf "$PG_DIR/data.new"
    cd "$PG_DIR"
    as_pg "$PG_BIN/initdb" -D "$PG_DIR/data.new" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
    cat >>"$PG_DIR/data.new/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$PG_SOCKET'
unix_socket_permissions = 0700
max_connections = 300
shared_buffers = 256MB
max_wal_size = 2GB
synchronous_commit = off
jit = off
timezone = 'UTC'
CONF
    mv "$PG_DIR/data.new" "$PG_DIR/data"
  fi
  cd "$PG_DIR"
  # It must not inherit the locks (7, 8, 9) that the scripts hold.
  as_pg "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -l "$PG_DIR/server.log" -w -t 120 start 7>&- 8>&- 9>&- ||
    { tail -5 "$PG_DIR/server.log" && false; }
  "$PG_BIN/psql" -qX -U postgres -d postgres -v ON_ERROR_STOP=1 <<'SQL'
SELECT 'CREATE ROLE odoo LOGIN CREATEDB' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'odoo') \gexec
SQL
}
# Whoever uses the cluster holds a shared lock (descriptor 9) as long as it
# lives, the demonstration's server too; who gets it alone may stop the cluster.
use_cluster() {
  cluster_names
  exec 9>"$CACHE/locks/cluster.use"
  flock -s 9
}
stop_cluster_if_unused() {
  cluster_names
  [ -n "$PG_BIN" ] && "$PG_BIN/pg_isready" -q || return 0
  exec 9>"$CACHE/locks/cluster.use"
  if ! flock -n 9 || [ "$(sql postgres "SELECT count(*) FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")" != 0 ]; then
    say "PostgreSQL goes on: another clone or a test run uses it."
    return
  fi
  (cd / && as_pg "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -m fast -w stop >/dev/null)
  say "PostgreSQL stopped."
}
sql() { # sql DATABASE STATEMENT: prints values only
  "$PG_BIN/psql" -qXAt -v ON_ERROR_STOP=1 -d "$1" -c "$2"
}
db_exists() { [ "$(sql postgres "SELECT 1 FROM pg_database WHERE datname = '$1'")" = 1 ]; }
# What a database is made from is written on the database itself, last, so that
# neither outlives the other.
db_mark() { sql postgres "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '$1'"; }
set_db_mark() { sql postgres "COMMENT ON DATABASE \"$1\" IS '$2'"; }
drop_db() { # drop_db NAME DATA_DIR: with its files
  local turn
  # PostgreSQL's own cleaning may be at work in it for a moment, which we may not end.
  for turn in 1 2 3 4 5; do
    if "$PG_BIN/dropdb" --if-exists --force "$1"; then break; fi
    [ "$turn" != 5 ] || return 1
    sleep 1
  done
  rm -rf "${2:?}/filestore/$1"
}
