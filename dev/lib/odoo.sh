# shellcheck shell=bash
# Odoo 19.0: one that is there already, or Debian's package, unpacked into the
# cache folder and not installed. Sourced.

ODOO_TESTED=19.0.0+dfsg-1 # the version of Debian's package this was tested with
DEBIAN_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
ODOO_TREE=$CACHE/odoo/tree

check_release() { # check_release FOLDER: it holds odoo/ of version 19.0
  [ -f "$1/odoo/release.py" ] || die "ODOO_PATH=$1 holds no odoo/release.py; give the folder that contains odoo/"
  grep -q '^version_info = (19, 0,' "$1/odoo/release.py" ||
    die "the Odoo in $1 is not version 19.0 but $(sed -n 's/^version_info = //p' "$1/odoo/release.py")"
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
  path=$(odoo_path)
  [ -n "$path" ] || with_lock odoo fetch_odoo
  path=$(odoo_path)
  hint "give ODOO_PATH the folder that holds odoo/ of version 19.0, or leave it out."
  check_release "$path"
  case $path in "$CACHE"/*) path="Debian's package $(cat "$CACHE/odoo/complete")" ;; esac
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
  # shellcheck disable=SC2016 # apt's own way to name a field
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
    # A mirror that is behind or frozen gives lists past their date, but signed.
    private_apt "$suite" apt-get update || private_apt "$suite" apt-get update -o Acquire::Check-Valid-Until=false ||
      [ "$suite" = own ] || return 1
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
  [ "$package" = "$ODOO_TESTED" ] || echo "this suite was tested with $ODOO_TESTED, not with $package"
}
