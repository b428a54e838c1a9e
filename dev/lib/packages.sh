# shellcheck shell=bash
# Debian packages that the machine must have, and a Python that will do. Sourced.

good_python() {
  "$1" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}
find_python() { # prints the program itself, not a link or a version manager's stand-in
  local name
  if [ -n "${PYTHON_EXE:-}" ]; then
    echo "$PYTHON_EXE"
    return
  fi
  for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.10 /usr/bin/python3; do
    if good_python "$name"; then
      "$name" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  return 1
}
PYTHON_EXE=$(find_python || true)

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
wanted_packages() { # wanted_packages lint|run|test: those that must be there and are not
  find_python >/dev/null || echo python3 python3-venv
  if find_python >/dev/null && ! "$(find_python)" -c 'import ensurepip, venv' 2>/dev/null; then
    echo python3-venv
  fi
  if [ -z "$(odoo_path)" ] && ! [ -f "$DEBIAN_KEYRING" ]; then echo debian-archive-keyring; fi
  [ "$1" != lint ] || return 0
  pg_bin >/dev/null || echo postgresql
  if [ "$1" = test ]; then has_chrome || echo chromium; fi
}
useful_packages() { # those without which something works less well, but works
  if [ -z "$(odoo_path)" ] && ! debian_mirror >/dev/null; then echo python-apt-common; fi
  [ "$1" != lint ] || return 0
  command -v wkhtmltopdf >/dev/null || echo wkhtmltopdf
  has_chinese_font || echo fonts-noto-cjk
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}
can_install() {
  command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}
# Asked before the step, so that a password prompt is not hidden in its log.
ask_for_root() { # ask_for_root lint|run|test
  local missing
  missing=$(wanted_packages "$1" | xargs)
  [ -n "$missing" ] && ! can_install && command -v sudo >/dev/null && [ -t 0 ] || return 0
  say "Missing on this machine: $missing. To install it, sudo asks for your password:"
  sudo -v || true
}
system_packages() { # system_packages lint|run|test
  local missing pkg tried=$CACHE/not-in-this-system
  missing=$(wanted_packages "$1" | xargs)
  hint "install this yourself, then run the same command again: apt-get install $missing $(useful_packages "$1" | xargs)"
  if [ -n "$missing" ]; then
    can_install || die "missing: $missing (neither root, nor sudo without a password, nor a terminal to ask for it)"
    for pkg in $missing; do
      apt_install "$pkg" || die "apt-get could not install $pkg"
    done
  fi
  # Newer Debians have no wkhtmltopdf: asked once, not at every start.
  for pkg in $(useful_packages "$1"); do
    if ! grep -qsx "$pkg" "$tried" && can_install; then
      apt_install "$pkg" && continue
      echo "$pkg" >>"$tried"
    fi
    case $pkg in
    wkhtmltopdf) echo "NOTE: no wkhtmltopdf here, so no PDF" ;;
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
