import {_t} from "@web/core/l10n/translation";
import {formatFloat} from "@web/views/fields/formatters";

/** Names, units and sentences of the dashboard. */

export const FIGURES = {
    nps: {name: _t("Recommendation (NPS)"), unit: "", digits: 0, sign: true},
    csat: {name: _t("Satisfaction (CSAT)"), unit: "%", digits: 0},
    ces: {name: _t("It was easy (CES)"), unit: "%", digits: 0},
    experience: {name: _t("Experience (0-10)"), unit: "", digits: 1},
    response: {name: _t("Response rate"), unit: "%", digits: 0, cases: true},
    recovery: {name: _t("Customers recovered"), unit: "%", digits: 0, cases: true},
    retention: {name: _t("Customers kept"), unit: "%", digits: 0, cases: true},
    churn: {name: _t("Customers lost"), unit: "%", digits: 0, cases: true, bad: true},
    contact: {
        name: _t("Time to contact (median)"),
        unit: _t("h"),
        cases: true,
        bad: true,
    },
    close: {name: _t("Time to close (median)"), unit: _t("h"), cases: true, bad: true},
    first_response: {
        name: _t("First response (median)"),
        unit: _t("h"),
        cases: true,
        bad: true,
    },
    resolution: {
        name: _t("Resolution (median)"),
        unit: _t("h"),
        cases: true,
        bad: true,
    },
};

export const PERIODS = [
    ["this_month", _t("This month")],
    ["last_month", _t("Last month")],
    ["this_quarter", _t("This quarter")],
    ["last_quarter", _t("Last quarter")],
    ["this_year", _t("This year")],
    ["last_year", _t("Last year")],
    ["12_months", _t("Last 12 months")],
    ["all", _t("All time")],
];

export const COMPARISONS = [
    ["", _t("Do not compare")],
    ["value_tier_id", _t("Value tiers")],
    ["segment_id", _t("Lifecycle segments")],
    ["journey_id", _t("Journeys")],
    ["channel_id", _t("Channels")],
    ["touchpoint_id", _t("Touchpoints")],
    ["team_id", _t("Stores and teams")],
    ["state_id", _t("Regions")],
    ["company_id", _t("Companies")],
    ["source", _t("Sources")],
];

export const QUADRANTS = {
    concentrate: _t("Concentrate here"),
    keep: _t("Keep up the good work"),
    low: _t("Low priority"),
    overkill: _t("Possible overkill"),
};

export const CROSS_HAIR = {
    middle: _t("middle of the scale"),
    mean: _t("mean of the dimensions"),
    median: _t("median of the dimensions"),
};

export const FOLLOWUPS = {
    overdue: _t("Overdue"),
    due: _t("Due within two days"),
    open: _t("All open"),
};

/** A number with its sign where asked for; a dash for none. */
export function number(value, {digits = 1, sign = false, unit = ""} = {}) {
    if (value === null || value === undefined || value === false) {
        return "—";
    }
    const rounded = Number(value.toFixed(digits)) || 0;
    const text = formatFloat(Math.abs(rounded), {digits: [16, digits]});
    const minus = rounded < 0 ? "−" : sign && rounded > 0 ? "+" : "";
    return `${minus}${text}${unit ? ` ${unit}` : ""}`;
}

export function interval({low, high}, format) {
    if (low === null || low === undefined) {
        return "";
    }
    return _t("%(low)s to %(high)s", {
        low: number(low, format),
        high: number(high, format),
    });
}

export function count(figure, format = {}) {
    if (figure.hidden) {
        return _t("too few to show (%(count)s)", {count: figure.count});
    }
    if (!figure.count) {
        return format.cases ? _t("nothing yet") : _t("no answers");
    }
    if (typeof figure.effective === "number") {
        return _t("%(count)s answers, worth %(effective)s", {
            count: figure.count,
            effective: Math.floor(figure.effective),
        });
    }
    return format.cases
        ? _t("of %(count)s", {count: figure.count})
        : _t("%(count)s answers", {count: figure.count});
}

/** A change in words: colour alone would not tell everybody. */
export function change(figure, format = {}) {
    const found = figure.change;
    if (!found) {
        return "";
    }
    const text = number(found.value, {...format, unit: "", sign: true});
    return found.significant
        ? _t("%(change)s, a real change", {change: text})
        : _t("%(change)s, may be chance", {change: text});
}

export function pValue(figure) {
    const found = figure.change;
    if (!found || found.p_value === null) {
        return "";
    }
    return found.p_value < 0.001
        ? "p < 0.001"
        : `p = ${number(found.p_value, {digits: 3})}`;
}
