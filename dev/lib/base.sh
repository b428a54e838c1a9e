# shellcheck shell=bash
# Names, paths and the progress display that every script in dev/ shares.
# Sourced, never run. All state lives in one cache folder outside the clone:
#
#   $CACHE/odoo/ venv/ node/     downloads, shared by every clone of this user
#   $CACHE/pg/                   the private PostgreSQL cluster, shared too
#   $CACHE/template/             what the cached test databases need beside them
#   $CACHE/run/<clone>/          one folder a clone: configuration, pid, log,
#                                mails, filestore
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
DEV=$ROOT/dev
CACHE=${CEM_CACHE:-${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/cem-experience}
mkdir -p "$CACHE/locks"
CACHE=$(cd "$CACHE" && pwd -P)
CLONE_HASH=$(printf %s "$ROOT" | sha256sum | cut -c1-8)
RUN=$CACHE/run/$(basename "$ROOT" | tr -c 'A-Za-z0-9_.\n-' _)-$CLONE_HASH
LOGS=$RUN/logs
mkdir -p "$LOGS"
DEMO_DB=cem_demo_$CLONE_HASH

# Settings of the caller that would silently change what runs here.
unset PGDATABASE PGPASSWORD PGSERVICE PGOPTIONS ODOO_RC OPENERP_SERVER
export PYTHONUNBUFFERED=1 PYTHONNOUSERSITE=1

say() { printf '%s\n' "$*"; }
die() {
  printf 'Error: %s\n' "$*" >&2
  exit 1
}
# A step says with this what a person can do should it fail.
hint() { printf 'HINT: %s\n' "$*"; }

# step TEXT COMMAND...: one numbered line; the command's output goes to a log
# which is shown if it fails. It runs in a subshell: results are left in files.
STEP=0
STEPS=${STEPS:-?}
step() {
  local text=$1 log start rc=0 ticker=
  shift
  STEP=$((STEP + 1))
  log=$LOGS/$1.log
  start=$SECONDS
  printf '[%s/%s] %s ... ' "$STEP" "$STEPS" "$text"
  if [ -t 1 ]; then
    (
      while sleep 1; do
        printf '\r[%s/%s] %s ... %s s ' "$STEP" "$STEPS" "$text" $((SECONDS - start))
      done
    ) &
    ticker=$!
  fi
  set +e
  (
    set -e
    "$@"
  ) >"$log" 2>&1 </dev/null
  rc=$?
  set -e
  if [ -n "$ticker" ]; then
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    printf '\r\033[K[%s/%s] %s ... ' "$STEP" "$STEPS" "$text"
  fi
  if [ "$rc" = 0 ]; then
    say "ok $((SECONDS - start)) s$(sed -n 's/^NOTE: / - /p' "$log" | tail -1)"
    return
  fi
  say "FAILED after $((SECONDS - start)) s"
  {
    say
    say "The last lines of $log:"
    grep -vE '^(HINT|NOTE): |^[0-9: ,-]+ [0-9]+ INFO ' "$log" | tail -n 25 | sed 's/^/  | /'
    say
    say "What to do: $(sed -n 's/^HINT: //p' "$log" | tail -1 | grep . ||
      echo "read the log above; running the same command again repeats only what is missing.")"
  } >&2
  exit 1
}

# with_lock NAME COMMAND...: two makes never build the same thing at once.
with_lock() {
  local name=$1
  shift
  (
    flock -n 8 || {
      echo "waiting for another make that does the same ($name)"
      flock 8
    }
    "$@"
  ) 8>"$CACHE/locks/$name.lock"
}

# A process of ours is known by its number and its start time, so that a
# number which the system has given to somebody else is never taken for ours.
start_time() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
save_pid() { printf '%s %s\n' "$1" "$(start_time "$1")" >"$2"; }
pid_of() { # pid_of FILE: prints the number if that process still lives
  local pid started
  [ -f "$1" ] && read -r pid started <"$1" || return 1
  [ -n "$started" ] && [ "$(start_time "$pid")" = "$started" ] && echo "$pid"
}
end_process() { # end_process FILE [SECONDS]: asks it to end, then makes it
  local pid
  if pid=$(pid_of "$1"); then
    kill -TERM "$pid" 2>/dev/null || true
    for _ in $(seq $((${2:-20} * 5))); do
      pid_of "$1" >/dev/null || break
      sleep 0.2
    done
    if pid=$(pid_of "$1"); then kill -KILL "$pid" 2>/dev/null || true; fi
  fi
  rm -f "$1"
}
