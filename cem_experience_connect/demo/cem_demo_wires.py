from datetime import timedelta

from odoo import Command, api, fields, models

# What the robot was told: days ago, attempts, state, its answer, what went wrong
TOLD = (
    (9, 1, "sent", "200", False),
    (6, 3, "sent", "200", False),
    (2, 10, "failed", "503", "The other system does not answer."),
)
WORDS = (
    "Waited twenty minutes for a parcel.",
    "Nobody knew when the lift will be repaired.",
    "The desk was closed although the sign said open.",
)
COLUMNS = (
    ("id", "A-1041 · A-1042", "ignore", False),
    ("resident.email", "chan.tai@residents.example", "email", False),
    ("marks.recommend", "9 · 3 · 10", "answer", "nps"),
    ("text", "Quick and friendly", "comment", False),
    ("updated", "2026-11-18T09:12:00Z", "date", False),
)
REJECTED = (
    (1, "A-1077", "marks.recommend: 11 is not between 0 and 10.", "A-1077,,11"),
    (2, "A-1092", "updated: “yesterday” is no date.", "A-1092,,8,,yesterday"),
)


class CemDemo(models.AbstractModel):
    """What was told to another system, and what came from one."""

    # Files by what they tell, each short enough to hold in the head.
    _inherit = "cem.demo"

    @api.model
    def _load_wires(self):
        self._check_demo()
        self._load_messages()
        source = self.env.ref("cem_experience_connect.cem_source_app_demo")
        now = fields.Datetime.now()
        source.write(
            {
                "column_ids": [
                    Command.create(
                        {
                            "sequence": number,
                            "name": name,
                            "sample": sample,
                            "role": role,
                            "measure": measure,
                        }
                    )
                    for number, (name, sample, role, measure) in enumerate(COLUMNS)
                ],
                "reject_ids": [
                    Command.create(
                        {
                            "row": row,
                            "external_id": external_id,
                            "reason": reason,
                            "content": content,
                        }
                    )
                    for row, external_id, reason, content in REJECTED
                ],
                "reject_count": len(REJECTED),
                "row_count": len(REJECTED),
                "last_pull": now - timedelta(days=3),
            }
        )

    def _load_messages(self):
        webhook = self.env.ref("cem_experience_connect.cem_webhook_service_desk_demo")
        touchpoint = webhook.touchpoint_ids
        now = fields.Datetime.now()
        for (days, tries, state, status, error), words in zip(TOLD, WORDS, strict=True):
            day = now - timedelta(days=days)
            delivery = self.env["cem.webhook.delivery"].create(
                {
                    "webhook_id": webhook.id,
                    "company_id": self.env.company.id,
                    "event": "detractor",
                    "payload": {
                        "event": "detractor",
                        "answered": str(day.date()),
                        "touchpoint": {"id": touchpoint.id, "name": touchpoint.name},
                        "scores": [{"measure": "nps", "value": 2, "answer": 2}],
                        "comment": words,
                    },
                    "state": state,
                    "next_try": False,
                    "try_count": tries,
                    "sent_date": day,
                    "status": status,
                    "error": error,
                }
            )
            delivery.flush_recordset()
            self.env.cr.execute(
                "UPDATE cem_webhook_delivery SET create_date = %s WHERE id = %s",
                [day - timedelta(minutes=tries), delivery.id],
            )
