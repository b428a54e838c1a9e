from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.cem_experience.tools.intake.columns import guess_columns


class CemSource(models.Model):
    """From the connection to columns, preview and pulling, step by step."""

    _inherit = "cem.source"

    def _check_step(self, *states):
        self.ensure_one()
        self.check_access("write")
        if self.state not in states:
            raise UserError(
                self.env._(
                    "Somebody has changed this source meanwhile. Reload the page."
                )
            )

    def action_connect(self):
        """Read some rows, and propose what their fields hold."""
        self._check_step("draft", "mapped", "previewed", "stopped", "failed")
        rows, words = self._sample()
        if not rows:
            raise UserError(
                self.env._("The connection works, but there are no answers yet.")
            )
        frame = self._frame(rows, None)
        guesses = guess_columns(list(frame.columns), frame)
        Import = self.env["cem.score.import"]
        dimensions = {one.code: one for one in self.env["cem.dimension"].search([])}
        known = {column.name: column for column in self.column_ids}
        values = []
        for number, (name, guess) in enumerate(
            zip(frame.columns, guesses, strict=True)
        ):
            sample = " · ".join(dict.fromkeys(t[:30] for t in frame[name] if t))[:120]
            if name in known:
                known[name]._cem_as_server().write(
                    {"sequence": number, "sample": sample}
                )
                continue
            column = {
                **Import._guessed(guess, dimensions),
                "source_id": self.id,
                "name": name,
                "sequence": number,
                "sample": sample,
            }
            if name == self._id_name():
                column.update(role="ignore", measure=False, unsure=False)
            if words.get(name):
                column["reason"] = words[name][:200]
            values.append(column)
        if self.state == "draft":
            self._cem_as_server().state = "mapped"
        self.env["cem.score.import.column"]._cem_as_server().create(values)

    def action_preview(self):
        """Read some rows as the pull would, and show what would become of them."""
        self._check_step("mapped", "previewed")
        self.column_ids._check_mapping(self)
        rows, _words = self._sample()
        frame = self._frame(rows, self.column_ids.mapped("name"))
        checked = self._checked(frame, [], create=False)
        columns = self.column_ids._answers()
        totals = self.env["cem.score.import.preview"]._column_totals(checked, columns)
        problems = Markup().join(
            Markup("<li>%s: %s</li>") % (row, reason)
            for row, reason in sorted(checked["reasons"].items())
        )
        shown = self._preview_html(frame.head(8), columns, totals)
        self._cem_as_server().write(
            {
                "state": "previewed",
                "preview": Markup("%s<ul class='text-danger'>%s</ul>")
                % (shown, problems),
            }
        )

    def action_back(self):
        self._check_step("previewed", "stopped", "failed")
        self._cem_as_server().write({"state": "mapped", "preview": False})

    def action_start(self):
        """From now on, pull by itself."""
        self._check_step("previewed", "stopped", "failed")
        self.column_ids._check_mapping(self)
        self._take_back_out()
        dimensions = self.column_ids._create_dimensions()
        self._note_brought("brought_dimension_ids", dimensions)
        self._cem_as_server().write(
            {
                "state": "running",
                "next_try": fields.Datetime.now(),
                "failures": 0,
                "error": False,
            }
        )
        self._wake()

    def action_stop(self):
        self._check_step("running")
        self._cem_as_server().state = "stopped"

    def action_pull_now(self):
        self._check_step("running")
        self._cem_as_server().next_try = fields.Datetime.now()
        self._wake()

    def action_retry_rejected(self):
        """Forget the rejected rows, and read all anew: only they are taken in."""
        self._check_step("running", "stopped", "failed")
        numbers = self.reject_ids.mapped("row")
        self.env["cem.source.answer"].search(
            [("source_id", "=", self.id), ("number", "in", numbers)]
        ).unlink()
        self.reject_ids.unlink()
        self._cem_as_server().write(
            {
                "reject_count": 0,
                "cursor": False,
                "since": False,
                "since_seen": False,
                "next_try": fields.Datetime.now(),
            }
        )
        self._wake()

    def action_withdraw(self):
        """Take all that came from there out of every figure, and forget it."""
        self._check_step("stopped", "failed")
        self.env["cem.score"]._withdraw_imported(self.column_ids)
        self.env["cem.source.answer"].search([("source_id", "=", self.id)]).unlink()
        self.reject_ids.unlink()
        names = ("row", "respondent", "answer", "reject", "blank", "known")
        self._cem_as_server().write(
            {
                **{f"{name}_count": 0 for name in names},
                "cursor": False,
                "since": False,
                "since_seen": False,
                "error": False,
                "state": "mapped",
            }
        )
        self._after_undo()
        if not self._remove_brought():
            self._wake()

    def _brought_by(self):
        return self.brought_dimension_ids.create_uid

    def _take_back_out(self):
        """What the last withdrawal has put away is in use again."""
        # As when it was put away: created by this source, and nobody else's.
        dimensions = self.sudo().put_away_dimension_ids
        dimensions.active = True
        self._note_brought("brought_dimension_ids", dimensions)
        self._cem_as_server().put_away_dimension_ids = False

    def action_scores(self):
        self.ensure_one()
        return self.env["cem.score"]._action_open(
            [("import_column_id.source_id", "=", self.id)]
        )
