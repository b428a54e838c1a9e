#!/usr/bin/env bash
# Renews the lock files ("make lock"): the newest versions that run on Python
# 3.10 to 3.13, one version for all of them where there is one, each file pinned
# by its hash, and no address of any package index.
#
#   lock.sh          every package as new as it can be
#   lock.sh --keep   what is locked stays; only what is missing is added
# shellcheck source=dev/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

tools=$CACHE/lock-tools
upgrade=(--upgrade)
[ "${1:-}" != --keep ] || upgrade=()
[ -x "$tools/bin/uv" ] || { "$(find_python)" -m venv "$tools" && "$tools/bin/pip" install --quiet uv; }
compile() { # compile FILE.in FILE.lock
  "$tools/bin/uv" pip compile --quiet --universal --python-version 3.10 --fork-strategy fewest \
    --generate-hashes --no-emit-index-url --no-header ${upgrade[@]+"${upgrade[@]}"} \
    --override "$overrides" "$1" -o "$2"
}
overrides=$(mktemp)
trap 'rm -f "$overrides"' EXIT
# docopt serves only num2words' command line and has no wheel; odoo is not on
# any package index, only its addons are.
cat >"$overrides" <<'TXT'
docopt; python_version < "3"
odoo; python_version < "3"
TXT
cd "$ROOT"
compile dev/requirements.in dev/requirements.lock
compile dev/lint/requirements.in dev/lint/requirements.lock
# The versions in dev/lint/package.json are renewed by hand; this follows them.
if [ ${#upgrade[@]} != 0 ] && command -v npm >/dev/null; then
  (cd dev/lint && npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund)
fi
