#!/usr/bin/env bash
# Installs our addons, updates them, uninstalls them, each with a look at the
# log, and compares the database before and after: nothing of ours may be left.
# Then each addon alone, and each glue addon with its app, in every order (G=name: only
# this one).
STEPS='?'
# shellcheck source=dev/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=dev/lib/template.sh
. "$DEV/lib/template.sh"
# shellcheck source=dev/lib/orders.sh
. "$DEV/lib/orders.sh"

DB_NAME=cem_uninstall_$CLONE_HASH
CONF=$RUN/$DB_NAME.conf
DATA=$RUN/data
exec 7>"$RUN/$DB_NAME.lock"
flock -n 7 || die "another make uninstall-test of this clone is running"

clean_log() { # the output of the command so far, without what is not ours
  "$PY" "$DEV/checklog.py" "$1" || die "warnings or errors in the log, above"
}
inventory() { # what can be left behind, one line each
  "$PG_BIN/psql" -qXAt -d "$DB_NAME" -v ON_ERROR_STOP=1 -f "$DEV/inventory.sql" | sort
}
copy() {
  write_conf "$CONF" "$DB_NAME" "$DATA" </dev/null
  copy_template "$DB_NAME" "$DATA"
  inventory >"$RUN/inventory-before.txt"
}
install() { odoo "$CONF" -i "$(our_modules modules)" --stop-after-init --no-http; }
update() { odoo "$CONF" -u "$(our_modules modules)" --stop-after-init --no-http; }
uninstall() {
  MODULES=$(our_modules modules) "$PY" "$DEV/shell.py" "$CONF" <<'PY'
import os
modules = env["ir.module.module"].search([("name", "in", os.environ["MODULES"].split(","))])
print("uninstalling", modules.mapped("name"))
modules.button_immediate_uninstall()
env.cr.commit()
print({module.name: module.state for module in modules})
PY
  # The next start must be clean too.
  odoo "$CONF" --stop-after-init --no-http
}
compare() {
  inventory >"$RUN/inventory-after.txt"
  comm -13 "$RUN/inventory-before.txt" "$RUN/inventory-after.txt" >"$RUN/orphans.txt"
  comm -23 "$RUN/inventory-before.txt" "$RUN/inventory-after.txt" |
    grep -vEf <(grep '^\^' "$DEV/inventory_allow.txt") >"$RUN/lost.txt" || true
  hint "the lines above are left over or lost; a pre- or uninstall hook, or ondelete on a selection, may be missing."
  [ ! -s "$RUN/orphans.txt" ] || { echo "Left behind:" && cat "$RUN/orphans.txt"; }
  [ ! -s "$RUN/lost.txt" ] || { echo "Lost:" && cat "$RUN/lost.txt"; }
  [ ! -s "$RUN/orphans.txt" ] && [ ! -s "$RUN/lost.txt" ]
}
logged() { # logged FUNCTION: fails on warnings too
  "$1" 2>&1 | tee "$LOGS/uninstall-$1.txt"
  clean_log "$LOGS/uninstall-$1.txt"
}
logged_install() { logged install; }
logged_update() { logged update; }
logged_uninstall() { logged uninstall; }

all_at_once() {
  step "template database" make_template
  step "a copy of it" copy
  step "install" logged_install
  step "update" logged_update
  step "uninstall" logged_uninstall
  step "compare with the database before" compare
}
each_alone() {
  local glue apps ours part
  step "what cem_experience needs" make_plain
  step "cem_experience alone" make_core
  for part in $(our_modules parts | tr , ' '); do
    case $part in *"${G:-}") part_orders "$part" ;; esac
  done
  while read -r glue apps ours; do
    case $glue in *"${G:-}") orders_of "$glue" "$apps" "$ours" ;; esac
  done < <(our_modules glue)
}

prepare run
[ -n "${G:-}" ] || all_at_once
each_alone
drop_orders
say
say "Nothing is left behind, and nothing is lost."
