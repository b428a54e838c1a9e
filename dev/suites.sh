#!/usr/bin/env bash
# Odoo's own test suites with our addons installed, to see that ours break
# nothing: those of survey and of OCA's helpdesk_mgmt, and core's test_lint.
#
#   BASELINE=1   the same without our addons: what fails there is not ours
#   TAGS=/crm    other suites (Odoo's --test-tags); their modules: MODULES=crm
STEPS=8
# shellcheck source=dev/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=dev/lib/template.sh
. "$DEV/lib/template.sh"

DB_NAME=cem_suites_$CLONE_HASH${BASELINE:+_baseline}
CONF=$RUN/$DB_NAME.conf
DATA=$RUN/data
LOG=$LOGS/suites${BASELINE:+-baseline}.log
LOG_LINT=$LOGS/suites-lint${BASELINE:+-baseline}.log
MODULES=${MODULES:-survey,helpdesk_mgmt}
TAGS=${TAGS:-/survey,/helpdesk_mgmt}

exec 7>"$RUN/$DB_NAME.lock"
flock -n 7 || die "another make suites of this clone is running"

install() {
  write_conf "$CONF" "$DB_NAME" "$DATA" </dev/null
  copy_template "$DB_NAME" "$DATA"
  [ -n "${BASELINE:-}" ] || odoo "$CONF" -i "$(our_modules modules)" --stop-after-init --no-http
}
# The tests that run at installation need the update, the others follow it.
suite() { # suite LOG TAGS COMMAND...
  local log=$1 tags=$2 port
  shift 2
  port=$("$PY" "$DEV/free_port.py" 127.0.0.1 18069)
  hint "$log has it all"
  (
    cd "$RUN"
    PATH=$PATH:$VENV/bin "$PY" "$@" -c "$CONF" --test-tags "$tags" --http-port "$port" --stop-after-init
  ) >"$log" 2>&1 || true
  grep -q 'odoo.tests.result: ' "$log" || { tail -20 "$log" && false; }
}
odoo_suites() { suite "$LOG" "$TAGS" -m odoo -u "$MODULES"; }
lint_suite() {
  # test_lint hands all of Odoo to pylint, besides our addons: that one is left out.
  mkdir -p "$RUN/bin"
  cat >"$RUN/bin/pylint" <<SH
#!/usr/bin/env bash
for path; do [ "\$path" = "$ODOO/odoo" ] || args+=("\$path"); done
exec "$VENV/bin/pylint" "\${args[@]}"
SH
  chmod +x "$RUN/bin/pylint"
  PATH=$RUN/bin:$PATH suite "$LOG_LINT" /test_lint "$DEV/lint_ours.py" -i test_lint
}

prepare test
step "template database" make_template
step "${BASELINE:+without }our addons" install
step "the suites $TAGS" odoo_suites
step "the suite test_lint, on our addons" lint_suite
rc=0
for log in "$LOG" "$LOG_LINT"; do
  say
  "$PY" "$DEV/suite_report.py" "$log" || rc=1
  say "All of it: $log"
done
drop_db "$DB_NAME" "$DATA"
exit $rc
