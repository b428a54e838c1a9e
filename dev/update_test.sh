#!/usr/bin/env bash
# Updates a database with demo data of an older commit to what is here, and compares:
# which XML ids were kept, moved to another addon of ours or gone, and the rows of our
# tables before and after. It fails when core data or rows of a table that is still
# there are gone.
#
#   FROM=commit   where the older database comes from (default: before the last tag,
#                 else the commit before the newest migration)
#   KEEP=1        keep the older database for the next run
STEPS=8
# shellcheck source=dev/lib/all.sh
. "$(dirname "$0")/lib/all.sh"

DB_NAME=cem_update_$CLONE_HASH
CONF=$RUN/$DB_NAME.conf
DATA=$RUN/data
OLD=$RUN/update-from
NOTES=$RUN/update
mkdir -p "$NOTES"
exec 7>"$RUN/$DB_NAME.lock"
flock -n 7 || die "another make update-test of this clone is running"

newest_migration() { # the last commit before its folder came
  local folder
  folder=$(cd "$ROOT" && git ls-files 'cem_experience/migrations/*' | cut -d/ -f3 | sort -V | tail -1)
  printf '%s^\n' "$(cd "$ROOT" && git log --diff-filter=A --format=%H -- "cem_experience/migrations/$folder" | tail -1)"
}
FROM=$(cd "$ROOT" && git rev-parse --short "${FROM:-$(newest_migration)}")

older_tree() {
  rm -rf "$OLD"
  mkdir -p "$OLD"
  (cd "$ROOT" && git archive "$FROM") | tar x -C "$OLD"
}
# As that commit makes it, in its own cache names, which come from the path of its tree.
older_database() {
  local made hash
  hash=$(printf %s "$OLD" | sha256sum | cut -c1-8)
  made=cem_demo_$hash
  "$OLD/dev/demo.sh" database
  drop_db "$DB_NAME" "$DATA"
  "$PG_BIN/createdb" -T "$made" "$DB_NAME"
  mkdir -p "$DATA/filestore"
  cp -al "$CACHE/run/$(basename "$OLD")-$hash/data/filestore/$made" "$DATA/filestore/$DB_NAME"
  write_conf "$CONF" "$DB_NAME" "$DATA" </dev/null
}
notes() { # notes before|after: XML ids and rows
  "$PG_BIN/psql" -qXAt -F ' ' -d "$DB_NAME" -v ON_ERROR_STOP=1 >"$NOTES/ids-$1.txt" <<'SQL'
SELECT module || '.' || name, model, res_id FROM ir_model_data
 WHERE module LIKE 'cem\_experience%' ORDER BY 1
SQL
  "$PG_BIN/psql" -qXAt -F ' ' -d "$DB_NAME" -v ON_ERROR_STOP=1 >"$NOTES/rows-$1.txt" <<'SQL'
SELECT relname, (xpath('/row/n/text()', query_to_xml(
         format('SELECT count(*) AS n FROM %I', relname), false, true, '')))[1]::text
  FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema::regnamespace
   AND (relname LIKE '%cem\_%' OR relname IN ('survey_user_input', 'survey_user_input_line',
        'survey_survey', 'survey_question', 'res_partner', 'crm_lead', 'mail_message',
        'ir_attachment', 'res_users'))
 UNION ALL
SELECT table_name || '.' || column_name, (xpath('/row/n/text()', query_to_xml(
         format('SELECT count(%I) AS n FROM %I', column_name, table_name), false, true, '')))[1]::text
  FROM information_schema.columns JOIN pg_class ON relname = table_name AND relkind = 'r'
 WHERE table_schema = current_schema AND column_name LIKE 'cem\_%' AND table_name NOT LIKE 'cem\_%'
 ORDER BY 1
SQL
}
update() {
  local modules
  modules=$(our_modules modules)
  notes before
  odoo "$CONF" -i "$modules" -u "$modules" --with-demo --stop-after-init --no-http 2>&1 | tee "$NOTES/update.log"
  "$PY" "$DEV/checklog.py" "$NOTES/update.log" || die "warnings or errors in the log, above"
  notes after
}
compare() { "$PY" "$DEV/compare_update.py" "$NOTES"; }

prepare run
step "tree of $FROM" older_tree
step "database with demo data of $FROM" older_database
step "update to what is here" update
say
compare || rc=1
if [ -z "${KEEP:-}" ]; then
  drop_db "$DB_NAME" "$DATA"
  "$OLD/dev/demo.sh" clean >/dev/null
  rm -rf "$OLD"
fi
exit "${rc:-0}"
