# shellcheck shell=bash
# What must be on the machine before anything runs: Debian packages, Odoo, the
# virtual environments, the private PostgreSQL cluster. Sourced after lib.sh.
# Each function can be called again at any time: what is complete is believed
# only by a mark that is made last, what is half done is done anew.

ODOO_TESTED=19.0.0+dfsg-1 # the version of Debian's package this was tested with

# --- Python ------------------------------------------------------------------
good_python() {
  "$1" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}
find_python() {
  local name
  for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.10 /usr/bin/python3; do
    if good_python "$name"; then
      command -v "$name"
      return
    fi
  done
  return 1
}

# --- Debian packages ---------------------------------------------------------
pg_bin() { # the newest PostgreSQL server programs of this machine
  local dir
  for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV); do
    if [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ]; then
      echo "$dir"
      return
    fi
  done
  dir=$(command -v initdb) && dirname "$(readlink -f "$dir")"
}
has_chinese_font() { [ -n "$(find /usr/share/fonts ~/.fonts -iname '*cjk*' -print -quit 2>/dev/null)" ]; }
has_chrome() { # the same names that Odoo looks for
  local name
  for name in google-chrome chromium chromium-browser google-chrome-stable; do
    command -v $name >/dev/null && return
  done
  return 1
}
wanted_packages() { # wanted_packages run|test: those that are missing
  find_python >/dev/null || echo python3 python3-venv
  if find_python >/dev/null && ! "$(find_python)" -c 'import ensurepip, venv' 2>/dev/null; then
    echo python3-venv
  fi
  pg_bin >/dev/null || echo postgresql
  command -v runuser >/dev/null || echo util-linux
  command -v wkhtmltopdf >/dev/null || echo wkhtmltopdf
  has_chinese_font || echo fonts-noto-cjk
  if [ "$1" = test ]; then has_chrome || echo chromium; fi
  if [ -z "$(odoo_path)" ] && ! [ -f "$DEBIAN_KEYRING" ]; then
    echo debian-archive-keyring python-apt-common
  fi
}
OPTIONAL_PACKAGES='wkhtmltopdf fonts-noto-cjk python-apt-common'

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}
# Asked before the step, so that a password prompt is not hidden in its log.
ask_for_root() { # ask_for_root run|test
  local missing
  missing=$(wanted_packages "$1" | xargs)
  [ -n "$missing" ] && [ "$(id -u)" != 0 ] && command -v sudo >/dev/null || return 0
  sudo -n true 2>/dev/null && return
  if [ -t 0 ]; then
    say "Missing on this machine: $missing. To install, sudo may ask for your password:"
    sudo -v || true
  fi
}
system_packages() { # system_packages run|test
  local missing pkg
  missing=$(wanted_packages "$1" | xargs)
  [ -n "$missing" ] || return 0
  hint "install these packages yourself, then run the same command again: apt-get install $missing"
  command -v apt-get >/dev/null || die "missing: $missing (and there is no apt-get here to install them)"
  if [ "$(id -u)" != 0 ] && ! sudo -n true 2>/dev/null; then
    die "missing: $missing (not root, and sudo is not to be had without a password)"
  fi
  for pkg in $missing; do
    apt_install "$pkg" && continue
    case " $OPTIONAL_PACKAGES " in
    *" $pkg "*) echo "NOTE: this system has no package $pkg; going on without it" ;;
    *) die "apt-get could not install $pkg" ;;
    esac
  done
}
apt_install() {
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -y)
  if as_root "${apt[@]}" install --no-install-recommends "$1"; then return; fi
  # A fresh machine has no package lists yet, or old ones: once is enough.
  if [ -z "${APT_UPDATED:-}" ]; then
    APT_UPDATED=1
    as_root "${apt[@]}" update || true
    as_root "${apt[@]}" install --no-install-recommends "$1"
    return
  fi
  return 1
}

# --- Odoo --------------------------------------------------------------------
DEBIAN_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
ODOO_TREE=$CACHE/odoo/tree

