from odoo import api, models, tools
from odoo.tools import SQL

from ...tools.base.hooks import hook
from .cem_answer import QUIET
from .cem_invitation import ANSWERED

# Whatever else has a say when one of these is written (another addon, a field made by
# hand, an automation rule) must be heard; then the answer is stored through the ORM.
WRITTEN = ("survey.user_input", "survey.user_input.line", "cem.score", "cem.invitation")
# What the ORM calls of any model, wherever it is defined.
METHODS = (
    *("create", "write", "_create", "_write", "default_get", "_validate_fields"),
    *("_add_missing_default_values", "_mark_done"),
)
# These have nothing to say about a plain page: no points, no certificate, no lead.
HARMLESS = (
    "odoo.orm.",
    "odoo.addons.base.",
    "odoo.addons.mail.",
    "odoo.addons.survey.",
    "odoo.addons.survey_crm.",
    "odoo.addons.cem_experience.",
)
# Those of us that extend hooks which the quick way calls, too.
OURS = "odoo.addons.cem_experience"


class CemAnswer(models.AbstractModel):
    """Storing the answer to a plain question in few statements.

    It writes what the ORM would write, column by column, knows from the page what
    would have to be read, and hands the score to ``cem.score`` like everybody else.
    """

    _inherit = "cem.answer"

    @api.model
    def _is_quick(self, page, mark, words):
        score = page["scores"].get(mark)
        return (
            page["plain"]
            and not page["more"]
            and score is not False
            # words that go with no mark are kept by themselves
            and bool(
                not (words or "").strip()
                or (score and (page["words_explain"] or not page["words_id"]))
            )
            and not self._is_overheard()
        )

    @api.model
    def _is_overheard(self):
        """Whether others have a say in writing an answer. It takes microseconds.

        An automation rule puts its methods into classes that stand already: these are
        looked at each time. The rest changes with the registry only.
        """
        return self._are_methods_foreign() or self._are_fields_foreign()

    @api.model
    def _are_methods_foreign(self):
        return any(
            not _is_harmless(owner.__dict__[name])
            for model in WRITTEN
            for owner in self.env.registry[model].__mro__
            for name in METHODS
            if name in owner.__dict__
        )

    @api.model
    @hook
    def _harmless_addons(self):
        """Hook: addons whose part in a field with a default does not change that.

        An addon that adds a value to ``cem.score.source`` names itself here.
        """
        return ()

    @api.model
    @tools.ormcache()
    def _are_fields_foreign(self):
        """Whether anybody else computes, fills in, checks or hooks into what is written.

        Each of these the ORM would ask, and a statement of our own does not.
        """
        registry = self.env.registry
        # Defaults set by hand are applied to whoever answers; they may not read them.
        defaults = self.env["ir.default"].sudo()
        harmless = {f"odoo.addons.{name}." for name in self._harmless_addons()}
        harmless.update(HARMLESS)
        return any(
            _overrides_hook(registry[model])
            or not all(map(_is_harmless, self.env[model]._constraint_methods))
            or any(
                _is_foreign(field, harmless)
                for field in self.env[model]._fields.values()
            )
            or any(
                field.store and field.compute and _is_foreign_compute(registry, field)
                for written in self.env[model]._fields.values()
                for field in registry.get_dependent_fields(written)
            )
            or defaults.search_count([("field_id.model", "=", model)], limit=1)
            for model in WRITTEN
        )

    @api.model
    def _write_quickly(self, vals, page, mark, words, sheet=None):
        """Store a finished answer, and all that follows from it.

        :param vals: values of the answer sheet beside the answer itself
        :param sheet: the one that was made for the customer; else there is a new one
        :return: the answer sheet; None if its token has been used already
        """
        content, lines = self._content(page, mark, words)
        vals = {
            **vals,
            **content,
            "state": "done",
            "end_datetime": content["start_datetime"],
            "scoring_percentage": 0,
            "scoring_total": 0,
            "scoring_success": page["passed"],
        }
        if sheet is None:
            vals["cem_company_id"] = self.env["survey.user_input"]._cem_company_of(
                vals, page["company_id"]
            )
        row = self._write_rows(vals, page, lines, sheet)
        if not row:
            return None
        sheet_id, first_line_id = row
        new = sheet is None
        sheet = self.env["survey.user_input"].browse(sheet_id)
        self._remember(sheet, vals, page, new)
        answer = page["scores"][mark]
        if answer:
            score = sheet._cem_framed(sheet._cem_score_frame(), answer) | {
                "user_input_line_id": first_line_id,
                "comment": (words or "").strip() or None,
            }
            # The customer's day, and not that of whoever is logged in here.
            scores = self.env["cem.score"].with_context(tz="UTC")
            scores._insert_bulk({name: [value] for name, value in score.items()})
            scores._announce_sheet(sheet)
        invitation = sheet.cem_invitation_ids
        self._cache(invitation, ANSWERED)
        invitation._thank()
        sheet.with_context(**QUIET)._notify_new_participation_subscribers()
        return sheet

    @api.model
    def _write_rows(self, vals, page, lines, sheet):
        """One statement: the sheet, its lines, which questions it is about, and that
        the invitation it came from is answered.

        :return: id of the sheet and of its first line, or None
        """
        uid, now = self.env.uid, SQL("now() AT TIME ZONE 'UTC'")
        written = {"write_uid": uid, "write_date": now}
        if sheet:
            first = SQL(
                "UPDATE survey_user_input SET %s WHERE id = %s RETURNING id",
                _assigned({**vals, **written}),
                sheet.id,
            )
            parts = [
                SQL(
                    """
                    settled AS (
                        UPDATE cem_invitation invitation SET %s FROM sheet
                         WHERE invitation.id = ANY(%s)
                    )
                    """,
                    _assigned({**ANSWERED, **written}),
                    list(sheet.cem_invitation_ids._ids),
                )
            ]
        else:
            values = {**vals, **written, "create_uid": uid, "create_date": now}
            first = SQL(
                """
                INSERT INTO survey_user_input (%s) VALUES (%s)
                ON CONFLICT (access_token) DO NOTHING RETURNING id
                """,
                _names(values),
                _cells(values),
            )
            parts = [
                SQL(
                    """
                    questions AS (
                        INSERT INTO survey_question_survey_user_input_rel
                               (survey_user_input_id, survey_question_id)
                        SELECT sheet.id, UNNEST(%s) FROM sheet
                    )
                    """,
                    page["question_ids"],
                )
            ]
        for number, line in enumerate(lines):
            values = {
                **line,
                "survey_id": page["survey_id"],
                "question_sequence": page["sequences"][line["question_id"]],
                "answer_score": 0,
                "answer_is_correct": False,
                **written,
                "create_uid": uid,
                "create_date": now,
            }
            parts.append(
                SQL(
                    """
                    %s AS (
                        INSERT INTO survey_user_input_line (user_input_id, %s)
                        SELECT sheet.id, %s FROM sheet RETURNING id
                    )
                    """,
                    SQL.identifier(f"line_{number}"),
                    _names(values),
                    _cells(values),
                )
            )
        # The same form sent twice at once makes one of them begin anew: no error.
        self.env.cr.execute(
            SQL(
                "WITH sheet AS (%s), %s SELECT sheet.id, line_0.id FROM sheet, line_0",
                first,
                SQL(", ").join(parts),
            ),
            log_exceptions=False,
        )
        return self.env.cr.fetchone()

    @api.model
    def _remember(self, sheet, vals, page, new):
        """Put into the cache what has just been written, as if it had been read."""
        known = dict(vals)
        if new:
            blank = (
                "partner_id",
                "cem_res_model",
                "cem_res_id",
                "cem_user_id",
                "cem_kiosk_id",
            )
            known = {**dict.fromkeys(blank), **known, "cem_invitation_ids": ()}
        self._cache(sheet, known)
        sheet.invalidate_recordset(["user_input_line_ids", "cem_score_ids"], False)
        self._cache(sheet.survey_id, {"cem_company_id": page["company_id"] or None})


