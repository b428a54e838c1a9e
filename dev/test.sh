#!/usr/bin/env bash
# "make test": the whole suite, on a fresh database, with the browser tests.
#
#   T=path...   only these files or folders      K=expr   only tests that match
#   M=addons    only these addons are installed, and their tests run (comma separated)
#   DB=name     a database of its own, to run several at once
#   KEEP=1      keep the database and, next time, only update the addons in it
#   J=2         run in so many processes         ARGS=... more options of pytest
#               (without T and K: as many as there are cores, four at most)
#
# It fails on any failed test, on any WARNING or ERROR that Odoo logs while
# installing our addons or running the tests (dev/log_allow.txt has the few that
# are not ours), and on browser tests that were skipped.
STEPS=6
# shellcheck source=dev/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=dev/lib/template.sh
. "$DEV/lib/template.sh"

case ${DB:-} in *[!a-z0-9_]*) die "DB=$DB: use small letters, digits and _" ;; esac
DB_NAME=cem_test_$CLONE_HASH${DB:+_$DB}
CONF=$RUN/$DB_NAME.conf
DATA=$RUN/data
LOGS=$RUN/logs/test${DB:+-$DB}
mkdir -p "$LOGS"
compgen -G "$ROOT/*/__manifest__.py" >/dev/null || die "nothing to test: this clone has no addons (no folder with a __manifest__.py)"

exec 7>"$RUN/$DB_NAME.lock"
flock -n 7 || die "a test run of this clone uses this database now; to run beside it: make test DB=mine"

install_addons() {
  local modules
  hint "mend what the lines above say about the addons, then run the command again."
  modules=${M:-$(our_modules modules)}
  write_conf "$CONF" "$DB_NAME" "$DATA" </dev/null
  if [ -n "${KEEP:-}" ] && db_exists "$DB_NAME" && [ -n "$(db_mark "$DB_NAME")" ]; then
    set_db_mark "$DB_NAME" ''
    odoo "$CONF" -i "$modules" -u "$modules" --stop-after-init --no-http
  else
    copy_template "$DB_NAME" "$DATA"
    odoo "$CONF" -i "$modules" --stop-after-init --no-http
  fi
  set_db_mark "$DB_NAME" "$(our_modules fingerprint)"
}
check_install_log() { "$PY" "$DEV/checklog.py" "$LOGS/install_addons.log"; }

prepare test
step "template database (once, a minute)" make_template
step "our addons, installed" install_addons
say
log_problems=0
check_install_log >"$LOGS/install-problems.txt" || log_problems=1
export CEM_INSTALL_PROBLEMS=$LOGS/install-problems.txt

if [ -z "${T:-}${K:-}${J:-}" ]; then
  cores=$(nproc 2>/dev/null || echo 1)
  J=$((cores < 4 ? cores : 4))
fi
paths=()
for path in ${T:-$(echo "${M:-$(our_modules modules)}" | tr , ' ')}; do paths+=("$path"); done
options=(-p cem_pytest --odoo-database="$DB_NAME" --odoo-http --odoo-log-level="${LOG:-warn}"
  -o "cache_dir=$LOGS/pytest" --rootdir "$ROOT" -c "$DEV/pytest.ini")
[ -z "${K:-}" ] || options+=(-k "$K")
# cem_pytest.py puts what takes long first.
[ "${J:-1}" = 1 ] || options+=(-n "$J" --dist loadscope --no-loadscope-reorder)
rc=0
# shellcheck disable=SC2086
ODOO_RC=$CONF PATH=$VENV/bin:$PG_BIN:$PATH PYTHONPATH=$DEV CEM_SCREENSHOTS=$RUN/screenshots \
  "$VENV/bin/python" -m pytest "${options[@]}" ${ARGS:-} "${paths[@]}" </dev/null || rc=$?
[ -n "${KEEP:-}" ] || drop_db "$DB_NAME" "$DATA"
[ "$rc" != 0 ] || rc=$log_problems
exit "$rc"
