from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ...tools.figures import suppression

# Key of the context that asks for it, with the model and how much: ALL the protection, or
# the database's part of it
GUARD, ALL, SINGLE = "cem_small_groups", "all", "single"


class CemSmallGroupsMixin(models.AbstractModel):
    """No pivot, graph, grouped list, spreadsheet or call tells of a small group.

    For every model whose rows are answers, or rest on them. Whatever a browser or another
    program can call to have rows aggregated comes through here, whoever asks. A figure of
    fewer answers than the minimum group size is empty, in the database's own statement, so
    that nothing can be sorted or selected by it either; and so is one that would tell of
    it by subtraction from a total of the same table. Groups by the mark itself are made
    only within groups that may show a figure: else their sizes would be the marks. Numbers
    of answers are shown. The product's own code reads figures through ``cem.figure``, which
    has the same rule for the page that it makes.

    Whoever may read single answers can count them by hand, so searching is not limited.
    """

    _name = "cem.small.groups.mixin"
    _description = "Figures of Few Answers Are Not Shown"

    # What is protected: mapping of field to the aggregates that count its answers
    _small_groups_counted = {}
    # Fields that are a mark themselves: who is grouped by them is told apart by the mark
    _small_groups_marks = ()
    # How many answers a group is of
    _small_groups_size = "__count"

    # ------------------------------------------------------------------
    # What can be called from outside
    # ------------------------------------------------------------------

    def _guarded(self, domain):
        if self.env.su or not self._small_groups_apply_to(domain):
            return self
        return self.with_context(**{GUARD: (self._name, ALL)})

    @api.model
    def _small_groups_apply_to(self, domain):
        """Whether any of these rows are answers of ours."""
        return True

    def _guard(self):
        """How much protection is asked for: ALL, SINGLE, or None."""
        if self.env.su:
            return None
        model, degree = self.env.context.get(GUARD) or (None, None)
        return degree if model == self._name else None

    @api.model
    @api.readonly
    def formatted_read_group(self, domain, *args, **kwargs):
        guarded = super(CemSmallGroupsMixin, self._guarded(domain))
        return guarded.formatted_read_group(domain, *args, **kwargs)

    @api.model
    @api.readonly
    def formatted_read_grouping_sets(self, domain, *args, **kwargs):
        guarded = super(CemSmallGroupsMixin, self._guarded(domain))
        return guarded.formatted_read_grouping_sets(domain, *args, **kwargs)

    @api.model
    @api.readonly
    def read_group(self, domain, *args, **kwargs):
        guarded = super(CemSmallGroupsMixin, self._guarded(domain))
        return guarded.read_group(domain, *args, **kwargs)

    # ------------------------------------------------------------------
    # Few answers: the database's part
    # ------------------------------------------------------------------

    def _read_group_select(self, aggregate_spec, query):
        found = self._figure_sql(aggregate_spec, query)
        counts = self._counted([aggregate_spec]).get(aggregate_spec)
        if not counts:
            return found
        return SQL(
            "CASE WHEN LEAST(%s) >= %s THEN %s END",
            SQL(", ").join(self._figure_sql(spec, query) for spec in counts),
            self.env["cem.figure"]._minimum(),
            found,
        )

    def _figure_sql(self, aggregate_spec, query):
        """An aggregate as SQL, without protection; for models that compute their own."""
        # the hook of this model's own _read_group_select()
        # pylint: disable=super-method-mismatch
        return super()._read_group_select(aggregate_spec, query)

    def _counted(self, aggregates):
        """Mapping of those aggregates that are protected to what counts their answers."""
        if not self._guard():
            return {}
        found = {}
        for spec in aggregates:
            name, _colon, function = spec.partition(":")
            counts = self._small_groups_counted.get(name)
            if counts and spec not in counts and function != "count":
                found[spec] = counts
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
        counted, [kept] = self._counted(aggregates), self._without_marks([groupby])
        if self._guard() != ALL or not (counted or kept != groupby):
            return super()._read_group(
                domain, groupby, aggregates, having, offset, limit, order
            )
        read = super(CemSmallGroupsMixin, self._in_part())._read_group
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
        if kept == groupby:
            return rows
        shown = self._shown_cells(
            [kept], [read(domain, kept, [self._small_groups_size])]
        )
        return [row for row in rows if _name(groupby, row, kept) in shown]

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        aggregates = tuple(aggregates)
        sets = [tuple(one) for one in grouping_sets]
        counted, kept = self._counted(aggregates), self._without_marks(sets)
        if self._guard() != ALL or not (counted or kept != sets):
            return super()._read_grouping_sets(domain, sets, aggregates, order=order)
        read = super(CemSmallGroupsMixin, self._in_part())._read_grouping_sets
        tables = read(domain, sets, (*aggregates, *_counts(counted)), order=order)
        tables = self._without_small_groups(sets, aggregates, counted, tables, tables)
        if kept == sets:
            return tables
        whole = list(dict.fromkeys(kept))
        shown = self._shown_cells(whole, read(domain, whole, [self._small_groups_size]))
        return [
            [row for row in table if own == one or _name(one, row, own) in shown]
            for one, own, table in zip(sets, kept, tables, strict=True)
        ]

    def _in_part(self):
        return self.with_context(**{GUARD: (self._name, SINGLE)})

    @api.model
    def _without_marks(self, grouping_sets):
        """The groupings without those of their parts that are marks."""
        return [
            tuple(spec for spec in groupby if not self._is_mark(spec))
            for groupby in grouping_sets
        ]

    @api.model
    def _is_mark(self, groupby_spec):
        *path, name = groupby_spec.partition(":")[0].split(".")
        model = self
        for step in path:
            field = model._fields.get(step)
            if not field or not field.relational:
                return False
            model = self.env[field.comodel_name]
        return name in getattr(model, "_small_groups_marks", ())

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
                counts[name] = row[-1] or 0
                if groupby not in sets:
                    continue
                # each grouping divides a whole in its own way
                for whole in wholes:
                    parts[_name(groupby, row, whole), groupby].append(name)
                if groupby and not wholes:
                    # the total is known, though it may not be in the answer
                    parts[("all", groupby), groupby].append(name)
                    counts["all", groupby] += row[-1] or 0
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
