#!/usr/bin/env bash
# "make pot": writes each addon's i18n/ADDON.pot and merges the terms into its
# .po files: new ones come in untranslated, gone ones go, and nothing is guessed.
STEPS=6
# shellcheck source=dev/lib/all.sh
. "$(dirname "$0")/lib/all.sh"
# shellcheck source=dev/lib/template.sh
. "$DEV/lib/template.sh"

DB_NAME=cem_pot_$CLONE_HASH
CONF=$RUN/$DB_NAME.conf
DATA=$RUN/data
exec 7>"$RUN/$DB_NAME.lock"
flock -n 7 || die "another make pot of this clone is running"

install() {
  write_conf "$CONF" "$DB_NAME" "$DATA" </dev/null
  copy_template "$DB_NAME" "$DATA"
  odoo "$CONF" -i "$(our_modules modules)" --stop-after-init --no-http
}

prepare run
step "template database" make_template
step "our addons, installed" install
say
for addon in $(our_modules modules | tr , ' '); do
  CEM_POT="$ROOT/$addon/i18n/$addon.pot" CEM_ADDON=$addon \
    "$PY" "$DEV/shell.py" "$CONF" 2>"$LOGS/pot.log" <"$DEV/export_pot.py" || {
    cat "$LOGS/pot.log" >&2
    exit 1
  }
done
drop_db "$DB_NAME" "$DATA"
