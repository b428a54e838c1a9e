# shellcheck shell=bash
# Everything that the scripts in dev/ share; sourced by them. Each function can
# be called again at any time: what is complete is believed only by a mark that
# is made last, what is half done is done anew.
LIB=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=dev/lib/base.sh
. "$LIB/base.sh"
# shellcheck source=dev/lib/packages.sh
. "$LIB/packages.sh"
# shellcheck source=dev/lib/odoo.sh
. "$LIB/odoo.sh"
# shellcheck source=dev/lib/venv.sh
. "$LIB/venv.sh"
# shellcheck source=dev/lib/postgres.sh
. "$LIB/postgres.sh"

# Sets VENV, PY, ODOO and what the processes started from here inherit.
load_names() {
  ODOO=$(odoo_path)
  VENV=$(venv_path "$DEV/requirements.lock")
  PY=$VENV/bin/python
  export CEM_ODOO=$ODOO
  cluster_names
}
odoo_addons_path() {
  local path=$ODOO/odoo/addons extra
  for extra in "$ODOO/addons" "$("$PY" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/odoo/addons"; do
    if compgen -G "$extra/*/__manifest__.py" >/dev/null; then path+=,$extra; fi
  done
  echo "$path,$ROOT"
}
write_conf() { # write_conf FILE DATABASE DATA_DIR, more lines from standard input
  {
    cat <<CONF
[options]
addons_path = $(odoo_addons_path)
data_dir = $3
db_host = $PGHOST
db_port = $PGPORT
db_user = odoo
db_name = $2
dbfilter = ^$2\$
db_maxconn = 32
list_db = False
http_interface = 127.0.0.1
screenshots = $RUN/screenshots
CONF
    cat
  } >"$1"
}
# The four steps that most commands begin with; the first three for linters.
prepare() { # prepare lint|run|test
  ask_for_root "$1"
  step "system packages" system_packages "$1"
  PYTHON_EXE=$(find_python || true)
  step "Odoo 19.0" get_odoo
  step "Python packages (locked)" make_venv "$DEV/requirements.lock"
  if [ "$1" = lint ]; then
    load_names
    return
  fi
  use_cluster
  step "PostgreSQL cluster" start_cluster
  load_names
}
odoo() { # odoo CONF ARGUMENTS...: from a neutral folder
  local conf=$1
  shift
  (cd "$RUN" && "$PY" -m odoo -c "$conf" "$@")
}
our_modules() { "$PY" "$DEV/addons.py" "$1"; }
