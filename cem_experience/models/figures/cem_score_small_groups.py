from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ...tools.figures import suppression
from .cem_score_pivot import MEANS, SHARES

# Which answers a figure rests on: the aggregates that count them
COUNTED = {
    "value": ("value:count",),
    "raw_value": ("value:count",),
    "nps_points": ("nps_points:count",),
    **{f"{name}_share": (f"{name}_share:count",) for name in SHARES},
    **{f"{name}_mean": (f"{name}_mean:count",) for name in MEANS},
    "satisfaction_mean": ("experience_mean:count", "expectation_mean:count"),
}
MEASURES = {
    "nps_points:count": "nps",
    **{f"{name}_share:count": name for name in SHARES},
    **{f"{name}_mean:count": name for name in MEANS},
}
# Key of the context that asks for it: ALL the protection, or the database's part of it
GUARD, ALL, SINGLE = "cem_small_groups", "all", "single"


class CemScore(models.Model):
    """No pivot, graph, grouped list, spreadsheet or call tells of a small group.

    Whatever a browser or another program can call to have scores aggregated comes
    through here, whoever asks. A figure of fewer answers than the minimum group size is
    empty, in the database's own statement, so that nothing can be sorted or selected by
    it either; and so is one that would tell of it by subtraction from a total of the
    same table. Numbers of answers are shown. The product's own code reads figures
    through ``cem.figure``, which has the same rule for the page that it makes.
    """

    # One model in the files of what changes together.
    _inherit = "cem.score"

    # ------------------------------------------------------------------
    # What can be called from outside
    # ------------------------------------------------------------------

    def _guarded(self):
        return self if self.env.su else self.with_context(**{GUARD: ALL})

    @api.model
    @api.readonly
    def formatted_read_group(self, *args, **kwargs):
        guarded = super(CemScore, self._guarded())
        return guarded.formatted_read_group(*args, **kwargs)

    @api.model
    @api.readonly
    def formatted_read_grouping_sets(self, *args, **kwargs):
        guarded = super(CemScore, self._guarded())
        return guarded.formatted_read_grouping_sets(*args, **kwargs)

    @api.model
    @api.readonly
    def read_group(self, *args, **kwargs):
        return super(CemScore, self._guarded()).read_group(*args, **kwargs)

    # ------------------------------------------------------------------
    # Few answers: the database's part
    # ------------------------------------------------------------------

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec in MEASURES:
            return self._count_sql(MEASURES[aggregate_spec], query, SQL(">= 0"))
        found = super()._read_group_select(aggregate_spec, query)
        counts = self._counted([aggregate_spec]).get(aggregate_spec)
        if not counts:
            return found
        return SQL(
            "CASE WHEN LEAST(%s) >= %s THEN %s END",
            SQL(", ").join(self._read_group_select(spec, query) for spec in counts),
            self.env["cem.figure"]._minimum(),
            found,
        )

    def _counted(self, aggregates):
        """Mapping of those aggregates that are protected to what counts their answers."""
        if self.env.su or not self.env.context.get(GUARD):
            return {}
        found = {}
        for spec in aggregates:
            name, _colon, function = spec.partition(":")
            if name in COUNTED and function != "count":
                found[spec] = COUNTED[name]
        return found

    # ------------------------------------------------------------------
    # What would tell of them by subtraction
    # ------------------------------------------------------------------

    @api.model
    def _read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        groupby, aggregates = tuple(groupby), tuple(aggregates)
        counted = self._counted(aggregates)
        if not counted or self.env.context[GUARD] != ALL:
            return super()._read_group(
                domain, groupby, aggregates, having, offset, limit, order
            )
        read = super(CemScore, self.with_context(**{GUARD: SINGLE}))._read_group
        counts = _counts(counted)
        rows = read(
            domain, groupby, (*aggregates, *counts), having, offset, limit, order
        )
        # what is on the next page of a list is part of the total, too
        paged = limit or offset or having
        whole = read(domain, groupby, counts) if paged else rows
        [rows] = self._without_small_groups(
            [groupby], aggregates, counted, [rows], [whole]
        )
        return rows

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        aggregates = tuple(aggregates)
        counted = self._counted(aggregates)
        if not counted or self.env.context[GUARD] != ALL:
            return super()._read_grouping_sets(
                domain, grouping_sets, aggregates, order=order
            )
        read = super(CemScore, self.with_context(**{GUARD: SINGLE}))
        tables = read._read_grouping_sets(
            domain, grouping_sets, (*aggregates, *_counts(counted)), order=order
        )
        return self._without_small_groups(
            grouping_sets, aggregates, counted, tables, tables
        )

    @api.model
    def _without_small_groups(self, grouping_sets, aggregates, counted, tables, wholes):
        """Empty the cells that would give others away, and drop the counts.

        :param counted: as of :meth:`_counted`
        :param tables: per grouping set rows of (*groups, *aggregates, *counts)
        :param wholes: likewise, all rows there are, of which only counts are looked at
        :return: tables, rows of (*groups, *aggregates)
        """
        counts = _counts(counted)
        shown = {
            spec: self._shown_cells(
                grouping_sets,
                [
                    [(*row[: len(groupby)], row[place - len(counts)]) for row in table]
                    for groupby, table in zip(grouping_sets, wholes, strict=True)
                ],
            )
            for place, spec in enumerate(counts)
        }
        empty = {spec: self._read_group_empty_value(spec) for spec in counted}
        result = []
        for groupby, table in zip(grouping_sets, tables, strict=True):
            size, rows = len(groupby), []
            for row in table:
                name = _name(groupby, row)
                cells = (
                    empty[spec]
                    if any(name not in shown[count] for count in counted.get(spec, ()))
                    else value
                    for spec, value in zip(
                        aggregates, row[size : size + len(aggregates)], strict=True
                    )
                )
                rows.append((*row[:size], *cells))
            result.append(rows)
        return result

    @api.model
    def _shown_cells(self, grouping_sets, tables):
        """Names of the cells whose figure may be shown.

        :param tables: per grouping set rows of (*groups, number of answers)
        """
        counts, parts = defaultdict(int), defaultdict(list)
        sets = [tuple(one) for one in grouping_sets if not self._overlaps(one)]
        for groupby, table in zip(map(tuple, grouping_sets), tables, strict=True):
            wholes = _wholes(groupby, sets)
            for row in table:
                name = _name(groupby, row)
                counts[name] = row[-1]
                if groupby not in sets:
                    continue
                # each grouping divides a whole in its own way
                for whole in wholes:
                    parts[_name(groupby, row, whole), groupby].append(name)
                if groupby and not wholes:
                    # the total is known, though it may not be in the answer
                    parts[("all", groupby), groupby].append(name)
                    counts["all", groupby] += row[-1]
        return suppression.shown_figures(
            counts,
            [(whole, cells) for (whole, _groupby), cells in parts.items()],
            self.env["cem.figure"]._minimum(),
            is_table=True,
        )

    @api.model
    def _overlaps(self, groupby):
        """Whether an answer may be in several groups, which then add up to no total."""
        names = [spec.partition(":")[0].split(".") for spec in groupby]
        return any(
            len(path) > 1 or self._fields[path[0]].type == "many2many" for path in names
        )


def _counts(counted):
    return tuple(dict.fromkeys(spec for specs in counted.values() for spec in specs))


def _name(groupby, row, kept=None):
    """A cell by the groups that it is of; with ``kept``, of those of them alone."""
    return frozenset(
        (spec, value)
        for spec, value in zip(groupby, row, strict=False)
        if kept is None or spec in kept
    )


def _wholes(groupby, sets):
    """The next coarser groupings, of which this one's cells are the parts."""
    coarser = [set(one) for one in sets if set(one) < set(groupby)]
    return [one for one in coarser if not any(one < other for other in coarser)]
