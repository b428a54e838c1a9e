import {Component, onWillStart, onWillUpdateProps, useRef, useState} from "@odoo/owl";
import {
    COMPARISONS,
    CROSS_HAIR,
    FIGURES,
    FOLLOWUPS,
    PERIODS,
    QUADRANTS,
    change,
    count,
    interval,
    number,
    pValue,
} from "./texts";
import {
    driversConfig,
    importanceConfig,
    trendConfig,
    waterfallConfig,
} from "./chart_configs";
import {CemChart} from "./chart";
import {CogMenu} from "@web/search/cog_menu/cog_menu";
import {Domain} from "@web/core/domain";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {SearchBar} from "@web/search/search_bar/search_bar";
import {_t} from "@web/core/l10n/translation";
import {download} from "@web/core/network/download";
import {standardViewProps} from "@web/views/standard_view_props";
import {useSearchBarToggler} from "@web/search/search_bar/search_bar_toggler";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {user} from "@web/core/user";

// What a favourite keeps beside its filters, as names in its context
const CHOICES = {
    period: "cem_period",
    by: "cem_by",
    journey: "cem_journey",
    weighting: "cem_weighting",
};
const MANAGER = "cem_experience.group_cem_manager";

/** What a manager decides from; the server says everything in one call. */
export class Dashboard extends Component {
    static template = "cem_experience.Dashboard";
    static components = {CemChart, CogMenu, Layout, SearchBar};
    static props = {...standardViewProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.searchBarToggler = useSearchBarToggler();
        this.texts = {change, count, interval, number, pValue};
        this.names = {COMPARISONS, CROSS_HAIR, FIGURES, FOLLOWUPS, PERIODS, QUADRANTS};
        const {context, state} = this.props;
        this.state = useState({
            data: null,
            error: "",
            loading: true,
            trend: "nps",
            against: "",
            isManager: false,
            ...this.chosen(context, {
                period: "12_months",
                by: "",
                journey: false,
                weighting: false,
            }),
            ...state,
        });
        useSetupAction({
            rootRef: useRef("root"),
            getLocalState: () => {
                const {period, by, journey, weighting, trend, against} = this.state;
                return {period, by, journey, weighting, trend, against};
            },
            getContext: () =>
                Object.fromEntries(
                    Object.entries(CHOICES).map(([name, key]) => [
                        key,
                        this.state[name],
                    ])
                ),
        });
        onWillStart(async () => {
            this.state.isManager = await user.hasGroup(MANAGER);
            await this.load();
        });
        onWillUpdateProps((next) => {
            // A favourite brings its own period
            const before = JSON.stringify(this.chosen(this.props.context));
            const chosen = this.chosen(next.context);
            if (JSON.stringify(chosen) !== before) {
                Object.assign(this.state, chosen);
            }
            return this.load(next.domain);
        });
    }

    chosen(context, defaults = {}) {
        const chosen = {...defaults};
        for (const [name, key] of Object.entries(CHOICES)) {
            if (context[key] !== undefined) {
                chosen[name] = context[key];
            }
        }
        return chosen;
    }

    async load(domain = this.props.domain) {
        Object.assign(this.state, {loading: true, error: ""});
        try {
            this.state.data = await this.keepLast.add(
                this.orm.call("cem.dashboard", "get_data", [], this.asked(domain))
            );
        } catch (error) {
            // A figure that cannot be had is not the same as no figure.
            this.state.data = null;
            this.state.error = error.data?.message || error.message || String(error);
        }
        this.state.loading = false;
    }

    /** What is looked at, as the server is asked for it. */
    asked(domain = this.props.domain) {
        const {period, by, journey, weighting, against} = this.state;
        return {
            domain,
            period,
            by: by || null,
            journey_id: journey || null,
            weighting: weighting || null,
            against: by && against !== "" ? against : null,
        };
    }

    choose(name, value) {
        this.state[name] = value;
        if (name === "by") {
            this.state.against = "";
        }
        return this.load();
    }

    chooseRecord(name, value) {
        return this.choose(name, Number(value));
    }

    chooseAgainst(value) {
        // Groups are records, but sources are words
        return this.choose("against", /^\d+$/.test(value) ? Number(value) : value);
    }

    // ------------------------------------------------------------------
    // On paper, in a workbook, by mail
    // ------------------------------------------------------------------

    get filters() {
        return this.env.searchModel.facets
            .map((facet) => facet.values.join(` ${_t("or")} `))
            .join(" · ");
    }

    printPdf() {
        return this.action.doAction({
            type: "ir.actions.report",
            report_type: "qweb-pdf",
            report_name: "cem_experience.cem_dashboard_report",
            report_file: "cem_experience.cem_dashboard_report",
            name: String(_t("Dashboard")),
            data: {...this.asked(), filters: this.filters},
        });
    }

    exportWorkbook() {
        return download({
            url: "/cem_experience/dashboard.xlsx",
            data: {data: JSON.stringify({...this.asked(), filters: this.filters})},
        });
    }

