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
import {CemChart} from "./chart";
import {CogMenu} from "@web/search/cog_menu/cog_menu";
import {Domain} from "@web/core/domain";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {SearchBar} from "@web/search/search_bar/search_bar";
import {_t} from "@web/core/l10n/translation";
import {download} from "@web/core/network/download";
import {
    driversOf,
    importanceOf,
    trendOf,
    trendsOf,
    waterfallOf,
} from "./dashboard_charts";
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
        return trendsOf(this.data);
    }

    get trend() {
        return trendOf(this.data, this.state.trend);
    }

    get importance() {
        return importanceOf(this.data);
    }

    get waterfall() {
        return waterfallOf(this.data);
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
        return driversOf(this.data);
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
