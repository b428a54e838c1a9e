#!/usr/bin/env bash
# The demonstration: from nothing to a running Odoo with demo data.
#
#   demo.sh start    what "make demo" does (FRESH=1 makes the database anew)
#   demo.sh stop     ends Odoo, the mail catcher and, if unused, PostgreSQL
#   demo.sh database only makes or updates its database (Odoo is ended meanwhile)
#   demo.sh shell    runs a script from standard input in an Odoo shell
#   demo.sh mails    lists the mails it sent
#   demo.sh clean    removes all that this clone has in the cache folder
STEPS=7
# shellcheck source=dev/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

CONF=$RUN/demo.conf
DATA=$RUN/data
ODOO_PID=$RUN/odoo.pid
MAIL_PID=$RUN/mail.pid
MAILS=$RUN/mails
HOST=${CEM_HOST:-127.0.0.1}

running() { pid_of "$ODOO_PID" >/dev/null; }
address() { echo "http://$(sed 's/^0\.0\.0\.0$/127.0.0.1/; s/^::$/[::1]/' "$RUN/host"):$(cat "$RUN/port")"; }
free_port() { "$PY" "$DEV/free_port.py" "$@"; }

write_demo_conf() { # write_demo_conf PORT MAIL_PORT
  write_conf "$CONF" "$DEMO_DB" "$DATA" <<CONF
http_port = $1
smtp_server = 127.0.0.1
smtp_port = $2
email_from = cem-demo@example.com
workers = 0
max_cron_threads = 1
limit_time_real = 900
limit_time_real_cron = 3600
CONF
  # The address to listen on is said once, last, and so wins.
  sed -i "s/^http_interface = .*/http_interface = $HOST/" "$CONF"
}

