import {Component} from "@odoo/owl";
import {CheckboxItem} from "@web/core/dropdown/checkbox_item";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {_t} from "@web/core/l10n/translation";

const {DateTime} = luxon;
const NAMES = ["segment_ids", "value_tier_ids", "channel_ids", "company_ids"];

export const NO_FILTERS = {
    period: "",
    date_from: "",
    date_to: "",
    segment_ids: [],
    value_tier_ids: [],
    channel_ids: [],
    company_ids: [],
};

/** Dates of a period that moves with today; both are included. */
function datesOf(period) {
    const today = DateTime.local();
    const from = {
        month: () => today.minus({days: 29}),
        quarter: () => today.minus({days: 89}),
        year: () => today.minus({years: 1}).plus({days: 1}),
    }[period];
    return from
        ? {date_from: from().toISODate(), date_to: today.toISODate()}
        : {date_from: "", date_to: ""};
}

/** What of the filters the server wants: without those that are empty. */
export function serverFilters(filters) {
    const result = {};
    for (const [name, value] of Object.entries(filters)) {
        if (name !== "period" && value && value.length) {
            result[name] = value;
        }
    }
    return result;
}

/** Which answers count: period, segment, value tier, channel and company. */
export class MapFilters extends Component {
    static template = "cem_experience.MapFilters";
    static components = {CheckboxItem, Dropdown};
    static props = {filters: Object, choices: Object, onChange: Function};

    get periods() {
        return [
            {id: "", label: _t("All time")},
            {id: "month", label: _t("Last 30 days")},
            {id: "quarter", label: _t("Last 90 days")},
            {id: "year", label: _t("Last 12 months")},
            {id: "custom", label: _t("From … to …")},
        ];
    }

    get lists() {
        const {choices} = this.props;
        return [
            {name: "segment_ids", label: _t("Segment"), choices: choices.segments},
            {
                name: "value_tier_ids",
                label: _t("Value tier"),
                choices: choices.value_tiers,
            },
            {name: "channel_ids", label: _t("Channel"), choices: choices.channels},
            {name: "company_ids", label: _t("Company"), choices: choices.companies},
        ].filter((list) => list.choices.length);
    }

    get isFiltered() {
        return Object.keys(serverFilters(this.props.filters)).length > 0;
    }

    isChosen(list, choice) {
        return this.props.filters[list.name].includes(choice.id);
    }

    labelOf(list) {
        const chosen = list.choices.filter((choice) => this.isChosen(list, choice));
        if (!chosen.length) {
            return list.label;
        }
        const more = chosen.length > 1 ? ` +${chosen.length - 1}` : "";
        return `${list.label}: ${chosen[0].name}${more}`;
    }

    change(values) {
        this.props.onChange({...this.props.filters, ...values});
    }

    onPeriod(ev) {
        const period = ev.target.value;
        this.change(period === "custom" ? {period} : {period, ...datesOf(period)});
    }

    onDate(name, ev) {
        this.change({[name]: ev.target.value});
    }

    toggle(list, choice) {
        const old = this.props.filters[list.name];
        this.change({
            [list.name]: this.isChosen(list, choice)
                ? old.filter((id) => id !== choice.id)
                : [...old, choice.id],
        });
    }

    reset() {
        this.change(NO_FILTERS);
    }
}

/** The filters in words, for what is printed and exported. */
export function filtersInWords(filters, choices) {
    const words = [];
    if (filters.date_from || filters.date_to) {
        words.push(`${filters.date_from || "…"} – ${filters.date_to || "…"}`);
    }
    const lists = ["segments", "value_tiers", "channels", "companies"];
    NAMES.forEach((name, index) => {
        const chosen = choices[lists[index]].filter((one) =>
            filters[name].includes(one.id)
        );
        if (chosen.length) {
            words.push(chosen.map((one) => one.name).join(", "));
        }
    });
    return words.join(" · ");
}
