from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.cem_experience.models.base.takes import (
    FLAG,
    MAPPING,
    TEXT,
    WHOLE,
    takes,
)

from .cem_audit_check import RESULTS

RESULT_VALUES = {name for name, _label in RESULTS}
PHOTO_MOST_BYTES = 12 * 1024 * 1024
PHOTO_SIZE = 1920
PHOTOS_MOST = 20


class CemAudit(models.Model):
    """What the page of an auditor asks of the audit."""

    _inherit = "cem.audit"

    def get_walk(self):
        """All steps of the user in this audit, ready to display.

        :return: dict of ``audit``, ``senses``, ``steps`` in their order (see
            ``_walk_step``) and ``current``, the id of the step to go on with
        :raise AccessError: the user is none of the auditors
        """
        self.ensure_one()
        self.check_access("read")
        lines = self._my_lines()
        current = lines.filtered("is_current") or lines
        senses = self.env["cem.sense"].search([("active", "=", True)])
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return {
            "audit": {
                "id": self.id,
                "name": self.name,
                "kind": kinds[self.kind],
                "state": self.state,
                "note": self.note or "",
                "date_end": fields.Date.to_string(self.date_end) or "",
            },
            "user_id": self.env.uid,
            "senses": [
                {"id": sense.id, "name": sense.name, "icon": sense.icon}
                for sense in senses
            ],
            "steps": lines._walk_steps(),
            "current": current[:1].id,
        }

    def finish_walk(self):
        """The user has done the own part; what is left has not been seen.

        :return: number of steps that were left
        :raise AccessError: the user is none of the auditors
        """
        self.ensure_one()
        self.check_access("read")
        lines = self._my_lines()
        # Staff may not write audits; these are the user's own steps and activity.
        left = lines.sudo().filtered(lambda line: line.state == "todo")
        lines._check_walkable()
        left.write({"state": "skipped"})
        # as above
        self.sudo()._close_activities(self.env.user, done=True)
        self.sudo()._tell_when_all_done()
        return len(left)

    def _my_lines(self):
        lines = self.env["cem.audit.line"].search(
            [("audit_id", "=", self.id), ("user_id", "=", self.env.uid)],
            order="sequence, id",
        )
        if not lines:
            raise AccessError(
                self.env._("You are not one of the auditors of “%s”.", self.name)
            )
        return lines

    def _tell_when_all_done(self):
        """The responsible learns once that the audit can be closed."""
        self.ensure_one()
        if self.line_ids.filtered(lambda line: line.state == "todo"):
            return
        user = self.user_id
        audit = self.with_context(lang=user.lang or self.env.lang)
        summary = audit.env._("All auditors are done: look at it and close it")
        known = self.env["mail.activity"].search_count(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("summary", "=", summary),
            ],
            limit=1,
        )
        if user and not known:
            audit.activity_schedule(
                "mail.mail_activity_data_todo", user_id=user.id, summary=summary
            )