# --- database ----------------------------------------------------------------
LANGUAGES=en_US,zh_CN # the first is everybody's, unless the demo data say otherwise
RECIPE=2              # a database made in another way is made anew
fresh_mark() { echo "$RECIPE $(our_modules fingerprint) $(sha256sum "$ODOO/odoo/release.py" | cut -c1-8) $(basename "$VENV")"; }
database_step() {
  local mark wanted
  wanted=$(fresh_mark)
  mark=
  if db_exists "$DEMO_DB"; then mark=$(db_mark "$DEMO_DB"); fi
  if [ -n "${FRESH:-}" ] || [ "${mark%% *}" != $RECIPE ]; then
    stop_odoo
    step "database with demo data (a minute or two)" make_database "$wanted"
  elif [ "$mark" != "$wanted" ]; then
    stop_odoo
    step "database, updated: the addons have changed" update_database "$wanted"
  else
    step "database" true
  fi
}
make_database() { # make_database MARK
  local modules
  hint "an error of an addon is in the lines above; mend it and run the command again."
  modules=$(our_modules modules)
  [ -n "$modules" ] || die "this clone has no addons (no folder with a __manifest__.py)"
  drop_db "$DEMO_DB" "$DATA"
  write_demo_conf 8069 25
  "$PG_BIN/createdb" -T template0 -E UTF8 "$DEMO_DB"
  odoo "$CONF" -i "base,$(our_modules depends),helpdesk_mgmt,$modules" --with-demo \
    --load-language=$LANGUAGES --stop-after-init --no-http
  check_installed
  set_db_mark "$DEMO_DB" "$1"
}
update_database() { # update_database MARK
  local modules
  hint "an error of an addon is in the lines above. To begin again with a new database: make demo FRESH=1"
  modules=$(our_modules modules)
  set_db_mark "$DEMO_DB" "$RECIPE updating"
  write_demo_conf 8069 25
  odoo "$CONF" -i "$modules" -u "$modules" --with-demo --load-language=$LANGUAGES --stop-after-init --no-http
  check_installed
  set_db_mark "$DEMO_DB" "$1"
}
check_installed() {
  local missing
  missing=$(sql "$DEMO_DB" "SELECT string_agg(wanted, ' ') FROM unnest(string_to_array('$(our_modules modules)', ',')) wanted
    WHERE NOT EXISTS (SELECT FROM ir_module_module m WHERE m.name = wanted AND m.state = 'installed')")
  [ -z "$missing" ] || die "not installed: $missing"
}

# --- processes ---------------------------------------------------------------
stop_odoo() {
  end_process "$ODOO_PID" 30
  end_process "$MAIL_PID" 5
}
spawn() { # spawn PID_FILE LOG COMMAND...: in a session of its own, without our locks 7 and 8
  local pidfile=$1 log=$2
  shift 2
  (
    cd "$RUN"
    save_pid "$BASHPID" "$pidfile" # it stays the same through exec
    exec setsid "$@" >>"$log" 2>&1 </dev/null 7>&- 8>&-
  ) &
  for _ in $(seq 50); do
    [ ! -s "$pidfile" ] || return 0
    sleep 0.1
  done
}
# One clone at a time looks for a free port and takes it.
start_mail() { with_lock mail-port start_mail_locked; }
start_mail_locked() {
  local port
  pid_of "$MAIL_PID" >/dev/null && return
  port=$(free_port 127.0.0.1 1025)
  hint "read $LOGS/mail.log"
  spawn "$MAIL_PID" "$LOGS/mail.log" "$PY" "$DEV/mails.py" serve "$MAILS" "$port" 9>&-
  for _ in $(seq 100); do
    free_port 127.0.0.1 "$port" only >/dev/null || break
    pid_of "$MAIL_PID" >/dev/null || die "the mail catcher ended: $(tail -3 "$LOGS/mail.log")"
    sleep 0.1
  done
  echo "$port" >"$RUN/mail.port"
}
start_odoo() { with_lock odoo-port start_odoo_locked; }
start_odoo_locked() {
  local port wanted log=$LOGS/odoo.log
  start_mail
  wanted=$(cat "$RUN/port" 2>/dev/null || echo 8069)
  port=$(free_port "$HOST" "${CEM_PORT:-$wanted}" ${CEM_PORT:+only}) ||
    { hint "choose another port, as in: make demo PORT=8075" && die "port $CEM_PORT is taken"; }
  write_demo_conf "$port" "$(cat "$RUN/mail.port")"
  echo "$HOST" >"$RUN/host"
  echo "$port" >"$RUN/port"
  # Links in mails lead to this address.
  sql "$DEMO_DB" "INSERT INTO ir_config_parameter (key, value) VALUES ('web.base.url', '$(address)')
    ON CONFLICT (key) DO UPDATE SET value = excluded.value"
  mv -f "$log" "$log.1" 2>/dev/null || true
  hint "read $log; then run the command again."
  spawn "$ODOO_PID" "$log" "$PY" -m odoo -c "$CONF"
  for _ in $(seq 240); do
    if ! running; then
      cat "$log"
      die "Odoo ended"
    fi
    if "$PY" "$DEV/free_port.py" --answers "$(address)/web/login"; then return; fi
    sleep 0.5
  done
  tail -40 "$log"
  die "no answer from $(address)/web/login after two minutes"
}

# --- commands ----------------------------------------------------------------
welcome() {
  sed -e "s|@ADDRESS@|$(address)|g" -e "s|@LOG@|$LOGS/odoo.log|g" -e "s|@MAILS@|$MAILS|g" "$DEV/welcome.txt"
}
start() {
  prepare run
  database_step
  if running && [ -n "${CEM_PORT:-}" ] && [ "$CEM_PORT" != "$(cat "$RUN/port")" ]; then stop_odoo; fi
  if running && [ -n "${CEM_HOST:-}" ] && [ "$CEM_HOST" != "$(cat "$RUN/host")" ]; then stop_odoo; fi
  if running; then
    step "mail catcher" start_mail
    step "Odoo (already running)" wait_answer
  else
    end_process "$MAIL_PID" 5
    step "mail catcher" start_mail
    step "Odoo" start_odoo
  fi
  welcome
}
wait_answer() {
  hint "it runs but does not answer; make stop, then make demo. Its log: $LOGS/odoo.log"
  "$PY" "$DEV/free_port.py" --answers "$(address)/web/login" 60
}
database() { # for a copy: nobody may be connected to it
  load_names
  stop_odoo
  use_cluster
  database_step
}
stop() {
  if running; then
    stop_odoo
    say "Odoo stopped."
  else
    stop_odoo
    say "Odoo was not running."
  fi
  stop_cluster_if_unused
}
shell() {
  # Only the script speaks on standard output.
  exec 3>&1 1>&2
  if ! quick_ready; then
    STEPS=5
    prepare run
    if running && db_exists "$DEMO_DB"; then
      say "Note: the addons have changed since the demonstration was started; make demo brings it up to date."
    else
      database_step
    fi
  fi
  cd "$RUN"
  "$PY" "$DEV/shell.py" "$CONF" 1>&3
}
clean() {
  local db
  load_names
  stop_odoo
  if [ -n "$PG_BIN" ] && [ -d "$PG_DIR/data" ]; then
    use_cluster
    start_cluster </dev/null
    for db in $(sql postgres "SELECT datname FROM pg_database WHERE datname ~ '^cem_[a-z]+_$CLONE_HASH'"); do
      "$PG_BIN/dropdb" --if-exists "$db"
    done
  fi
  rm -rf "$RUN"
  say "Removed: the databases and files of this clone."
  stop_cluster_if_unused
}
quick_ready() { # nothing to prepare: the usual case, and silent
  load_names
  [ -x "$PY" ] && [ -f "$VENV/complete" ] && [ -n "$ODOO" ] && [ -n "$PG_BIN" ] && [ -f "$CONF" ] || return 1
  use_cluster
  "$PG_BIN/pg_isready" -q || start_cluster >"$LOGS/start_cluster.log" 2>&1 </dev/null || return 1
  db_exists "$DEMO_DB" && [ "$(db_mark "$DEMO_DB")" = "$(fresh_mark)" ]
}

case ${1:-} in
start)
  exec 7>"$RUN/demo.lock"
  flock -n 7 || { say "Waiting for another make demo of this clone." && flock 7; }
  start
  ;;
database) database ;;
stop) stop ;;
mails)
  [ -d "$MAILS" ] || die "no mails yet; begin with: make demo"
  "$(find_python)" "$DEV/mails.py" list "$MAILS" ${N:+"$N"}
  ;;
shell) shell ;;
clean) clean ;;
*) die "demo.sh start|database|stop|shell|mails|clean" ;;
esac
