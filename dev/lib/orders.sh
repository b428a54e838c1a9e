# shellcheck shell=bash
# Each addon that is added to cem_experience alone, and each glue addon alone with the
# apps that it joins to it: installed and uninstalled in every order. Four databases serve
# all of them: PLAIN holds what cem_experience needs, CORE cem_experience besides, CHOSEN
# what of ours the glue needs, BOTH is the one half way. Sourced.

PLAIN=cem_orders_plain_$CLONE_HASH
CORE=cem_orders_core_$CLONE_HASH
CHOSEN=cem_orders_chosen_$CLONE_HASH
BOTH=cem_orders_both_$CLONE_HASH

clone() { # clone FROM: $DB_NAME becomes a copy of it, with its files
  drop_db "$DB_NAME" "$DATA"
  "$PG_BIN/createdb" -T "$1" "$DB_NAME"
  clone_files "$1" "$DB_NAME"
}
clone_files() {
  mkdir -p "$DATA/filestore"
  if [ -d "$DATA/filestore/$1" ]; then cp -al "$DATA/filestore/$1" "$DATA/filestore/$2"; fi
}
keep_as() { # keep_as NAME: the database as it is now
  drop_db "$1" "$DATA"
  "$PG_BIN/createdb" -T "$DB_NAME" "$1"
  clone_files "$DB_NAME" "$1"
}
# Module operations and looks leave a log each, in which no warning may be.
watched() { # watched COMMAND...
  ORDER=$((ORDER + 1))
  "$@" 2>&1 | tee "$LOGS/order-$GLUE-$ORDER.txt"
  clean_log "$LOGS/order-$GLUE-$ORDER.txt"
}
change() { # change install|uninstall MODULES, as the button of the Apps page does
  ACTION=$1 MODULES=$2 watched "$PY" "$DEV/shell.py" "$CONF" <"$DEV/change_modules.py"
}
look() { # look MODULE=STATE...: they are so, and every window of ours opens
  STATES="$*" watched "$PY" "$DEV/shell.py" "$CONF" <"$DEV/open_windows.py"
}
rows() { inventory >"$RUN/inventory-$1.txt"; }
# Numbers differ between databases that were not copied from each other, and what the
# apps themselves leave behind is theirs: only lines with our names count.
ours() { grep -i 'cem' "$RUN/inventory-$1.txt" | sed 's/ [0-9]\+\b//' | sort -u; }
installed() { # installed DATABASE
  sql "$1" "SELECT name FROM ir_module_module WHERE state = 'installed'" | sort
}
same() { # same BEFORE AFTER: nothing of ours is left behind or lost
  hint "the lines above are left over (right) or lost (left); see $RUN/inventory-*.txt"
  diff <(ours "$1") <(ours "$2")
}

make_plain() {
  write_conf "$CONF" "$DB_NAME" "$DATA" </dev/null
  drop_db "$DB_NAME" "$DATA"
  "$PG_BIN/createdb" -T template0 -E UTF8 "$DB_NAME"
  odoo "$CONF" -i "base,$(our_modules core)" --stop-after-init --no-http
  keep_as "$PLAIN"
  rows plain
}
make_core() {
  GLUE=core ORDER=0
  clone "$PLAIN"
  change install cem_experience
  look cem_experience=installed
  keep_as "$CORE"
  rows core
}
part_alone() { # an addon comes to cem_experience, and goes
  clone "$CORE"
  change install "$GLUE"
  look "$GLUE=installed" cem_experience=installed
  keep_as "$BOTH"
  change uninstall "$GLUE"
  look "$GLUE=uninstalled" cem_experience=installed
  rows after
  same core after
}
part_goes_with_core() {
  clone "$BOTH"
  change uninstall cem_experience
  look "$GLUE=uninstalled" cem_experience=uninstalled
  rows after
  same plain after
}
choose() { # what of ours the glue needs is there
  clone "$CORE"
  if [ "$OURS" != cem_experience ]; then change install "$OURS"; fi
  keep_as "$CHOSEN"
  rows chosen
}
app_after() { # cem_experience is there; the app comes, and goes
  local stayed
  choose
  clone "$CHOSEN"
  change install "$APPS"
  look "$GLUE=installed" cem_experience=installed
  keep_as "$BOTH"
  change uninstall "$APPS"
  look "$GLUE=uninstalled" cem_experience=installed
  rows after
  # An app may have brought others, which stay, and with them glue of theirs.
  stayed=$(comm -13 <(installed "$CHOSEN") <(installed "$DB_NAME") | paste -sd,)
  if [ -n "$stayed" ]; then
    clone "$CHOSEN"
    change install "$stayed"
    rows chosen-and-others
    same chosen-and-others after
  else
    same chosen after
  fi
}
core_goes() { # cem_experience goes, the app stays
  clone "$BOTH"
  change uninstall cem_experience
  look "$GLUE=uninstalled" cem_experience=uninstalled "${APPS//,/=installed }=installed"
  rows after
  same plain after
}
app_before() { # the app is there; the glue goes alone, comes again, then all go
  clone "$PLAIN"
  change install "$APPS"
  change install "$OURS"
  look "$GLUE=installed" cem_experience=installed
  change uninstall "$GLUE"
  look "$GLUE=uninstalled" cem_experience=installed "${APPS//,/=installed }=installed"
  rows after
  hint "these lines of $RUN/inventory-after.txt are left over"
  if grep "ir.model.data $GLUE\." "$RUN/inventory-after.txt"; then return 1; fi
  change install "$GLUE"
  look "$GLUE=installed"
  change uninstall "cem_experience,$APPS"
  look "$GLUE=uninstalled" cem_experience=uninstalled
  rows after
  same plain after
}
part_orders() { # part_orders ADDON
  GLUE=$1 ORDER=0
  step "$GLUE: after cem_experience, and away" part_alone
  ORDER=20
  step "$GLUE: away with cem_experience" part_goes_with_core
}
orders_of() { # orders_of GLUE APPS OURS
  GLUE=$1 APPS=$2 OURS=$3 ORDER=0
  step "$GLUE: $APPS after $OURS, and away" app_after
  ORDER=20
  step "$GLUE: cem_experience away, $APPS stays" core_goes
  ORDER=40
  step "$GLUE: $APPS before $OURS; alone away and back; all away" app_before
}
drop_orders() {
  local name
  for name in "$DB_NAME" "$PLAIN" "$CORE" "$CHOSEN" "$BOTH"; do drop_db "$name" "$DATA"; done
}
