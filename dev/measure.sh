#!/usr/bin/env bash
# "make bench" and "make proof": figures at full size, too slow for the tests.
#
#   measure.sh bench [NAME...]   how fast: the modules of dev/bench/
#   measure.sh proof [NAME...]   does it hold: the modules of dev/proof/
#
# Each module gets a database of its own, a copy of one in which our addons are
# installed. KEEP=1 keeps it; LIST=1 only lists the modules. The results are also
# written as JSON to the folder of this clone in the cache.
STEPS=7
# shellcheck source=dev/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=dev/lib/template.sh
. "$DEV/lib/template.sh"

KIND=${1:?bench or proof}
shift
if [ -n "${LIST:-}" ]; then
  exec "$(find_python)" "$DEV/$KIND.py" --list
fi
# Data that are not part of the project: a folder, named from where one stands.
if [ -n "${DATA:-}" ]; then
  DATA=$(cd "$DATA" && pwd -P) || die "DATA=$DATA: no such folder"
  export DATA
fi
export CEM_MEASURE_BASE=cem_measure_$CLONE_HASH CEM_MEASURE_CONF=$RUN/measure.conf
export CEM_MEASURE_DATA=$RUN/measure CEM_MEASURE_OUT=$RUN/$KIND
LOGS=$RUN/logs/measure
mkdir -p "$LOGS" "$CEM_MEASURE_DATA" "$CEM_MEASURE_OUT"

exec 7>"$RUN/measure.lock"
flock -n 7 || { say "Waiting for another measurement of this clone." && flock 7; }

install_addons() {
  local fingerprint
  fingerprint="$(template_name) $(our_modules fingerprint)"
  hint "mend what the lines above say about the addons, then run the command again."
  write_conf "$CEM_MEASURE_CONF" "$CEM_MEASURE_BASE" "$CEM_MEASURE_DATA" </dev/null
  if db_exists "$CEM_MEASURE_BASE" && [ "$(db_mark "$CEM_MEASURE_BASE")" = "$fingerprint" ]; then return; fi
  copy_template "$CEM_MEASURE_BASE" "$CEM_MEASURE_DATA"
  odoo "$CEM_MEASURE_CONF" -i "$(our_modules modules)" --stop-after-init --no-http
  set_db_mark "$CEM_MEASURE_BASE" "$fingerprint"
}

prepare test
step "template database (once, a minute)" make_template
step "our addons, installed" install_addons
demo_database() { "$DEV/demo.sh" database; }
# One proof is about the demonstration: it copies that database.
case " ${*:-click_everything} " in
*" click_everything "*)
  if [ "$KIND" = proof ]; then step "database of the demonstration" demo_database; fi
  ;;
esac
say
CEM_MEASURE_PLAIN=$(template_name)
export CEM_MEASURE_PLAIN CEM_MEASURE_DEMO=$DEMO_DB CEM_MEASURE_DEMO_DATA=$RUN/data
cd "$RUN"
PATH=$VENV/bin:$PG_BIN:$PATH exec "$PY" "$DEV/$KIND.py" "$@"
