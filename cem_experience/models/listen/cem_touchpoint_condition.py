from ast import literal_eval

from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..base.domains import (
    as_author,
    check_domain,
    check_path,
    is_trusted,
    unsearchable,
)

# What a touchpoint says that nobody has changed anything on
PLAIN = {
    "ask_model_id": [],
    "ask_domain": "[]",
    "ask_partner_path": "partner_id",
    "ask_user_path": "user_id",
    "ask_team_path": "team_id",
    "ask_date_field": False,
}


class CemTouchpoint(models.Model):
    """About which records a touchpoint asks, and with whose rights they are looked at."""

    _name = "cem.touchpoint"
    _inherit = ["cem.touchpoint", "cem.authored.mixin"]
    _expression_fields = tuple(PLAIN)

    @api.constrains("ask_model_id", "ask_domain", "ask_partner_path", "ask_user_path")
    def _check_ask_paths(self):
        for touchpoint in self:
            if not touchpoint.ask_model_id:
                if touchpoint._ask_condition() != Domain.TRUE:
                    raise ValidationError(
                        self.env._(
                            "Say what kind of record the condition of touchpoint %s "
                            "is about.",
                            touchpoint.name,
                        )
                    )
                continue
            model = self.env[touchpoint.ask_model_id.model]
            if model._name != "res.partner":
                touchpoint._check_path(
                    model, touchpoint.ask_partner_path, "res.partner"
                )
            if touchpoint.ask_user_path and touchpoint.ask_user_path != "user_id":
                touchpoint._check_path(model, touchpoint.ask_user_path, "res.users")
            try:
                touchpoint._ask_condition().validate(model)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The condition of touchpoint %(touchpoint)s does not fit "
                        "%(model)s: %(error)s",
                        touchpoint=touchpoint.name,
                        model=touchpoint.ask_model_id.name,
                        error=error,
                    )
                ) from error

    def _check_path(self, model, path, comodel):
        current = model
        for name in path.split("."):
            field = current._fields.get(name)
            if field is None or not field.comodel_name:
                break
            current = self.env[field.comodel_name]
        else:
            if current._name == comodel:
                return
        raise ValidationError(
            self.env._(
                "“%(path)s” does not lead from %(model)s to %(target)s.",
                path=path,
                model=model._cem_kind(),
                target=self.env[comodel]._cem_kind(),
            )
        )

    # ------------------------------------------------------------------
    # Whose condition it is
    # ------------------------------------------------------------------

    def _expression_problem(self):
        self.ensure_one()
        if not self.ask_model:
            # it is about records of any kind, and checked when there is one
            return
        model = self._as_author(self.ask_model)
        check_domain(model, self._ask_condition(), in_memory=True)
        self._check_ask_access(model)

    def _check_ask_access(self, model):
        """Refuse paths over what the author may not read."""
        for path in (self.ask_user_path, self.ask_date_field, self.ask_partner_path):
            if path != "id":
                check_path(model, path)
        if self.ask_team_path:
            # its name is kept
            check_path(model, f"{self.ask_team_path}.display_name")

    def _take_known_author(self):
        """What is offered ready-made, or stands already, is nobody's new invention."""
        # ready-made ways are there for all; their words are compared, and not shown
        setups = self.env["cem.listen.setup"].sudo().with_context(active_test=False)
        for touchpoint in self:
            words = dict(
                zip(self._expression_fields, touchpoint._expression(), strict=True)
            )
            if words == PLAIN:
                touchpoint._set_author(self.env.ref("base.user_root"))
                continue
            known = setups.search([("model", "=", touchpoint.ask_model)]).filtered(
                lambda setup, words=words: setup._says(words)
            )
            known = known or touchpoint._same_wording(words)
            trusted = known.filtered(lambda one: is_trusted(one._author()))
            touchpoint._set_author((trusted or known)[:1]._author() or self.env.user)

    def _same_wording(self, words):
        """Others of the company, visible to the user, that say the same: a copy of one
        tells nothing that it does not."""
        same = [
            (name, "=", value)
            for name, value in words.items()
            if name != "ask_model_id"
        ]
        return self.with_context(active_test=False).search(
            [
                *same,
                ("ask_model_id", "in", words["ask_model_id"]),
                ("company_id", "=", self.company_id.id),
                ("id", "not in", self.ids),
            ]
        )

    # ------------------------------------------------------------------
    # Which records
    # ------------------------------------------------------------------

    def _ask_condition(self):
        """The condition as a domain; raises ValueError or SyntaxError if it is none."""
        self.ensure_one()
        return Domain(literal_eval(self.ask_domain or "[]"))

    def _ask_scope(self, model):
        """The condition, and nobody else's records than the touchpoint's company's."""
        condition = self._ask_condition()
        if self.company_id and "company_id" in model._fields:
            condition &= Domain("company_id", "in", [self.company_id.id, False])
        return condition

    def _ask_filter(self, records):
        """Those of ``records`` that the condition holds for; None if nobody can tell.

        It is None when a field of the condition is gone, say because its addon was
        uninstalled. That must not keep a colleague from closing a record.

        Only records that the author of the condition may read are looked at, with the
        author's rights.

        :param records: existing records of one model, as superuser
        """
        wanted = self._ask_where_true(records)
        # Of a silence, only the last record of a customer speaks.
        return wanted and self._ask_latest(wanted)

    def _ask_where_true(self, records):
        """As :meth:`_ask_filter`, whatever sets the question off."""
        self.ensure_one()
        if self.ask_model and self.ask_model != records._name:
            # A customer asked by hand is in no record to look at.
            return records if records._name == "res.partner" else records.browse()
        try:
            condition = self._ask_scope(records)
            seen = self._ask_seen(records, condition)
            if condition.is_true():
                found = set(seen.ids)
            elif any(
                unsearchable(seen, term.field_expr)
                for term in condition.iter_conditions()
            ):
                found = set(seen.filtered_domain(condition).ids)
            else:
                found = set(
                    seen.with_context(active_test=False)
                    .search(condition & Domain("id", "in", seen.ids), order="id")
                    .ids
                )
        except AccessError:
            # Not even that they were looked at may be noted; the touchpoint says so.
            return records.browse()
        except (KeyError, SyntaxError, TypeError, UserError, ValueError):
            return None
        if len(found) == len(records):
            return records
        return records.browse([i for i in records.ids if i in found])

    def _ask_seen(self, records, condition):
        """Those of ``records`` that the author of the condition may read, as they.

        :raise AccessError: the condition or a path leads over what they may not
        """
        author = self._author()
        if is_trusted(author):
            return records
        seen = as_author(records, author)
        check_domain(seen.browse(), condition, in_memory=True)
        self._check_ask_access(seen.browse())
        return seen._filtered_access("read")
