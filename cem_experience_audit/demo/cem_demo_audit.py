import base64
from datetime import datetime, time, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from odoo import api, fields, models

from odoo.addons.cem_experience.demo.cem_demo import QUIET

# What the auditors of the finished audit met: touchpoint, auditor's mark (the same in
# each dimension, give or take one), standards kept (k), broken (b) or not seen (n),
# what was wrong, note, senses pleasant and unpleasant, how many photos
SEEN = [
    (
        "car_park",
        6,
        "kb",
        "Nobody at the gate",
        "Two signs are behind trees.",
        "",
        "",
        1,
    ),
    ("reception", 8, "kk", "", "Greeted at once, by name. 茶很香。", "taste", "", 0),
    ("show_garden", 9, "k", "", "", "smell", "", 1),
    ("sales_office", 7, "bkk", "Neon tubes over the model", "", "hearing", "sight", 1),
    ("brand_wall", 9, "k", "", "Photos of this year.", "sight", "", 0),
    ("sand_table", 8, "k", "", "", "", "", 0),
    ("adverse_factors", 7, "kn", "", "Nobody asked about the railway.", "", "", 0),
    ("contract_risk", 8, "k", "", "", "", "", 0),
    ("progress_board", 4, "b", "Photos are from last quarter", "", "", "sight", 1),
    ("advice", 9, "k", "", "Listened first, then showed two flats.", "", "", 0),
    ("price_list", 8, "k", "", "", "", "", 0),
    ("materials", 9, "k", "", "样品与合同一致。", "touch", "", 1),
]
RUNNING = ("service_desk", "repair", "residents_app", "fee_statement")
# How it should look: standard, its drawing
REFERENCES = ("sales_office_1", "brand_wall_1", "progress_board_1", "service_desk_1")


def sketch(kind, number=0, size=(960, 720)):
    """A plain drawing of a room or a board, where a real user has a photo.

    :return: the bytes of a JPEG
    """
    image = Image.new("RGB", size, (236, 226, 208))
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.rectangle((0, height * 0.72, width, height), fill=(171, 134, 98))
    warm, cold = (255, 214, 140), (220, 235, 255)
    light = cold if kind == "broken" else warm
    for place in range(3):
        left = width * (0.16 + 0.28 * place)
        if kind == "broken":
            draw.rectangle((left, 40, left + 170, 62), fill=light)
        else:
            draw.ellipse((left, 30, left + 90, 120), fill=light)
    for place in range(4):
        left = width * (0.1 + 0.21 * place)
        shade = 120 + (number * 37 + place * 29) % 100
        draw.rectangle(
            (left, height * 0.3, left + width * 0.17, height * 0.55),
            fill=(shade, 150, 250 - shade),
            outline=(90, 70, 60),
            width=6,
        )
    draw.rectangle(
        (width * 0.28, height * 0.66, width * 0.72, height * 0.86), fill=(111, 71, 103)
    )
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


class CemDemo(models.AbstractModel):
    """One audit that has been closed, and one that somebody is on the way with."""

    # Files by what they tell, each short enough to hold in the head.
    _inherit = "cem.demo"

    @api.model
    def _load_audits(self):
        self._check_demo()
        self = self.with_context(**QUIET)
        for number, name in enumerate(REFERENCES):
            standard = self._ref(f"cem_standard_{name}")
            standard.photo = base64.b64encode(sketch("kept", number))
        self._load_finished_audit()
        self._load_running_audit()

    def _plan(self, name, days, touchpoints, users, **values):
        today = fields.Date.today()
        audit = self.env["cem.audit"].create(
            {
                "name": name,
                "journey_id": self._ref("cem_journey_harbour").id,
                "touchpoint_ids": [
                    (4, self._ref(f"cem_touchpoint_{one}").id) for one in touchpoints
                ],
                "with_parts": False,
                "user_ids": [(4, self._ref(f"res_users_{one}").id) for one in users],
                "user_id": self._ref("res_users_manager").id,
                "date_start": today - timedelta(days=days + 3),
                "date_end": today - timedelta(days=days),
                **values,
            }
        )
        audit.action_start()
        return audit

    def _load_finished_audit(self):
        audit = self._plan(
            "Walk-through of the sales office, autumn",
            20,
            [row[0] for row in SEEN],
            ["staff", "sales"],
            kind="walkthrough",
            note="<p>Come as a family that sees the estate for the first time. "
            "Do not tell who you are.</p>",
        )
        by_name = {row[0]: row for row in SEEN}
        names = {
            self._ref(f"cem_touchpoint_{name}").id: row for name, row in by_name.items()
        }
        day = datetime.combine(audit.date_end, time(6, 0))
        for number, line in enumerate(audit.line_ids):
            row = names[line.touchpoint_id.id]
            kinder = int(line.user_id == self._ref("res_users_sales"))
            self._walk(line, row, kinder, day + timedelta(minutes=4 * number))
        audit.action_close()
        audit.date_closed = day + timedelta(days=1)
        broken = audit.line_ids.check_ids.filtered(
            lambda check: (
                check.standard_id == self._ref("cem_standard_progress_board_1")
            )
        )
        broken.action_requirement()
        requirement = broken.requirement_id
        manager = self._ref("res_users_manager")
        self.env["cem.brand.check"].with_user(manager).create(
            [
                {
                    "requirement_id": requirement.id,
                    "verdict": "strengthens",
                    "reason": "Who shows the true state of the building is believed "
                    "in everything else.",
                },
                {
                    "touchpoint_id": self._ref("cem_touchpoint_sales_office").id,
                    "name": "Brighter light for photos of the model",
                    "verdict": "weakens",
                    "reason": "Glare makes a home look like a shop.",
                },
            ]
        )

    def _walk(self, line, row, kinder, when):
        _name, mark, kept, wrong, note, good, bad, photos = row
        results = {"k": "kept", "b": "broken", "n": "not_seen"}
        for place, check in enumerate(line.check_ids):
            result = results[kept[place % len(kept)]]
            if result == "broken" and kinder and mark > 5:
                result = "kept"
            check.write(
                {
                    "result": result,
                    "note": wrong if result == "broken" else False,
                }
            )
        for place, one in enumerate(line.mark_ids):
            value = min(max(mark + kinder - place % 2, 0), 10)
            one.write({"has_value": True, "value": value})
        senses = {
            sense.code: sense.id
            for sense in line.env["cem.sense"].search([("active", "=", True)])
        }
        line.write(
            {
                "state": "done",
                "date_done": when,
                "seconds": 90 + 17 * len(note),
                "note": False if kinder else note or False,
                "sense_good_ids": [(4, senses[good])] if good else False,
                "sense_bad_ids": [(4, senses[bad])] if bad and not kinder else False,
            }
        )
        if photos and not kinder:
            self._photo(line, "broken" if "b" in kept else "kept")

    def _photo(self, line, kind):
        self.env["ir.attachment"].create(
            {
                "name": "photo.jpg",
                "description": f"demo-{line.id}",
                "res_model": line._name,
                "res_id": line.id,
                "raw": sketch(kind, line.id),
            }
        )

    def _load_running_audit(self):
        audit = self._plan(
            "How we answer residents",
            -4,
            RUNNING,
            ["staff", "service", "manager"],
            kind="self",
            note="<p>Be honest: nobody is judged by it. 请如实填写。</p>",
        )
        staff = self._ref("res_users_staff")
        first = audit.line_ids.filtered(lambda line: line.user_id == staff)[:1]
        self._walk(
            first,
            (None, 6, "b", "Nobody looked up", "Twenty minutes' wait.", "", "", 1),
            0,
            fields.Datetime.now(),
        )
