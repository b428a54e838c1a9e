"""Whatever has children or a history stays in its company."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class Base(models.AbstractModel):
    """A record that moves would take along what belongs to another company."""

    _inherit = "base"

    # The field with the company, if it is not `company_id` of our own.
    _cem_company_field = None

    # ------------------------------------------------------------------
    # Companies
    # ------------------------------------------------------------------

    def _cem_companies(self, vals):
        """Company of each record, if these values could change it."""
        name = self._cem_company_field or "company_id"
        field = self._fields.get(name)
        if (
            not field
            or not field.store
            or not (self._cem_company_field or name in self._cem_own_fields)
        ):
            return {}
        paths = [*self.pool.field_depends[field], field.related or ""]
        if {name, *(path.split(".")[0] for path in paths)}.isdisjoint(vals):
            return {}
        # the company as it is, also where the user may not look
        return {record: record[name] for record in self.sudo()}

    def _cem_check_moved(self, companies):
        for record, company in companies.items():
            name = self._cem_company_field or "company_id"
            if record[name] != company and record._cem_has_history():
                raise UserError(
                    self.env._(
                        "“%s” is in use and stays in its company: figures, answers or "
                        "other records refer to it. Archive it and make a new one in "
                        "the other company.",
                        record.display_name,
                    )
                )

    def _cem_has_history(self):
        """Whether anything refers to this record, or anybody has written about it."""
        self.ensure_one()
        queries = []
        for model_class in self.env.registry.values():
            if (
                model_class._abstract
                or model_class._transient
                or not model_class._auto
                or model_class._table_query
            ):
                continue
            for field in model_class._fields.values():
                if not field.store or field.comodel_name != self._name:
                    continue
                if field.type == "many2one" and field.column_type:
                    table, column = model_class._table, field.name
                elif field.type == "many2many" and field.relation:
                    table, column = field.relation, field.column2
                else:
                    continue
                queries.append(
                    SQL(
                        "SELECT 1 FROM %s WHERE %s = %s",
                        SQL.identifier(table),
                        SQL.identifier(column),
                        self.id,
                    )
                )
        if "message_ids" in self._fields:
            queries.append(
                SQL(
                    "SELECT 1 FROM mail_message WHERE model = %s AND res_id = %s "
                    "AND message_type IN ('comment', 'email', 'email_outgoing')",
                    self._name,
                    self.id,
                )
            )
        self.env.flush_all()
        return any(
            self.env.execute_query(SQL("%s LIMIT 1", query)) for query in queries
        )