check_release() { # check_release FOLDER: it holds odoo/ of version 19.0
  [ -f "$1/odoo/release.py" ] || die "ODOO_PATH=$1 holds no odoo/release.py; give the folder that contains odoo/"
  grep -q '^version_info = (19, 0,' "$1/odoo/release.py" ||
    die "the Odoo in $1 is not version 19.0: $(grep '^version_info' "$1/odoo/release.py")"
}
odoo_path() { # the folder that holds odoo/; empty if it has yet to be fetched
  local python found
  if [ -n "${ODOO_PATH:-}" ]; then
    (cd "$ODOO_PATH" 2>/dev/null && pwd -P) || echo "$ODOO_PATH"
    return
  fi
  if python=$(find_python); then
    found=$(cd / && "$python" -c 'import os, odoo.release as r
if r.version_info[:2] == (19, 0): print(os.path.dirname(os.path.dirname(os.path.realpath(r.__file__))))' 2>/dev/null || true)
    if [ -n "$found" ]; then
      echo "$found"
      return
    fi
  fi
  if [ -f "$CACHE/odoo/complete" ]; then echo "$ODOO_TREE/usr/lib/python3/dist-packages"; fi
}
get_odoo() {
  local path
  if [ -n "${ODOO_PATH:-}" ]; then check_release "$ODOO_PATH"; fi
  path=$(odoo_path)
  [ -n "$path" ] || with_lock odoo fetch_odoo
  path=$(odoo_path)
  check_release "$path"
  echo "NOTE: $path"
}

# The address of Debian's archive is taken from this machine, in this order:
# what the caller says, its apt sources, a sibling of its Ubuntu mirror's
# sources, the list of mirrors that apt's Python library brings along.
debian_mirror() {
  local uri
  if [ -n "${CEM_DEBIAN_MIRROR:-}" ]; then
    echo "$CEM_DEBIAN_MIRROR"
    return
  fi
  uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    grep -E '/debian/?$|/debian\.list$' | head -1) || true
  [ -n "$uri" ] || uri=$(sed -nE 's/^URIs:[[:space:]]*([^ ]+).*/\1/p; s/^deb ([[][^]]*[]] )?([^ ]+) .*/\2/p' \
    /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -E '/debian/?$' | head -1) || true
  [ -n "$uri" ] || uri=$(sed -n 's/^BaseURI: *//p' /usr/share/python-apt/templates/Debian.info 2>/dev/null |
    grep -E '/debian/?$' | head -1) || true
  [ -n "$uri" ] && echo "$uri"
}

