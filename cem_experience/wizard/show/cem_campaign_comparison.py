from collections import Counter

from markupsafe import Markup

from odoo import api, fields, models

from ...tools.figures.intervals import (
    Difference,
    Interval,
    mean_difference,
    share_difference,
    wilson,
)
from ...tools.figures.nps import nps_difference

MOST_DOUBTS = 5


class CemCampaignComparison(models.TransientModel):
    """Campaigns side by side, each against one of them, with intervals."""

    _name = "cem.campaign.comparison"
    _description = "Comparison of Campaigns"

    campaign_ids = fields.Many2many("utm.campaign", string="Campaigns", required=True)
    base_id = fields.Many2one(
        "utm.campaign",
        string="Compared With",
        domain="[('id', 'in', campaign_ids)]",
        help="The campaign from which the others' differences are counted.",
    )
    result = fields.Html(compute="_compute_result", sanitize=False)

    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_display_name(self):
        for page in self:
            page.display_name = self.env._("Compare Campaigns")

    @api.depends("campaign_ids", "base_id")
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_result(self):
        for page in self:
            page.result = self._figures_table(
                page.campaign_ids._origin, page.base_id._origin
            )

    @api.model
    def _figures_table(self, campaigns, base=None):
        """A table of figures, one column a campaign.

        :param base: the campaign that the others are compared with; none: no
            differences
        """
        figures = campaigns._cem_figures()
        currency = self.env.company.currency_id
        rows = [
            (self.env._("Asked"), lambda f: f["asked"], None),
            (
                self.env._("Response rate"),
                lambda f: self._percent(f["response"]),
                self._response_change,
            ),
            (
                self.env._("Satisfaction (0-10)"),
                lambda f: self._number(f["satisfaction"]),
                self._satisfaction_change,
            ),
            (
                self.env._("NPS"),
                lambda f: self._number(f["nps"], 100),
                self._nps_change,
            ),
            (
                self.env._("Complaints (share of answers)"),
                lambda f: self._percent(f["complaints"]),
                self._complaint_change,
            ),
            (self.env._("Leads"), lambda f: f["leads"], None),
            (self.env._("Leads won"), lambda f: f["won"], None),
            (self.env._("Revenue"), lambda f: currency.format(f["revenue"]), None),
            (self.env._("Causes of complaints"), self._causes, None),
            (self.env._("Comments"), lambda f: f["comments"], None),
            *self._doubt_rows(figures),
        ]
        head = Markup().join(
            Markup("<th>%s</th>") % text
            for text in ["", *campaigns.mapped("display_name")]
        )
        body = Markup().join(
            Markup("<tr><td>%s</td>%s</tr>")
            % (
                name,
                Markup().join(
                    self._cell(figures, campaign, base, show, change)
                    for campaign in campaigns
                ),
            )
            for name, show, change in rows
        )
        return Markup(
            "<table class='table table-sm'><thead><tr>%s</tr></thead>"
            "<tbody>%s</tbody></table>"
        ) % (head, body)

    @api.model
    def _cell(self, figures, campaign, base, show, change):
        mine = figures[campaign.id]
        cell = Markup("<div>%s</div>") % show(mine)
        if base and change and campaign != base:
            difference = change(figures[base.id], mine)
            if difference:
                cell += Markup("<div class='text-muted'>%s</div>") % difference
        return Markup("<td>%s</td>") % cell

    # ------------------------------------------------------------------
    # Texts
    # ------------------------------------------------------------------

    @api.model
    def _number(self, interval, times=1):
        if interval.value is None:
            if not interval.count:
                return "–"
            return self.env._("too few answers (%s)", interval.count)
        text = self.env["cem.chart"]._figure(_scaled(interval, times))
        return self.env._(
            "%(figure)s, n = %(count)s", figure=text, count=interval.count
        )

    @api.model
    def _percent(self, interval):
        if interval.value is None:
            return self._number(interval)
        return self.env._("%s (in per cent)", self._number(interval, 100))

    @api.model
    def _change(self, difference, times=1):
        if difference.value is None:
            return ""
        text = self.env["cem.chart"]._figure(_scaled(difference, times), sign=True)
        return self.env._("difference %s", text)

    @api.model
    def _shown(self, *figures):
        return all(figure.value is not None for figure in figures)

    @api.model
    def _response_change(self, base, mine):
        change = share_difference(
            (base["answered"], base["asked"]), (mine["answered"], mine["asked"])
        )
        return self._change(change, 100)

    @api.model
    def _satisfaction_change(self, base, mine):
        if not self._shown(base["satisfaction"], mine["satisfaction"]):
            return ""
        return self._change(mean_difference(base["sample"], mine["sample"]))

    @api.model
    def _nps_change(self, base, mine):
        if not self._shown(base["nps"], mine["nps"]):
            return ""
        change = nps_difference(base["nps_counts"], mine["nps_counts"])
        return self._change(
            Difference(change.value, change.low, change.high, change.p_value), 100
        )

    @api.model
    def _complaint_change(self, base, mine):
        if not self._shown(base["complaints"], mine["complaints"]):
            return ""
        change = share_difference(base["complaint_counts"], mine["complaint_counts"])
        return self._change(change, 100)

    @api.model
    def _causes(self, figures):
        if not figures["causes"]:
            return "–"
        return Markup("<br/>").join(
            f"{cause.display_name} ({count})"
            for cause, count in [*figures["causes"].items()][:5]
        )

    # ------------------------------------------------------------------
    # Doubts: a row each, for each is a share with an interval of its own
    # ------------------------------------------------------------------

    @api.model
    def _doubt_rows(self, figures):
        """Rows of the topics that most of the campaigns' customers doubt."""
        counts = Counter()
        for found in figures.values():
            counts.update(found["doubts"])
        topics = [topic for topic, _count in counts.most_common(MOST_DOUBTS)]
        if not topics:
            return [(self.env._("Doubts"), lambda f: "–", None)]
        return [self._doubt_row(topic) for topic in topics]

    @api.model
    def _doubt_row(self, topic):
        def share(figures):
            count, comments = figures["doubts"].get(topic, 0), figures["comments"]
            if comments < self.env["utm.campaign"]._cem_minimum():
                return Interval(None, None, None, comments)
            return wilson(count, comments)

        def change(base, mine):
            if not self._shown(share(base), share(mine)):
                return ""
            difference = share_difference(
                (base["doubts"].get(topic, 0), base["comments"]),
                (mine["doubts"].get(topic, 0), mine["comments"]),
            )
            return self._change(difference, 100)

        return (
            self.env._("Doubt (share of comments): %s", topic.display_name),
            lambda figures: self._percent(share(figures)),
            change,
        )


def _scaled(figure, times):
    """The figure and its interval, so many times as large."""
    return figure._replace(
        **{
            name: None
            if getattr(figure, name) is None
            else getattr(figure, name) * times
            for name in ("value", "low", "high")
        }
    )
