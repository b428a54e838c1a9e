from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from .domains import as_author, is_trusted

ADMINISTRATOR = "cem_experience.group_cem_administrator"


class CemAuthoredMixin(models.AbstractModel):
    """A condition, or a path, that a person wrote and that the system carries out.

    It runs with the rights of whoever wrote it: with their access to each model and
    field on the way, and their record rules. What comes with an addon was written by
    the system. ``_expression_fields`` says which fields make it up; whoever changes one
    of them is the author, and nobody can choose one.
    """

    _name = "cem.authored.mixin"
    _description = "Runs With the Rights of Its Author"
    _expression_fields = ()

    author_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Who wrote the condition: it finds only what this person may read.",
    )
    author_problem = fields.Char(compute="_compute_author_problem")

    @api.depends("author_id")
    @api.depends_context("uid")
    def _compute_author_problem(self):
        for record in self:
            record.author_problem = False
            if not is_trusted(record._author()):
                try:
                    record._expression_problem()
                except AccessError:
                    record.author_problem = self.env._(
                        "Nothing is found: who wrote this may not read it (any more)."
                    )
                except (UserError, ValueError, SyntaxError, KeyError, TypeError):
                    # what does not fit is said elsewhere
                    continue

    def _init_column(self, column_name):
        if column_name != "author_id":
            return super()._init_column(column_name)
        # Who is known to have had a hand in it; the system comes last.
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET author_id = COALESCE(NULLIF(write_uid, %s), create_uid)",
                SQL.identifier(self._table),
                SUPERUSER_ID,
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        author = {"author_id": self.env.uid}
        records = super().create([{**vals, **author} for vals in vals_list])
        records._take_known_author()
        records._check_author()
        return records

    def write(self, vals):
        vals = {name: value for name, value in vals.items() if name != "author_id"}
        named = [name for name in self._expression_fields if name in vals]
        if not named:
            return super().write(vals)
        before = {record: record._expression(named) for record in self}
        result = super().write(vals)
        changed = self.filtered(lambda one: one._expression(named) != before[one])
        changed._set_author(self.env.user)
        changed._take_known_author()
        changed._check_author()
        return result

    def _expression(self, names=None):
        self.ensure_one()
        # The same whatever language or company one looks at it from, and whoever does
        record = self.sudo()
        return [
            value.ids if isinstance(value := record[name], models.BaseModel) else value
            for name in names or self._expression_fields
        ]

    def _set_author(self, author):
        if self:
            # nobody may write it, which write() above sees to; it is what was done just now
            models.BaseModel.write(self.sudo(), {"author_id": author.id})

    def _take_known_author(self):
        """What the system offers in these very words stays the system's."""

    def _expression_problem(self):
        """Raise what is wrong with the expression; called in the author's name.

        :raise AccessError: the author may not read what it is about
        """

    def _check_author(self):
        for record in self.filtered(lambda one: not is_trusted(one._author())):
            try:
                record._expression_problem()
            except AccessError as error:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” asks about what you may not read. Have somebody "
                        "write it who may.\n\n%(error)s",
                        name=record.display_name,
                        error=error,
                    )
                ) from error

    def _author(self):
        # whose condition it is may be asked by whoever sets it off
        return self.sudo().author_id

    def _as_author(self, model_name=None):
        """A model, else the one that it is about, with the rights of the author.

        :raise AccessError: there is no author any more
        """
        self.ensure_one()
        # which models there are is known to administrators only, and no secret
        model_name = model_name or self.sudo().model_id.model
        return as_author(self.env[model_name], self._author())

    def action_adopt(self):
        """Answer for the condition oneself, once its author has left, say."""
        self.check_access("write")
        if not self.env.user.has_group(ADMINISTRATOR):
            raise AccessError(
                self.env._("Only administrators take over what others wrote.")
            )
        self._set_author(self.env.user)
        self._check_author()