    sendByMail() {
        const {domain, period, by, journey_id, weighting} = this.asked();
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: String(_t("Dashboard by Mail")),
            res_model: "cem.dashboard.mail",
            views: [[false, "form"]],
            target: "current",
            context: {
                default_name: this.filters || String(_t("Dashboard")),
                default_domain: new Domain(domain).toString(),
                default_period: period,
                default_compare_by: by,
                default_journey_id: journey_id,
                default_population_id: weighting,
            },
        });
    }

    get data() {
        return this.state.data;
    }

    // ------------------------------------------------------------------
    // Opening records
    // ------------------------------------------------------------------

    open(name, model, domain) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: String(name),
            res_model: model,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain,
        });
    }

    openFigure(figure) {
        return this.open(FIGURES[figure.name].name, figure.model, figure.domain);
    }

    openScores(row) {
        return this.open(row.name, "cem.score", row.domain);
    }

    openFollowups(row) {
        return this.open(FOLLOWUPS[row.name], "cem.followup", row.domain);
    }

    openAlarms() {
        const {domain} = this.data.alarms;
        return this.open(_t("Alarms"), "cem.problem", domain);
    }

    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    // ------------------------------------------------------------------
    // What the charts draw
    // ------------------------------------------------------------------

    get trends() {
        const {series} = this.data.trend;
        return Object.keys(series).filter((name) =>
            series[name].some((point) => point.value !== null)
        );
    }

    get trend() {
        const name = this.trends.includes(this.state.trend)
            ? this.state.trend
            : this.trends[0];
        const {months, series} = this.data.trend;
        const format = FIGURES[name];
        const points = series[name];
        const range = {nps: [-100, 100], experience: [0, 10]}[name] || [0, 100];
        const text = (point) =>
            [number(point.value, format), interval(point, format), count(point)]
                .filter(Boolean)
                .join(" · ");
        return {
            key: `${name}/${this.data.period.key}`,
            name,
            title: _t("%(name)s by month", {name: format.name}),
            config: (colours) =>
                trendConfig(
                    {months, points, min: range[0], max: range[1], text},
                    colours
                ),
            head: [_t("Month"), format.name, _t("95 % interval"), _t("Answers")].map(
                String
            ),
            rows: months.map((month, i) => [
                month,
                number(points[i].value, format),
                interval(points[i], format),
                count(points[i]),
            ]),
        };
    }

    get importance() {
        const {rows, cross} = this.data.dimensions;
        const drawn = rows.filter((row) => row.quadrant);
        const corners = Object.fromEntries(
            Object.entries(QUADRANTS).map(([key, name]) => [key, String(name)])
        );
        const axes = {x: _t("Experience (0-10)"), y: _t("Importance (0-10)")};
        return {
            drawn,
            title: _t("Importance and performance"),
            config: (colours) =>
                importanceConfig({rows: drawn, cross, corners, axes}, colours),
            head: [_t("Dimension"), axes.x, axes.y, _t("Quadrant")].map(String),
            rows: drawn.map((row) => [
                row.name,
                number(row.experience.value),
                number(row.importance.value),
                corners[row.quadrant],
            ]),
            note: _t(
                "Cross-hair: %(rule)s (experience %(experience)s, importance %(importance)s).",
                {
                    rule: CROSS_HAIR[cross.rule] || cross.rule,
                    experience: number(cross.experience),
                    importance: number(cross.importance),
                }
            ),
        };
    }

    get waterfall() {
        const {rows, waterfall: steps} = this.data.dimensions;
        const byId = Object.fromEntries(rows.map((row) => [row.id, row]));
        const labels = steps.map((step) => byId[step.id].name);
        const text = (step) => {
            const figure = byId[step.id].weighted_gap;
            return [number(figure.value), interval(figure)].filter(Boolean).join(" · ");
        };
        return {
            steps,
            title: _t("Weighted gaps to the ideal"),
            config: (colours) => waterfallConfig({labels, steps, text}, colours),
            head: [_t("Dimension"), _t("Weighted gap"), _t("95 % interval")].map(
                String
            ),
            rows: steps.map((step) => [
                byId[step.id].name,
                number(byId[step.id].weighted_gap.value),
                interval(byId[step.id].weighted_gap),
            ]),
        };
    }

    onTrendPoint({index}) {
        const figure = this.data.figures.find((row) => row.name === this.trend.name);
        const {DateTime} = luxon;
        const first = DateTime.fromISO(this.data.trend.days[index]);
        return this.open(this.data.trend.months[index], figure.model, [
            ...figure.domain.filter((part) => part[0] !== "date"),
            ["date", ">=", first.toISODate()],
            ["date", "<=", first.endOf("month").toISODate()],
        ]);
    }

    onImportancePoint({index}) {
        return this.openScores(this.importance.drawn[index]);
    }

    onWaterfallBar({index}) {
        const {rows, waterfall} = this.data.dimensions;
        return this.openScores(rows.find((row) => row.id === waterfall[index].id));
    }

    get drivers() {
        const study = this.data.drivers;
        const format = {digits: 0, unit: "%"};
        const text = (row) =>
            [number(row.share, format), interval(row, format)].join(" · ");
        return {
            title: _t("What moves %(outcome)s", {outcome: study.outcome}),
            config: (colours) => driversConfig({rows: study.rows, text}, colours),
            head: [_t("Driver"), _t("Share"), _t("95 % interval"), _t("Sure?")].map(
                String
            ),
            rows: study.rows.map((row) => [
                row.name,
                number(row.share, format),
                interval(row, format),
                String(row.significant ? _t("yes") : _t("may be chance")),
            ]),
            note: [
                _t("%(count)s complete answers, R² %(r2)s; study of %(date)s.", {
                    count: study.count,
                    r2: number(study.r2, {digits: 2}),
                    date: study.date,
                }),
                this.driversWeighting,
            ]
                .filter(Boolean)
                .join(" "),
        };
    }

    /** A study is weighed by its own choice, and not by that of the page. */
    get driversWeighting() {
        const name = this.data.drivers.weighting;
        if (name) {
            return _t("Weighted to “%(name)s”.", {name});
        }
        return this.data.weighting.chosen ? _t("This study is not weighted.") : "";
    }

    tone(score) {
        return score === null
            ? "none"
            : score < 4
              ? "bad"
              : score < 7
                ? "fair"
                : "good";
    }
}
