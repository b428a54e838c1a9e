import logging

from odoo import fields, models
from odoo.tools import SQL, mute_logger, split_every

from ...tools.base.hooks import hook

_logger = logging.getLogger(__name__)

AT_ONCE = 200


class CemScoreImportBrought(models.AbstractModel):
    """What answers of others have brought with them, and take along when undone.

    Only what is of nobody else: nothing refers to it, and nobody has changed it since.
    For a file that is imported, and for a source that is pulled from.
    """

    _name = "cem.score.import.brought"
    _description = "Import of Answers: What It Has Brought"

    # Whoever has these fields, too, names relations of its own; the names begin alike,
    # so that none of them counts as a use of what it names.

    brought_dimension_ids = fields.Many2many(
        "cem.dimension",
        relation="cem_import_brought_dimension_rel",
        string="Dimensions Created",
        readonly=True,
        copy=False,
        context={"active_test": False},
    )
    put_away_dimension_ids = fields.Many2many(
        "cem.dimension",
        relation="cem_import_put_away_dimension_rel",
        string="Dimensions Put Away",
        readonly=True,
        copy=False,
        context={"active_test": False},
        help="Created by this import, and archived when it was undone.",
    )
    brought_partner_ids = fields.Many2many(
        "res.partner",
        relation="cem_import_brought_partner_rel",
        string="Customers Created",
        readonly=True,
        copy=False,
        context={"active_test": False},
    )

    def _note_brought(self, name, records):
        if records:
            self._cem_as_server().write(
                {name: [fields.Command.link(one.id) for one in records]}
            )

    def _remove_brought(self):
        """Remove what only this import had brought, as far as nobody else uses it."""
        # What the import has created with the rights of its user goes with the import,
        # even where that user may not delete; it is nobody's but the import's.
        brought = self.sudo()
        dimensions = brought.brought_dimension_ids
        unused = dimensions - brought._used(dimensions)
        # withdrawn scores and the columns keep saying what they were about
        unused.active = False
        brought.write(
            {
                "put_away_dimension_ids": [fields.Command.set(unused.ids)],
                "brought_dimension_ids": [fields.Command.clear()],
            }
        )
        return brought._take_partners_along(AT_ONCE)

    def _take_partners_along(self, limit=None):
        """Delete customers that only this import had created.

        :param limit: how many to look at; the others are left for later
        :return: whether none is left to be looked at
        """
        partners = self.brought_partner_ids[:limit]
        for ids in split_every(AT_ONCE, partners.ids, self.env["res.partner"].browse):
            self._before_removing(ids)
            unused = ids.exists() - self._used(ids)
            for partner in unused:
                try:
                    with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                        partner.unlink()
                except Exception:
                    # something holds it after all: it stays
                    _logger.info("Contact %s stays", partner.id, exc_info=True)
            self.write(
                {
                    "brought_partner_ids": [
                        fields.Command.unlink(one.id) for one in ids.exists()
                    ]
                }
            )
        self.invalidate_recordset(["brought_partner_ids"])
        return not self.brought_partner_ids

    def _take_rest_along(self):
        """Go on with the customers of what was undone, in a scheduled action.

        :return: whether there is time left
        """
        for record in self:
            while not record._take_partners_along(AT_ONCE):
                if not self.env["ir.cron"]._commit_progress(AT_ONCE, remaining=1):
                    return False
        return True

    @hook
    def _after_undo(self):
        """Deal with what the answers had led to, now that they are gone."""

    @hook
    def _before_removing(self, partners):
        """Take away what the answers of this import have led to for these customers."""

    def _brought_by(self):
        """Users whose own traces are those of the import."""
        return self.env["res.users"]

    def _used(self, records):
        """Those that somebody has changed, or that anything else refers to."""
        if not records:
            return records
        self.env.flush_all()
        used = {
            record.id
            for record in records
            if record.create_date < self.create_date
            or (record.write_date > record.create_date and record.write_uid.id != 1)
        }
        references = self.env.execute_query(
            SQL(
                """
                SELECT cl.relname, att.attname
                  FROM pg_constraint con
                  JOIN pg_class cl ON cl.oid = con.conrelid
                  JOIN pg_attribute att ON att.attrelid = con.conrelid
                   AND att.attnum = con.conkey[1]
                 WHERE con.contype = 'f' AND ARRAY_LENGTH(con.conkey, 1) = 1
                   AND con.confrelid = %s::regclass
                """,
                records._table,
            )
        )
        for table, column in references:
            if table.startswith("cem_import_"):
                continue
            used |= {
                record_id
                for [record_id] in self.env.execute_query(
                    SQL(
                        "SELECT DISTINCT %(column)s FROM %(table)s "
                        "WHERE %(column)s = ANY(%(ids)s) AND %(counts)s",
                        column=SQL.identifier(column),
                        table=SQL.identifier(table),
                        ids=list(set(records.ids) - used),
                        counts=self._counts_as_use(table, column),
                    )
                )
            }
        # what others have written, planned or attached
        for model, name in (
            ("mail.message", "model"),
            ("mail.activity", "res_model"),
            ("ir.attachment", "res_model"),
        ):
            domain = [(name, "=", records._name), ("res_id", "in", records.ids)]
            if model == "mail.message":
                # that it was created is said of everything; words are somebody's own
                domain += [
                    "|",
                    ("message_type", "in", ("comment", "email", "email_outgoing")),
                    ("create_uid", "not in", [1, *self._brought_by().ids]),
                ]
            found = self.env[model].search_fetch(domain, ["res_id"])
            used |= set(found.mapped("res_id"))
        return records.browse(used)

    @hook
    def _counts_as_use(self, table, column):
        """SQL: whether a row that refers to it is more than a trace of this import."""
        if table == "cem_score":
            return SQL("active IS TRUE")
        if table == "cem_customer_value":
            # computed for every customer there is
            return SQL("FALSE")
        if table == "cem_score_import_column":
            return SQL(
                "(import_id IS NULL OR import_id NOT IN "
                "(SELECT id FROM cem_score_import WHERE state = 'withdrawn')) "
                "AND NOT id = ANY(%s)",
                self.column_ids.ids,
            )
        if table == "res_partner" and column == "commercial_partner_id":
            return SQL("commercial_partner_id <> id")
        return SQL("TRUE")