# apt with lists of its own: nothing of the system's apt is changed or needed.
# SUITE is a Debian suite, or "own" for whatever this machine's sources say.
private_apt() { # private_apt SUITE apt-get|apt-cache ARGUMENTS...
  local suite=$1 tool=$2 dir=$CACHE/odoo/apt/$1 options
  shift 2
  options=(-o "Dir::State::Lists=$dir/lists" -o "Dir::Cache=$dir/cache" -o Acquire::Languages=none
    -o APT::Sandbox::User=root -o Acquire::Retries=3)
  mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
  if [ "$suite" != own ]; then
    echo "deb [signed-by=$DEBIAN_KEYRING] $(debian_mirror) $suite main" >"$dir/sources.list"
    options+=(-o "Dir::Etc::sourcelist=$dir/sources.list" -o Dir::Etc::sourceparts=/dev/null)
  fi
  "$tool" "${options[@]}" "$@"
}
download() { # download SUITE PACKAGE: into the current folder
  local suite=$1 package=$2 mark=$CACHE/odoo/apt/$1/updated
  # The system's own lists serve if it has any.
  if [ "$suite" = own ] && apt-get -o APT::Sandbox::User=root download "$package" 2>/dev/null; then return; fi
  if ! [ -f "$mark" ]; then
    private_apt "$suite" apt-get update || [ "$suite" = own ] || return 1
    touch "$mark"
  fi
  private_apt "$suite" apt-get download "$package"
}
is_font_awesome_4() { # Odoo's icons are those of 4.7; later ones moved them
  local deb
  for deb in fonts-font-awesome_*.deb; do
    case $deb in *really4.7* | fonts-font-awesome_4.7*) return ;; esac
    rm -f "$deb"
  done
  return 1
}
fetch_odoo() {
  local package suite work=$CACHE/odoo/new
  [ -z "$(odoo_path)" ] || return 0
  hint "check that the Debian mirror of this machine answers ($(debian_mirror || echo 'none found')). Without one, \
set CEM_DEBIAN_MIRROR to the address of a Debian mirror, or ODOO_PATH to a folder with Odoo 19.0 (the one that holds odoo/)."
  command -v apt-get >/dev/null || die "no apt-get here, so Odoo cannot be fetched from Debian"
  debian_mirror >/dev/null || die "no Debian mirror known on this machine"
  [ -f "$DEBIAN_KEYRING" ] || die "package debian-archive-keyring is not installed"
  rm -rf "$work" "$CACHE/odoo/complete" "$ODOO_TREE" "$CACHE/odoo/apt"
  mkdir -p "$work/debs" "$work/tree"
  cd "$work/debs"
  download own odoo-19 || download sid odoo-19
  # The web client's libraries and fonts, to which the package only links.
  for package in libjs-jquery libjs-jquery-form libjs-underscore fonts-roboto-unhinted \
    fonts-montserrat fonts-inconsolata fonts-ocr-b; do
    download own $package || download sid $package
  done
  for suite in own trixie bookworm; do
    if download $suite fonts-font-awesome && is_font_awesome_4; then break; fi
  done
  is_font_awesome_4 || die "no Font Awesome 4.7 in this system's package sources, nor in Debian 12 or 13"
  for package in *.deb; do dpkg-deb -x "$package" "$work/tree"; done
  # The only asset that the package leaves out of the modules used here; without
  # it the web client's bundle does not load.
  package=$work/tree/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation
  if ! [ -f "$package/selfie_segmentation.js" ]; then
    mkdir -p "$package"
    echo '/* Left out of the Debian package: blurring the background of video calls. */' \
      >"$package/selfie_segmentation.js"
  fi
  package=$(echo odoo-19_*.deb | cut -d_ -f2 | sed 's/%3a/:/')
  cd "$CACHE"
  mv "$work/tree" "$ODOO_TREE"
  rm -rf "$work" "$CACHE/odoo/apt"
  echo "$package" >"$CACHE/odoo/complete"
  [ "$package" = "$ODOO_TESTED" ] || echo "NOTE: package $package (tested with $ODOO_TESTED)"
}

# --- virtual environments ----------------------------------------------------
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