class CemAuditLine(models.Model):
    """A step as the page shows and saves it."""

    _inherit = "cem.audit.line"

    def _walk_steps(self):
        photos = self._walk_photos()
        return [line._walk_step(photos.get(line.id, [])) for line in self]

    def _walk_step(self, photos):
        self.ensure_one()
        touchpoint = self.touchpoint_id
        return {
            "id": self.id,
            "revision": self.revision,
            "state": self.state,
            "touchpoint": {
                "name": touchpoint.name,
                "part_of": touchpoint.parent_id.complete_name or "",
                "stage": touchpoint.stage_id.name or "",
                "channel": touchpoint.channel_id.name or "",
                "action": touchpoint.customer_action or "",
                "question": touchpoint.customer_question or "",
                "barrier": touchpoint.customer_barrier or "",
                "is_moment_of_truth": touchpoint.is_moment_of_truth,
            },
            "checks": [
                {
                    "id": check.id,
                    "standard_id": check.standard_id.id,
                    "name": check.standard_id.name,
                    "description": check.standard_id.description or "",
                    "has_photo": bool(check.standard_id.photo_512),
                    "result": check.result or "",
                    "note": check.note or "",
                }
                for check in self.check_ids.with_context(bin_size=True)
            ],
            "marks": [
                {
                    "id": mark.id,
                    "name": mark.dimension_id.name or "",
                    "value": mark.value if mark.has_value else None,
                }
                for mark in self.mark_ids
            ],
            "sense_good": self.sense_good_ids.ids,
            "sense_bad": self.sense_bad_ids.ids,
            "note": self.note or "",
            "seconds": self.seconds,
            "photos": photos,
        }

    def _check_walkable(self):
        """Only the own steps, only while the audit is running."""
        if any(line.user_id != self.env.user for line in self):
            raise AccessError(self.env._("This is the step of another auditor."))
        if any(line.audit_state != "running" for line in self):
            raise UserError(
                self.env._(
                    "The audit has been closed. What you have not saved cannot be "
                    "added any more; ask the person responsible to reopen it."
                )
            )

    @takes(
        one=True, revision=WHOLE, save_key=TEXT.or_none(), values=MAPPING, force=FLAG
    )
    def save_step(self, revision, save_key, values, force=False):
        """Save a step as the page shows it, once.

        The same ``save_key`` sent again, because the answer got lost, changes
        nothing. A step that was changed elsewhere meanwhile (on another device of the
        same auditor) is not overwritten.

        :param revision: the one that the page has shown
        :param save_key: a text of the page's own for this saving
        :param values: dict of ``checks`` (id to ``result`` and ``note``), ``marks``
            (id to a number 0-10 or None), ``sense_good``, ``sense_bad`` (ids),
            ``note``, ``seconds``; what is missing stays
        :param force: overwrite what was changed elsewhere
        :return: dict of ``revision`` and ``state``; or of ``conflict``, the step as it
            is now
        :raise AccessError: the step of another auditor
        :raise UserError: the audit is not running
        :raise ValidationError: values that cannot be read
        """
        self.ensure_one()
        self.check_access("read")
        self._check_walkable()
        if save_key and self.save_key == save_key:
            return {"revision": self.revision, "state": self.state}
        if not force and revision != self.revision:
            return {"conflict": self._walk_steps()[0]}
        # Staff may not write steps but through here, their own and while running.
        line = self.sudo()
        vals = line._read_values(values)
        line.write({**vals, "revision": line.revision + 1, "save_key": str(save_key)})
        seen = line._is_seen()
        line.write(
            {
                "state": "done" if seen else "todo",
                "date_done": (line.date_done or fields.Datetime.now())
                if seen
                else False,
            }
        )
        return {"revision": line.revision, "state": line.state}

    def visit_step(self):
        """Note that the auditor is here, to go on from here later."""
        self.ensure_one()
        self.check_access("read")
        self._check_walkable()
        # as for save_step
        lines = self.sudo().audit_id.line_ids.filtered(
            lambda line: line.user_id == self.env.user
        )
        lines.filtered(lambda line: line.is_current and line != self).write(
            {"is_current": False}
        )
        if not self.is_current:
            # as above
            self.sudo().is_current = True
        return True

    def _is_seen(self):
        self.ensure_one()
        return bool(
            self.check_ids.filtered("result")
            or self.has_score
            or self.sense_good_ids
            or self.sense_bad_ids
            or (self.note or "").strip()
            or self.photo_count
        )

    def _read_values(self, values):
        """Checked values for write; what comes from a browser may be anything."""
        try:
            return self._parse_values(dict(values or {}))
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise ValidationError(
                self.env._("The step cannot be saved: %s", error)
            ) from error

    def _parse_values(self, values):
        vals = {}
        checks = {check.id: check for check in self.check_ids}
        commands = []
        for key, given in (values.get("checks") or {}).items():
            result = given.get("result") or False
            if result and result not in RESULT_VALUES:
                raise ValueError(result)
            commands.append(
                (
                    1,
                    checks[int(key)].id,
                    {"result": result, "note": given.get("note") or False},
                )
            )
        if commands:
            vals["check_ids"] = commands
        marks = {mark.id: mark for mark in self.mark_ids}
        commands = []
        for key, value in (values.get("marks") or {}).items():
            known = value is not None and value is not False
            value = float(value) if known else 0.0
            if not 0 <= value <= 10:
                raise ValueError(value)
            commands.append(
                (1, marks[int(key)].id, {"has_value": known, "value": value})
            )
        if commands:
            vals["mark_ids"] = commands
        for name in ("sense_good", "sense_bad"):
            if name in values:
                senses = self.env["cem.sense"].browse(int(k) for k in values[name])
                vals[f"{name}_ids"] = [(6, 0, senses.exists().ids)]
        if "note" in values:
            vals["note"] = str(values["note"] or "") or False
        if "seconds" in values:
            # a clock that was put forward is no time taken
            most = int(timedelta(days=1).total_seconds())
            vals["seconds"] = min(max(int(values["seconds"]), self.seconds), most)
        return vals
