from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

# Stages side by side on a sheet of A4, landscape
STAGES_PER_SHEET = 5
# Lower edge of a band and how it looks; the same as in static/src/journey_map
BANDS = [
    (8.0, "▲", "#2166ac", "#ffffff"),
    (6.0, "△", "#b9dcee", "#10222e"),
    (4.0, "▽", "#fdd9a8", "#33200a"),
    (0.0, "▼", "#a8500a", "#ffffff"),
]
CURVE_WIDTH, CURVE_HEIGHT = 184, 96


class CemJourneyMapReport(models.AbstractModel):
    """The journey map on paper: the same payload as on the screen, sheet by sheet."""

    _name = "report.cem_experience.cem_journey_map_report"
    _description = "Journey Map (PDF)"

    @api.model
    def _get_report_values(self, docids, data=None):
        data = data or {}
        key = str(data.get("journey_id") or 0)
        keys = docids or [int(key) if key.isdecimal() else 0]
        journeys = self.env["cem.journey"].browse(keys).exists()
        if not journeys:
            raise UserError(self.env._("This journey is not there any more."))
        filters = data.get("filters") or {}
        return {
            "doc_ids": journeys.ids,
            "doc_model": "cem.journey",
            "docs": journeys,
            "maps": {journey.id: self._map(journey, filters) for journey in journeys},
            "score": self._score,
            "feeling": self._feeling,
            "found": self._found,
        }

    @api.model
    def _map(self, journey, filters):
        """The payload of the map, cut into sheets of a few stages each."""
        payload = journey.get_map(filters)
        columns = self._columns(payload)
        used = {key for column in columns for key in column["dimensions"]}
        return {
            **payload,
            "sheets": [
                columns[start : start + STAGES_PER_SHEET]
                for start in range(0, len(columns), STAGES_PER_SHEET)
            ],
            "dimensions": [one for one in payload["dimensions"] if one["id"] in used],
            "filters": self._filters_in_words(payload, filters),
            "note": self.env._(
                "n: number of answers; fewer than %s are not shown", payload["minimum"]
            ),
            "curve": {"width": CURVE_WIDTH, "height": CURVE_HEIGHT},
        }

    @api.model
    def _columns(self, payload):
        columns = [
            {**stage, "rows": [], "dimensions": stage["dimensions"]}
            for stage in payload["stages"]
        ]
        by_stage = {column["id"]: column for column in columns}
        strays = []
        for row in payload["touchpoints"]:
            column = by_stage.get(row["stage_id"])
            (column["rows"] if column else strays).append(row)
        if strays:
            columns.append({"rows": strays, "dimensions": {}, "name": ""})
        for column in columns:
            felt = [row["emotion_designed"] for row in column["rows"]]
            felt = [value for value in felt if value is not None]
            designed = column.get("emotion_designed")
            if designed is None and felt:
                designed = sum(felt) / len(felt)
            column["feelings"] = {
                "designed": designed,
                "measured": column.get("emotion_measured"),
            }
        for name in ("designed", "measured"):
            for position, column in enumerate(columns):
                column[name] = self._points(columns, position, name)
        return columns

    @api.model
    def _points(self, columns, position, name):
        """Points of the curve in one column: from half way to half way."""
        value = columns[position]["feelings"][name]
        if value is None:
            return []
        points = [(CURVE_WIDTH / 2, value)]
        for step, x in ((-1, 0.0), (1, float(CURVE_WIDTH))):
            other = position + step
            if 0 <= other < len(columns):
                neighbour = columns[other]["feelings"][name]
                if neighbour is not None:
                    points.append((x, (value + neighbour) / 2))
        return [
            {"x": x, "y": CURVE_HEIGHT / 2 - feeling * CURVE_HEIGHT / 5}
            for x, feeling in sorted(points)
        ]

    @api.model
    def _score(self, figure, minimum):
        """How a figure is printed: text and colours."""
        if figure.get("hidden"):
            few = figure["count"] < minimum
            text = (
                self.env._("too few (%s)", figure["count"])
                if few
                else self.env._("not shown (%s)", figure["count"])
            )
            return {"text": text, "fill": "#ffffff", "ink": "#57606a"}
        if figure.get("score") is None:
            return {"text": "—", "fill": "#ffffff", "ink": "#57606a"}
        printed = round(figure["score"], 1)
        symbol, fill, ink = next(band[1:] for band in BANDS if printed >= band[0])
        text = f"{symbol} {self._number(figure['score'])} n={figure['count']}"
        return {"text": text, "fill": fill, "ink": ink}

    @api.model
    def _found(self, row):
        """How standards were found at a touchpoint, in words."""
        words = [
            self.env._("✓ %s kept", row["kept"]) if row["kept"] else "",
            self.env._("✗ %s broken", row["broken"]) if row["broken"] else "",
        ]
        return " · ".join(filter(None, words))

    @api.model
    def _feeling(self, value):
        text = self._number(value, 0 if value == int(value) else 1)
        return f"+{text}" if value > 0 else text

    @api.model
    def _number(self, value, digits=1):
        text = formatLang(
            self.env,
            value,
            digits=digits,
            rounding_method="HALF-UP",  # as the web client rounds
        )
        return text.replace("-", "−")

    @api.model
    def _filters_in_words(self, payload, filters):
        words = []
        if filters.get("date_from") or filters.get("date_to"):
            start, end = filters.get("date_from"), filters.get("date_to")
            words.append(f"{start or '…'} – {end or '…'}")
        for name in ("segments", "value_tiers", "channels", "companies"):
            key = {"companies": "company_ids"}.get(name, f"{name[:-1]}_ids")
            wanted = filters.get(key) or []
            names = [
                one["name"] for one in payload["choices"][name] if one["id"] in wanted
            ]
            if names:
                words.append(", ".join(names))
        return " · ".join(words)
