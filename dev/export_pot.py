# Run in an Odoo shell by dev/pot.sh, for one addon: exports its terms and merges
# them into its translations.
import os
from pathlib import Path

import polib

from odoo.tools.translate import trans_export

target, addon = Path(os.environ["CEM_POT"]), os.environ["CEM_ADDON"]
target.parent.mkdir(exist_ok=True)
partial = target.with_suffix(".new")
with partial.open("wb") as stream:
    trans_export(False, [addon], stream, "po", env)  # noqa: F821
pot = polib.pofile(str(partial), wrapwidth=78)
# The dates would make every export differ from the last.
for name in ("POT-Creation-Date", "PO-Revision-Date"):
    pot.metadata.pop(name, None)
partial.unlink()
if pot:
    pot.save(str(target))
    print(f"{addon}: {len(pot)} terms")
for path in sorted(target.parent.glob("*.po")):
    old = {
        (entry.msgctxt, entry.msgid): entry
        for entry in polib.pofile(str(path))
        if "fuzzy" not in entry.flags
    }
    merged = polib.pofile(str(path), wrapwidth=78)
    metadata = merged.metadata
    merged = polib.POFile(wrapwidth=78)
    merged.metadata = metadata
    for entry in pot:
        known = old.get((entry.msgctxt, entry.msgid)) or old.get((None, entry.msgid))
        merged.append(
            polib.POEntry(
                msgctxt=entry.msgctxt,
                msgid=entry.msgid,
                msgstr=known.msgstr if known else "",
                comment=entry.comment,
                occurrences=entry.occurrences,
                flags=entry.flags,
            )
        )
    merged.save(str(path))
    missing = len(merged.untranslated_entries())
    print(f"  {path.name}: {len(merged) - missing} translated, {missing} to do")
