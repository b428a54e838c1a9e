from odoo import api, models

from ..tools.score import comments

STUDIES = (
    ("What makes customers recommend us?", "nps"),
    ("Why do customers buy again?", "retention"),
)


class CemDemo(models.AbstractModel):
    _inherit = "cem.demo"

    @api.model
    def _load_readings(self):
        """What the answers tell: topics of the words, and what drives outcomes."""
        self._check_demo()
        if not comments.missing_libraries():
            self.env["cem.score"]._read_all()
        studies = self.env["cem.driver.study"].create(
            [
                {"name": name, "outcome_measure": outcome, "coverage": 30}
                for name, outcome in STUDIES
            ]
        )
        # the one about recommendation is what the dashboard shows: the newest
        studies.sorted("id", reverse=True).action_compute()
