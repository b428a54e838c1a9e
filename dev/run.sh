#!/usr/bin/env bash
# Runs a command with what the other scripts use: the virtual environment first
# on PATH, PostgreSQL's programs and the private cluster, Odoo importable.
#
#   dev/run.sh psql -d cem_demo_...        dev/run.sh python something.py
#
# CEM_DEMO_DB and CEM_DEMO_CONF name the demonstration's database and
# configuration, CEM_RUN the folder of this clone in the cache.
STEPS=4
# shellcheck source=dev/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
load_names
if ! { [ -f "$VENV/complete" ] && [ -n "$ODOO" ] && [ -n "$PG_BIN" ]; }; then
  prepare run >&2
fi
use_cluster
"$PG_BIN/pg_isready" -q || start_cluster >"$LOGS/start_cluster.log" 2>&1 </dev/null
export PATH=$VENV/bin:$PG_BIN:$PATH CEM_DEMO_DB=$DEMO_DB CEM_DEMO_CONF=$RUN/demo.conf CEM_RUN=$RUN
[ $# != 0 ] || set -- bash
exec "$@"
