import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize
from odoo.tools.sql import table_columns

from ...tools.base.personal import ERASED, Subject

_logger = logging.getLogger(__name__)


class CemPrivacy(models.AbstractModel):
    """What is known of one person, in all rooms: found, handed out, made anonymous.

    The rooms say what they keep (``_cem_personal``, see ``tools/base/personal.py``) and,
    where fields cannot say it, how it is found and erased: :meth:`_rows` and
    :meth:`_erase_rows` ask the model for ``_cem_personal_rows(subject)`` and
    ``_cem_personal_erase(subject, words)`` first.

    Nothing that a figure rests on is deleted: the contact stays as an archived one that
    is nobody, and answers, invitations and cases stay with it, without a word in them.
    """

    _name = "cem.privacy"
    _description = "Personal Data"

    # ------------------------------------------------------------------
    # Who, and where
    # ------------------------------------------------------------------

    @api.model
    def _subject(self, partners, address=None):
        """Somebody, by contacts and an address.

        :param address: an e-mail address or phone number; may be that of no contact
        """
        partners = partners.with_context(active_test=False)
        emails = {email_normalize(partner.email or "") for partner in partners}
        phones = {partner.phone for partner in partners}
        address = (address or "").strip()
        if "@" in address:
            emails.add(email_normalize(address))
        elif sum(sign.isdigit() for sign in address) > 5:
            phones.add(address)
        return Subject(
            partner_ids=tuple(partners.ids),
            emails=tuple(sorted(filter(None, emails))),
            phones=tuple(sorted(filter(None, phones))),
            names=tuple(sorted({partner.name for partner in partners if partner.name})),
        )

    @api.model
    def _models(self):
        """All models that keep something of people, in the order of their names."""
        for name in sorted(self.env.registry):
            model = self.env[name]
            if getattr(model, "_cem_personal", None) and not model._abstract:
                # all there is, whoever may read it: see _found() and _erase()
                yield model.sudo().with_context(active_test=False)

    @api.model
    def _rows(self, model, subject):
        """Rows of a model that are about somebody."""
        if hasattr(model, "_cem_personal_rows"):
            return model._cem_personal_rows(subject)
        kept = model._cem_personal
        parts = [Domain(path, "in", subject.partner_ids) for path in kept.people]
        for path in kept.addresses:
            for email in subject.emails:
                parts.append(Domain(path, "=ilike", email))
                parts.append(Domain(path, "ilike", f"<{email}>"))
        for path in kept.phones:
            parts.append(Domain(path, "in", subject.phones))
        return model.search(Domain.OR(parts) & Domain(list(kept.domain)))

    @api.model
    def _found(self, subject):
        """Rows by model, models without any left out."""
        # Whoever looks after personal data sees what there is in all companies.
        pairs = ((model, self._rows(model, subject)) for model in self.sudo()._models())
        return {model._name: rows for model, rows in pairs if rows}

    @api.model
    def _label(self, name):
        return self.env["ir.model"]._get(name).name or name

    @api.model
    def _summary(self, subject):
        """Pairs of what and how many, for the page and the log."""
        found = self._found(subject)
        return sorted((self._label(name), len(rows)) for name, rows in found.items())

    # ------------------------------------------------------------------
    # Making anonymous
    # ------------------------------------------------------------------

    @api.model
    def _erase(self, subject, words=True):
        """Take away all that leads to somebody; figures stay exactly as they are.

        :param words: whether their own words go, too; if not, only those go in which
            the person is named
        :return: pairs of what and how many
        :raise UserError: a contact is a colleague's, or an import is at work on it
        """
        # As above: rights are checked by whoever calls.
        self = self.sudo()
        partners = self.env["res.partner"].browse(subject.partner_ids)
        self._check_no_colleague(partners)
        self.env.flush_all()
        found = self._found(subject)
        for rows in found.values():
            self._erase_rows(rows, subject, words)
        for partner in partners:
            partner._cem_make_anonymous()
        # What is copied from the contact follows it, and Odoo notes the old value: that
        # is done now, so that it goes, too.
        self.env.flush_all()
        self.env.cr.precommit.run()
        for name, rows in found.items():
            self._erase_messages(name, rows.ids)
        self._erase_messages(partners._name, partners.ids)
        self._erase_traces(subject)
        self.env.invalidate_all()
        _logger.info("Personal data erased by user %s", self.env.uid)
        return sorted((self._label(name), len(rows)) for name, rows in found.items())

    @api.model
    def _check_no_colleague(self, partners):
        for partner in partners:
            users = partner.with_context(active_test=True).user_ids
            if users.filtered(lambda user: user._is_internal()):
                raise UserError(
                    self.env._(
                        "“%s” is the contact of a colleague. Archive the user first.",
                        partner.display_name,
                    )
                )

    @api.model
    def _erase_rows(self, rows, subject, words):
        model, kept = rows.browse(), rows._cem_personal
        if hasattr(model, "_cem_personal_erase"):
            rows._cem_personal_erase(subject, words)
            return
        if kept.delete:
            rows.unlink()
            return
        columns = table_columns(self.env.cr, model._table)
        for name in (*kept.identity, *(kept.words if words else ())):
            self._empty(rows, name, name in kept.words, columns)
        if not words and subject.patterns:
            for name in kept.words:
                self._empty(rows, name, True, columns, subject.patterns)
        for name in kept.keys:
            self._set(rows, name, SQL("gen_random_uuid()::text"))
        rows.invalidate_recordset(flush=False)

    @api.model
    def _empty(self, rows, name, is_word, columns, patterns=None):
        """One column of some rows; what must not be empty gets the sign for it."""
        needed = columns[name]["is_nullable"] == "NO"
        value = SQL("%s", ERASED if is_word or needed else None)
        where = SQL("%s <> ''", SQL.identifier(name)) if is_word else SQL("TRUE")
        if patterns:
            where = SQL("%s ILIKE ANY(%s)", SQL.identifier(name), patterns)
        self._set(rows, name, value, where)

    @api.model
    def _set(self, rows, name, value, where=None):
        """By SQL: scores are never rewritten by anybody else, and nobody is told."""
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id = ANY(%s) AND (%s)",
                SQL.identifier(rows._table),
                SQL.identifier(name),
                value,
                rows.ids,
                where or SQL("TRUE"),
            )
        )

    @api.model
    def _erase_messages(self, name, ids):
        """What was said about some records, and the files that were laid with them.

        The stages that a case went through stay: times are measured by them.
        """
        if not ids:
            return
        messages = self.env["mail.message"].search(
            [("model", "=", name), ("res_id", "in", ids)]
        )
        self.env["mail.mail"].search([("mail_message_id", "in", messages.ids)]).unlink()
        messages = messages.exists()
        messages.attachment_ids.unlink()
        self.env["mail.tracking.value"].search(
            [
                ("mail_message_id", "in", messages.ids),
                "|",
                ("field_id.ttype", "in", ("char", "text", "html")),
                ("field_id.relation", "=", "res.partner"),
            ]
        ).unlink()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_message SET body = '', subject = NULL, record_name = NULL
                 WHERE id = ANY(%s)
                """
                if "record_name" in table_columns(self.env.cr, "mail_message")
                else "UPDATE mail_message SET body = '', subject = NULL WHERE id = ANY(%s)",
                messages.ids,
            )
        )
        self.env["ir.attachment"].search(
            [
                ("res_model", "=", name),
                ("res_id", "in", ids),
                ("res_field", "=", False),
            ]
        ).unlink()
        self.env["mail.activity"].search(
            [("res_model", "=", name), ("res_id", "in", ids)]
        ).write({"note": False, "summary": False})
        self.env.cr.execute(
            SQL(
                "UPDATE mail_activity SET res_name = %s"
                " WHERE res_model = %s AND res_id = ANY(%s)",
                ERASED,
                name,
                list(ids),
            )
        )
        self.env.invalidate_all()

    @api.model
    def _erase_traces(self, subject):
        """What lives for a while only: mails and messages on their way, open pages."""
        patterns, ids = subject.patterns, list(subject.partner_ids)
        mails = self.env["mail.mail"].search([("recipient_ids", "in", ids)])
        for email in subject.emails:
            mails |= self.env["mail.mail"].search([("email_to", "ilike", email)])
        mails.unlink()
        for query in (
            SQL("DELETE FROM sms_sms WHERE partner_id = ANY(%s)", ids),
            # those of ours hold words of customers; whoever is there has read them
            SQL(
                "DELETE FROM bus_bus WHERE message ILIKE ANY(%s) OR message ILIKE %s",
                patterns,
                '%"type"%"cem%',
            ),
            SQL(
                "UPDATE mail_notification SET mail_email_address = NULL"
                " WHERE res_partner_id = ANY(%s)",
                ids,
            ),
        ):
            self.env.cr.execute(query)
        for name in self.env.registry:
            model = self.env[name]
            if model._transient and not model._abstract and model._auto:
                self._erase_pages(model, patterns, ids)

    @api.model
    def _erase_pages(self, model, patterns, ids):
        """Rows of a page that somebody has opened, and that name the person."""
        if model._name == "cem.privacy.request":
            return
        parts = []
        for field in model._fields.values():
            if not field.store or not field.column_type:
                if (
                    field.type == "many2many"
                    and field.store
                    and field.comodel_name == "res.partner"
                ):
                    parts.append(
                        SQL(
                            "id IN (SELECT %s FROM %s WHERE %s = ANY(%s))",
                            SQL.identifier(field.column1),
                            SQL.identifier(field.relation),
                            SQL.identifier(field.column2),
                            ids,
                        )
                    )
                continue
            column = SQL.identifier(field.name)
            if field.type in ("char", "text", "html", "json", "reference"):
                parts.append(SQL("%s::text ILIKE ANY(%s)", column, patterns))
            elif field.type == "many2one" and field.comodel_name == "res.partner":
                parts.append(SQL("%s = ANY(%s)", column, ids))
        if parts:
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM %s WHERE %s",
                    SQL.identifier(model._table),
                    SQL(" OR ").join(parts),
                )
            )
            # pages are their users' own; a name goes from each of them
            model.sudo().browse(row_id for (row_id,) in rows).unlink()

    @api.model
    def _log(self, subject, what, lines):
        """Keep what was done, in Odoo's own log: by whom and when, and of whom only
        what cannot be read as a name."""
        name = (subject.names or subject.emails or subject.phones or ("?",))[0]
        # Administrators of Odoo read the log; whoever may do it leaves a line.
        return (
            self.env["privacy.log"]
            .sudo()
            .create(
                {
                    "anonymized_name": name,
                    "anonymized_email": (subject.emails or ("none@none",))[0],
                    "user_id": self.env.uid,
                    "execution_details": what,
                    "records_description": "\n".join(
                        f"{label}: {count}" for label, count in lines
                    ),
                }
            )
        )

    @api.model
    def _elsewhere(self, subject):
        """Documents of other apps that name the contacts: what and how many.

        Orders and invoices are kept by law, and are not ours to erase; Odoo's own
        lookup shows them.
        """
        counts = {}
        merge = self.env["base.partner.merge.automatic.wizard"]
        by_table = {
            model._table: name
            for name, model in self.env.registry.items()
            if not model._abstract and not model._transient and model._auto
        }
        for table, column in merge._get_fk_on("res_partner"):
            name = by_table.get(table)
            if not name or name.startswith(("cem.", "mail.", "bus.", "res.", "base.")):
                continue
            if getattr(self.env.registry[name], "_cem_personal", None):
                continue
            [(count,)] = self.env.execute_query(
                SQL(
                    "SELECT COUNT(*) FROM %s WHERE %s = ANY(%s)",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    list(subject.partner_ids),
                )
            )
            if count:
                counts[name] = max(count, counts.get(name, 0))
        return sorted((self._label(name), count) for name, count in counts.items())