def _is_harmless(method, known=HARMLESS):
    return getattr(method, "__module__", "").startswith(known)


def _is_foreign(field, harmless):
    """Whether a stored field of somebody else is filled in when a record is made."""
    modules = {f"odoo.addons.{module}." for module in field._modules}
    foreign = field.manual or not modules <= harmless
    return field.store and bool(field.default) and foreign


def _is_foreign_compute(registry, field):
    """Whether a stored field follows from what is written by code that is not ours."""
    modules = {f"odoo.addons.{module}." for module in field._modules}
    if field.manual or not modules <= set(HARMLESS):
        return True
    compute = field.compute
    if isinstance(compute, str):
        compute = getattr(registry[field.model_name], compute, None)
    return not _is_harmless(compute)


def _overrides_hook(model):
    """Whether an extension of the model itself changes a method that was there before.

    Extensions of what many models inherit (``mail.thread``) are not meant: theirs that
    matter are among :data:`METHODS`.
    """
    owners = [one for one in model.__mro__ if getattr(one, "_name", None) in WRITTEN]
    for place, owner in enumerate(owners):
        for name, method in owner.__dict__.items():
            if not callable(method) or name.startswith("__"):
                continue
            if _is_harmless(method):
                continue
            below = [
                one.__dict__[name] for one in owners[place + 1 :] if name in vars(one)
            ]
            if not below:
                continue
            # The quick way calls our own hooks itself: whoever of us extends one is heard.
            if _is_harmless(method, OURS) and all(_is_harmless(b, OURS) for b in below):
                continue
            return True
    return False


def _names(values):
    return SQL(", ").join(map(SQL.identifier, values))


def _cells(values):
    return SQL(", ").join(SQL("%s", value) for value in values.values())


def _assigned(values):
    return SQL(", ").join(
        SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items()
    )
