from odoo import fields, models


class CemJourneyExport(models.TransientModel):
    """Ask for the kind of file that a journey is exported as."""

    _name = "cem.journey.export"
    _description = "Export Journey"

    journey_id = fields.Many2one("cem.journey", required=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("xlsx", "Table (XLSX)"),
            ("csv", "Table (CSV)"),
            ("jsonld", "UJM 1.0 draft (JSON-LD)"),
            ("mmd", "Mermaid diagram"),
        ],
        string="File",
        default="xlsx",
        required=True,
    )

    def action_export(self):
        self.ensure_one()
        # Whoever may not read the journey gets no link to it.
        self.journey_id.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/cem_experience/journey/{self.journey_id.id}/{self.kind}",
            "target": "download",
            "close": True,
        }
