from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.cem_experience.tools.figures.intervals import Sample
from odoo.addons.cem_experience.tools.prove.differences import difference_of_differences

from ..tools.matched import matched_difference

# Marks of how good it was, on one scale; feelings are reported by themselves
COMPARED = ("experience", "csat", "nps", "ces")
WINDOW_DAYS = 90


class CemActivity(models.Model):
    """What participants think afterwards, beside comparable customers."""

    _inherit = "cem.activity"

    def _compare(self, days=WINDOW_DAYS):
        """Satisfaction of participants against customers who were not there.

        Comparable are customers of the target segments, of the same company and value
        tier, who gave an opinion in the same days. What only participants can answer
        (opinions of the day, the evaluation afterwards) is left out on both sides;
        each customer counts once, with the mean of the own marks.

        :param days: length of the windows before and after
        :return: dict ``after`` (:class:`~..tools.matched.Matched`), ``change``
            (difference of differences), ``participants`` and ``others``
            (:class:`Sample` after the event), ``days``, ``enough`` (False: too few
            people to show a figure)
        """
        self.ensure_one()
        begin = fields.Date.to_date(self.date_begin)
        end = fields.Date.to_date(self.date_end)
        after = self._means(end, end + timedelta(days=days))
        before = self._means(
            begin - timedelta(days=days + 1), begin - timedelta(days=1)
        )
        tiers = sorted({tier or 0 for tier, _took_part in after})
        none = Sample(0, None, None)
        strata = [
            (after.get((tier, True), none), after.get((tier, False), none))
            for tier in tiers
        ]
        matched = matched_difference(strata)
        samples = {
            (moment, took_part): _pooled(
                sample for (_tier, part), sample in rows.items() if part == took_part
            )
            for moment, rows in (("before", before), ("after", after))
            for took_part in (True, False)
        }
        least = self._least()
        return {
            "after": matched,
            "change": difference_of_differences(
                samples["before", True],
                samples["after", True],
                samples["before", False],
                samples["after", False],
            ),
            "participants": samples["after", True],
            "others": samples["after", False],
            "days": days,
            "enough": min(matched.participants, matched.others) >= least,
            "enough_change": all(s.count >= least for s in samples.values()),
        }

    def _means(self, first, last):
        """Samples of customers' mean marks between two days, both included.

        :return: dict (value tier id or 0, took part) -> :class:`Sample`
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH guest AS (
                    SELECT DISTINCT partner_id
                      FROM event_registration
                     WHERE event_id = %(event)s AND state = 'done'
                       AND partner_id IS NOT NULL
                ), candidate AS (
                    SELECT partner_id, TRUE AS took_part FROM guest
                     UNION ALL
                    SELECT DISTINCT tag.partner_id, FALSE
                      FROM res_partner_res_partner_category_rel tag
                     WHERE tag.category_id IN %(segments)s
                       AND tag.partner_id NOT IN (SELECT partner_id FROM guest)
                ), customer AS (
                    SELECT c.partner_id, c.took_part, AVG(s.value) AS mark,
                           COALESCE(p.cem_value_tier_id, 0) AS tier
                      FROM candidate c
                      JOIN res_partner p ON p.id = c.partner_id
                      JOIN cem_score s ON s.partner_id = c.partner_id
                     WHERE s.active IS TRUE AND s.company_id = %(company)s
                       AND s.date BETWEEN %(first)s AND %(last)s
                       AND s.measure IN %(measures)s AND s.source IN %(sources)s
                       AND COALESCE(s.res_model, '') != 'event.registration'
                  GROUP BY c.partner_id, c.took_part, tier
                )
                SELECT tier, took_part, COUNT(*), AVG(mark), STDDEV_SAMP(mark)
                  FROM customer GROUP BY tier, took_part
                """,
                event=self.event_id.id,
                segments=tuple(self.segment_ids.ids) or (0,),
                company=self.company_id.id,
                first=first,
                last=last,
                measures=COMPARED,
                sources=tuple(
                    source
                    for source in self.env["cem.score"]._customer_sources()
                    if source != "event"
                ),
            )
        )
        return {
            (tier, took_part): Sample(
                count, float(mean), None if deviation is None else float(deviation)
            )
            for tier, took_part, count, mean, deviation in rows
        }


def _pooled(samples):
    """One sample of several that make it up."""
    samples = [sample for sample in samples if sample.count]
    count = sum(sample.count for sample in samples)
    if not count:
        return Sample(0, None, None)
    mean = sum(sample.count * sample.mean for sample in samples) / count
    squares = sum(
        (sample.standard_deviation or 0.0) ** 2 * (sample.count - 1)
        + sample.count * (sample.mean - mean) ** 2
        for sample in samples
    )
    return Sample(count, mean, (squares / (count - 1)) ** 0.5 if count > 1 else None)