# --- PostgreSQL --------------------------------------------------------------
# A cluster of our own, reached only through its socket. PostgreSQL does not run
# as root; for root it belongs to another user, and lives in /var/lib where that
# user cannot enter the cache folder (which is usual: /root is closed).
cluster_names() {
  local key
  key=$(printf %s "$CACHE" | sha256sum | cut -c1-8)
  PG_USER=
  PG_DIR=$CACHE/pg
  if [ "$(id -u)" = 0 ]; then
    PG_USER=nobody
    ! getent passwd postgres >/dev/null || PG_USER=postgres
    runuser -u "$PG_USER" -- test -x "$CACHE" || PG_DIR=/var/lib/cem-experience/$key
  fi
  PG_BIN=$(pg_bin) || PG_BIN=
  [ -z "$PG_BIN" ] || PG_DIR=$PG_DIR/$("$PG_BIN/pg_ctl" --version | sed -E 's/.* ([0-9]+).*/\1/')
  PG_SOCKET=$PG_DIR/socket
  # The path of a socket may have 107 characters.
  [ ${#PG_SOCKET} -le 85 ] || PG_SOCKET=/tmp/cem-experience-$key
  export PGHOST=$PG_SOCKET PGPORT=5432 PGUSER=odoo
}
as_pg() {
  if [ -n "$PG_USER" ]; then runuser -u "$PG_USER" -- "$@"; else "$@"; fi
}
own_folder() { # own_folder PATH: made, closed to others, and really ours
  mkdir -p "$(dirname "$1")"
  [ -d "$1" ] || mkdir "$1"
  [ -O "$1" ] || [ "$(id -u)" = 0 ] || die "$1 belongs to somebody else"
  chmod 700 "$1"
  [ -z "$PG_USER" ] || chown "$PG_USER" "$1"
}
start_cluster() { with_lock cluster start_cluster_locked; }
start_cluster_locked() {
  cluster_names
  [ -n "$PG_BIN" ] || die "no PostgreSQL server programs found (Debian package postgresql)"
  "$PG_BIN/pg_isready" -q && return
  hint "read $PG_DIR/server.log; if the cluster is damaged, remove $PG_DIR (it holds only demo and test data)."
  umask 022
  own_folder "$PG_DIR"
  own_folder "$PG_SOCKET"
  if ! [ -d "$PG_DIR/data" ]; then
    rm -rf "$PG_DIR/data.new"
    cd "$PG_DIR"
    as_pg "$PG_BIN/initdb" -D "$PG_DIR/data.new" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
    cat >>"$PG_DIR/data.new/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$PG_SOCKET'
unix_socket_permissions = 0700
max_connections = 300
shared_buffers = 256MB
max_wal_size = 2GB
synchronous_commit = off
jit = off
timezone = 'UTC'
CONF
    mv "$PG_DIR/data.new" "$PG_DIR/data"
  fi
  cd "$PG_DIR"
  # It must not inherit the locks (7, 8, 9) that the scripts hold.
  as_pg "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -l "$PG_DIR/server.log" -w -t 120 start 7>&- 8>&- 9>&- ||
    { tail -5 "$PG_DIR/server.log" && false; }
  "$PG_BIN/psql" -qX -U postgres -d postgres -v ON_ERROR_STOP=1 <<'SQL'
SELECT 'CREATE ROLE odoo LOGIN CREATEDB' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'odoo') \gexec
SQL
}
# Whoever uses the cluster holds a shared lock (descriptor 9) as long as it
# lives, the demonstration's server too; who gets it alone may stop the cluster.
use_cluster() {
  cluster_names
  exec 9>"$CACHE/locks/cluster.use"
  flock -s 9
}
stop_cluster_if_unused() {
  cluster_names
  [ -n "$PG_BIN" ] && "$PG_BIN/pg_isready" -q || return 0
  exec 9>"$CACHE/locks/cluster.use"
  if ! flock -n 9 || [ "$(sql postgres "SELECT count(*) FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")" != 0 ]; then
    say "PostgreSQL goes on: another clone or a test run uses it."
    return
  fi
  (cd / && as_pg "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -m fast -w stop >/dev/null)
  say "PostgreSQL stopped."
}
sql() { # sql DATABASE STATEMENT: prints values only
  "$PG_BIN/psql" -qXAt -v ON_ERROR_STOP=1 -d "$1" -c "$2"
}
db_exists() { [ "$(sql postgres "SELECT 1 FROM pg_database WHERE datname = '$1'")" = 1 ]; }
# What a database is made from is written on the database itself, last, so that
# neither outlives the other.
db_mark() { sql postgres "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '$1'"; }
set_db_mark() { sql postgres "COMMENT ON DATABASE \"$1\" IS '$2'"; }
drop_db() { # drop_db NAME DATA_DIR: with its files
  "$PG_BIN/dropdb" --if-exists --force "$1"
  rm -rf "${2:?}/filestore/$1"
}

# --- everything together -----------------------------------------------------
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
# The steps that every command begins with.
PREPARE_STEPS=4
prepare() { # prepare run|test
  ask_for_root "$1"
  step "system packages" system_packages "$1"
  step "Odoo 19.0 (from Debian, 120 MB, once)" get_odoo
  step "Python packages (locked)" make_venv "$DEV/requirements.lock"
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
