# shellcheck shell=bash
# Virtual environments from lock files, in the cache folder. Sourced.

venv_path() { # venv_path LOCKFILE: one folder a lock file and Python version
  local python
  python=$(find_python) || return 0
  echo "$CACHE/venv/$("$python" -c 'import sys; print("py%d%d" % sys.version_info[:2])')-$(
    { cat "$1" && "$python" -c 'import os, sys; print(os.path.realpath(sys.executable))'; } | sha256sum | cut -c1-10)"
}
make_venv() { # make_venv LOCKFILE
  local lock=$1 venv python
  python=$(find_python) || die "no Python 3.10 to 3.13 found; set PYTHON=/path/to/python3.11"
  venv=$(venv_path "$lock")
  [ -f "$venv/complete" ] && return
  hint "check that pip can reach its package index, and that $python can make a virtual environment (Debian package python3-venv)."
  with_lock "$(basename "$venv")" fill_venv "$lock" "$venv" "$python"
}
fill_venv() {
  local lock=$1 venv=$2 python=$3 site
  [ -f "$venv/complete" ] && return
  rm -rf "$venv"
  "$python" -m venv "$venv"
  "$venv/bin/python" -m pip install --disable-pip-version-check --no-input --quiet \
    --no-deps --require-hashes --only-binary :all: -r "$lock"
  # Odoo itself comes last on the path, from wherever CEM_ODOO says.
  site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  echo 'import os, sys; p = os.environ.get("CEM_ODOO"); p and p not in sys.path and sys.path.append(p)' >"$site/cem_odoo.pth"
  touch "$venv/complete"
}
