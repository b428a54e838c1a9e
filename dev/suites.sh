#!/usr/bin/env bash
# Odoo's own test suites with our addons installed, to see that ours break
# nothing: those of survey and of OCA's helpdesk_mgmt, and core's test_lint.
#
#   BASELINE=1   the same without our addons: what fails there is not ours
#   TAGS=/crm    other suites (Odoo's --test-tags); their modules: MODULES=crm
STEPS=7
# shellcheck source=dev/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=dev/lib/template.sh
. "$DEV/lib/template.sh"

DB_NAME=cem_suites_$CLONE_HASH${BASELINE:+_baseline}
CONF=$RUN/$DB_NAME.conf
DATA=$RUN/data
LOG=$LOGS/suites${BASELINE:+-baseline}.log
MODULES=${MODULES:-survey,helpdesk_mgmt}
TAGS=${TAGS:-/survey,/helpdesk_mgmt,/test_lint}

exec 7>"$RUN/$DB_NAME.lock"
flock -n 7 || die "another make suites of this clone is running"

install() {
  write_conf "$CONF" "$DB_NAME" "$DATA" </dev/null
  copy_template "$DB_NAME" "$DATA"
  [ -n "${BASELINE:-}" ] || odoo "$CONF" -i "$(our_modules modules)" --stop-after-init --no-http
}
run() { # the tests that run at installation run with -u, the others at its end
  local init=()
  case $TAGS in *test_lint*) init=(-i test_lint) ;; esac
  hint "$LOG has it all"
  PATH=$VENV/bin:$PATH odoo "$CONF" -u "$MODULES" "${init[@]}" --test-tags "$TAGS" \
    --http-port "$("$PY" "$DEV/free_port.py" 127.0.0.1 18069)" --stop-after-init >"$LOG" 2>&1 || true
  grep -q 'odoo.tests.result: .*tests' "$LOG" || { tail -20 "$LOG" && false; }
}

prepare test
step "template database" make_template
step "${BASELINE:+without }our addons" install
step "the suites ($TAGS)" run
say
"$PY" "$DEV/suite_report.py" "$LOG" && rc=0 || rc=1
drop_db "$DB_NAME" "$DATA"
say "All of it: $LOG"
exit $rc
