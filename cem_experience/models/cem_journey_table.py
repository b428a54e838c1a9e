import csv
import io

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..tools import journey_table
from ..tools.messages import ToolError
from .tool_texts import translated


class CemJourney(models.Model):
    """A journey as a table: written for a spreadsheet, and read from one."""

    _inherit = "cem.journey"

    def _export_csv(self):
        """The journey as CSV, UTF-8 with BOM so that a spreadsheet reads Chinese.

        :return: bytes; :meth:`_import_table` makes an equal journey of them
        """
        self.ensure_one()
        self.check_access("read")
        stream = io.StringIO()
        writer = csv.DictWriter(stream, journey_table.COLUMNS, restval="")
        writer.writeheader()
        for row in self._table_rows():
            writer.writerow(
                {name: journey_table.safe_cell(value) for name, value in row.items()}
            )
        return stream.getvalue().encode("utf-8-sig")

    def _table_rows(self):
        yield {
            "type": "journey",
            "id": f"j{self.id}",
            "name": self.name,
            "text": html2plaintext(self.description or "").strip(),
        }
        for stage in self.stage_ids:
            yield {
                "type": "stage",
                "id": f"s{stage.id}",
                "phase": stage.phase,
                **stage._table_side(),
            }
        for touchpoint, _depth in self.touchpoint_ids._tree_order():
            whole = touchpoint.parent_id
            stage = touchpoint.stage_id
            key = f"s{stage.id}" if stage else ""
            yield {
                "type": "touchpoint",
                "id": f"t{touchpoint.id}",
                "part_of": f"t{whole.id}" if whole.active else key,
                "weight": f"{touchpoint.weight:g}",
                "own_weight": f"{touchpoint.own_weight:g}",
                "dimensions": " ".join(
                    f"{line.dimension_id.code}:{line.weight:g}"
                    for line in touchpoint.weight_ids
                ),
                **touchpoint._table_side(),
            }
            for standard in touchpoint.standard_ids:
                yield {
                    "type": "standard",
                    "part_of": f"t{touchpoint.id}",
                    "name": standard.name,
                    "kind": standard.kind,
                    "sense": standard.sense_id.code,
                    "text": standard.description,
                }
        for faq in self.faq_ids:
            yield {
                "type": "question",
                "part_of": f"t{faq.touchpoint_id.id}" if faq.touchpoint_id else "",
                "name": faq.name,
                "phase": faq.phase,
                "text": faq.answer,
            }

    def action_export_csv(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/cem_experience/journey/{self.id}/csv",
            "target": "download",
        }

    def _import_table(self, content, filename):
        """Make a new journey of a table, the whole of it or nothing.

        :param content: bytes of a CSV or XLSX file, see ``tools/journey_table.py``
        :raise UserError: a file that cannot be read, with every problem and its row
        """
        self.check_access("create")
        try:
            spec, problems = journey_table.read_journey(content, filename)
        except ToolError as error:
            raise UserError(translated(self.env, error.message)) from error
        if problems:
            lines = [translated(self.env, message) for message in problems]
            if problems.count > len(problems):
                lines.append(
                    self.env._("… and %s more.", problems.count - len(problems))
                )
            raise UserError(
                self.env._("Nothing was imported.") + "\n" + "\n".join(lines)
            )
        return self.env["cem.journey.builder"]._build(spec)


class CemJourneySide(models.AbstractModel):
    _inherit = "cem.journey.side"

    def _table_side(self):
        return {
            "name": self.name,
            "channel": self.channel_id.name,
            "senses": " ".join(self.sense_ids.mapped("code")),
            "emotion": self.emotion_designed,
            "moment_of_truth": "x" if self.is_moment_of_truth else "",
            "does": self.customer_action,
            "asks": self.customer_question,
            "fears": self.customer_barrier,
        }
