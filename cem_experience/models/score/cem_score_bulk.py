from datetime import timedelta
from io import StringIO
from itertools import repeat

import numpy as np

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.base.hooks import hook
from ...tools.score import scales
from .cem_score import MEASURES, SATISFACTION_MEASURES

NULL = "\\N"
# COPY reads a backslash, and what it stands for, inside a text; nothing holds a NUL.
ESCAPES = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None}
)
BULK_COLUMNS = [
    "partner_id",
    "dimension_id",
    "touchpoint_id",
    "journey_id",
    "measure",
    "raw_value",
    "value",
    "date",
    "source",
    "company_id",
    "user_id",
    "value_tier_id",
    "comment",
    "res_model",
    "res_id",
    "user_input_id",
    "user_input_line_id",
    "question_id",
    "active",
    "followup_pending",
]
# Of the customer as it is now, unless whoever asks has kept them from earlier.
FROZEN = ("user_id", "value_tier_id")


class CemScore(models.Model):
    _inherit = "cem.score"

    @api.model
    @hook
    def _bulk_columns(self):
        """Names of the fields that are written in bulk."""
        return BULK_COLUMNS

    @api.model
    def _insert_bulk(self, answers, followed_up=True):
        """Write many opinions at once: the set-based twin of :meth:`create`.

        It freezes the same things, wakes the same follow-up rules and refreshes the
        customers' figures once. Figures must be complete: ``raw_value`` and ``value``
        (0-10) are both given, because the caller has checked and normalised them.

        :param answers: by name of a field of :meth:`_bulk_columns` a list (or numpy
            array) of values, all of one length, or one value that holds for all rows.
            ``measure``, ``raw_value``, ``value``, ``date`` (``datetime.date``),
            ``source`` and ``company_id`` are required; pending is found here, and
            salesperson and tier are unless they are given.
        :param followed_up: whether the follow-up rules look at them
        :return: number of scores written
        :raise ValidationError: a value off 0-10, an unknown measure, a recommendation
            that is no whole number, a day that is not plausible
        """
        self.check_access("create")
        count = max(
            (len(v) for v in answers.values() if isinstance(v, (list, np.ndarray))),
            default=0,
        )
        if not count:
            return 0
        columns = {
            name: _as_list(answers.get(name), count)
            for name in self._bulk_columns()
            if name not in ("active", "followup_pending")
            and (name in answers or name not in FROZEN)
        }
        self._check_bulk(columns)
        partner_ids = {partner for partner in columns["partner_id"] if partner}
        self._complete_bulk(columns, partner_ids, count)
        if not followed_up:
            columns["followup_pending"] = [False] * count
        self._copy_bulk(columns)
        self.invalidate_model()
        self._refresh_after_change(
            self.env["res.partner"].browse(partner_ids),
            any(columns["followup_pending"]),
        )
        return count

    @api.model
    def _check_bulk(self, columns):
        days = set(columns["date"])
        for day in (min(days), max(days)):
            if reason := self._cem_implausible(day):
                raise ValidationError(reason)
        measures = np.array(columns["measure"])
        values = np.array(columns["value"], dtype=float)
        unknown = set(measures) - {name for name, _label in MEASURES}
        off_scale = ~((values >= 0) & (values <= 10))
        whole = np.isin(measures, list(scales.WHOLE_MEASURES))
        if unknown or off_scale.any() or (values[whole] % 1).any():
            raise ValidationError(
                self.env._(
                    "Some answers do not fit their measure. Check the scale of each "
                    "column; a recommendation takes whole numbers from 0 to 10."
                )
            )

    @api.model
    def _complete_bulk(self, columns, partner_ids, count):
        """Add what :meth:`create` would add: frozen values and the pending mark."""
        frozen = self._frozen_partner_values(
            [{"partner_id": partner_id} for partner_id in partner_ids]
        )
        partners = columns["partner_id"]
        for name in FROZEN:
            if name in columns:
                continue
            known = {key: values[name] for key, values in frozen.items()}
            columns[name] = [known.get(partner) for partner in partners]
        oldest = fields.Date.context_today(self) - timedelta(
            days=self._followup_max_age()
        )
        company_sources = self._company_sources()
        columns["active"] = [True] * count
        columns["followup_pending"] = [
            bool(partner)
            and measure in SATISFACTION_MEASURES
            and source not in company_sources
            and date >= oldest
            for partner, measure, source, date in zip(
                partners,
                columns["measure"],
                columns["source"],
                columns["date"],
                strict=True,
            )
        ]

    @api.model
    def _copy_bulk(self, columns):
        # The rows refer to records that may still wait in the ORM's cache.
        self.env.flush_all()
        # zero and false say something; an empty reference or text need not be sent
        columns = {
            name: cells
            for name, cells in columns.items()
            if self._fields[name].type in ("float", "boolean") or any(cells)
        }
        texts = [
            _copy_texts(self._fields[name], cells) for name, cells in columns.items()
        ]
        lines = "\n".join(map("\t".join, zip(*texts, strict=True)))
        # Names come from _bulk_columns(), not from outside.
        self.env.cr.copy_expert(
            f"COPY {self._table} ({', '.join(columns)}) FROM STDIN", StringIO(lines)
        )


def _as_list(cells, count):
    if isinstance(cells, np.ndarray):
        return cells.tolist()
    if isinstance(cells, list):
        return cells
    return list(repeat(cells, count))


def _copy_texts(field, cells):
    """Values of one field as COPY reads them; equal ones are converted once."""
    if field.type == "boolean":
        convert = {True: "t", False: "f", None: "f"}
    elif field.type in ("char", "text", "selection"):
        convert = {
            cell: str(cell).translate(ESCAPES) if cell else NULL for cell in set(cells)
        }
    elif field.type == "float":
        # repr is the shortest text that reads back as the same number
        convert = {cell: repr(float(cell)) for cell in set(cells)}
    elif field.type in ("integer", "date"):
        convert = {cell: NULL if cell is None else str(cell) for cell in set(cells)}
    else:
        convert = {cell: str(int(cell)) if cell else NULL for cell in set(cells)}
    return list(map(convert.__getitem__, cells))
