# shellcheck shell=bash
# The template database of the tests: the addons that ours depend on, the ticket
# app and the coupons that a compensation may link to, without demo data. Where only some
# of ours are installed (M=addons), those that they depend on: so no glue comes by itself.
# Made once for a given Odoo, lock file and list of modules; a test database is a copy of
# it (under a second). Sourced.

template_modules() {
  if [ -n "${M:-}" ]; then
    echo "base,$("$PY" "$DEV/addons.py" needs "$M"),loyalty"
  else
    echo "base,$(our_modules depends),helpdesk_mgmt,loyalty"
  fi
}
template_name() {
  echo "cem_template_$({
    template_modules
    cat "$DEV/lib/template.sh" "$CACHE/odoo/complete" 2>/dev/null
    echo "$ODOO"
    basename "$VENV"
  } | sha256sum | cut -c1-10)"
}
make_template() { with_lock template make_template_locked; }
make_template_locked() {
  local name folder conf
  name=$(template_name)
  folder=$CACHE/template/$name
  if db_exists "$name" && [ "$(db_mark "$name")" = complete ]; then
    touch "$folder"
    return
  fi
  drop_old_templates
  hint "a module that ours depend on does not install: is its name in a manifest right?"
  mkdir -p "$folder"
  conf=$folder/odoo.conf
  drop_db "$name" "$folder"
  write_conf "$conf" "$name" "$folder" </dev/null
  "$PG_BIN/createdb" -T template0 -E UTF8 "$name"
  odoo "$conf" -i "$(template_modules)" --stop-after-init --no-http
  set_db_mark "$name" complete
}
drop_old_templates() { # those that nothing has used for two weeks
  local folder
  for folder in "$CACHE"/template/*; do
    [ -n "$(find "$folder" -maxdepth 0 -mtime +14 2>/dev/null)" ] || continue
    "$PG_BIN/dropdb" --if-exists "$(basename "$folder")" && rm -rf "$folder"
  done
}
copy_template() { # copy_template DATABASE DATA_DIR: anew
  local name
  name=$(template_name)
  drop_db "$1" "$2"
  "$PG_BIN/createdb" -T "$name" "$1"
  mkdir -p "$2/filestore"
  if [ -d "$CACHE/template/$name/filestore/$name" ]; then
    cp -al "$CACHE/template/$name/filestore/$name" "$2/filestore/$1"
  fi
}
