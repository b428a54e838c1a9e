import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {deserializeDate, deserializeDateTime, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const ICONS = {
    answer: "fa-commenting-o",
    followup: "fa-life-ring",
    closed: "fa-check-circle-o",
    compensation: "fa-gift",
    invitation: "fa-envelope-o",
    lifecycle: "fa-flag-o",
    tier: "fa-diamond",
    won: "fa-handshake-o",
};
// Addons add the icons of their kinds of event.
const moreIcons = registry.category("cem_timeline_icons");

/**
 * The journey of a customer so far: opinions with their marks, and events, the latest
 * first. A page of it is read at a time, and only when its tab is opened.
 */
export class CustomerTimeline extends Component {
    static template = "cem_experience.CustomerTimeline";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            events: [],
            kinds: {},
            kind: "",
            more: false,
            error: false,
            busy: false,
        });
        this.offsets = {};
        onWillStart(() => this.restart(this.props.record.resId));
        onWillUpdateProps(async (next) => {
            if (next.record.resId !== this.partnerId) {
                await this.restart(next.record.resId);
            }
        });
    }

    async restart(partnerId) {
        this.partnerId = partnerId;
        this.offsets = {};
        this.state.events = [];
        this.state.more = false;
        await this.load();
    }

    async load() {
        if (!this.partnerId) {
            return;
        }
        this.state.busy = true;
        this.state.error = false;
        const partnerId = this.partnerId;
        try {
            const page = await this.orm.call("res.partner", "cem_get_timeline", [
                partnerId,
                this.state.kind ? [this.state.kind] : null,
                this.offsets,
            ]);
            if (partnerId !== this.partnerId) {
                return;
            }
            this.offsets = page.offsets;
            this.state.kinds = page.kinds;
            this.state.more = page.more;
            // What came in meanwhile has moved the rest: nothing is shown twice.
            const known = new Set(this.state.events.map(this.keyOf));
            this.state.events.push(
                ...page.events.filter((event) => !known.has(this.keyOf(event)))
            );
        } catch {
            this.state.error = true;
        } finally {
            this.state.busy = false;
        }
    }

    keyOf(event) {
        return `${event.kind},${event.id}`;
    }

    async choose(kind) {
        this.state.kind = kind;
        await this.restart(this.partnerId);
    }

    /** Events under the month in which they happened. */
    get months() {
        const months = [];
        for (const event of this.state.events) {
            const date = this.dateOf(event);
            const title = date.toLocaleString({year: "numeric", month: "long"});
            if (!months.length || months.at(-1).title !== title) {
                months.push({title, events: []});
            }
            months.at(-1).events.push(event);
        }
        return months;
    }

    dateOf(event) {
        return event.date.length > 10
            ? deserializeDateTime(event.date)
            : deserializeDate(event.date);
    }

    day(event) {
        return formatDate(this.dateOf(event));
    }

    icon(event) {
        return ICONS[event.kind] || moreIcons.get(event.kind, "fa-circle-o");
    }

    mark(event) {
        return event.mark.toLocaleString(undefined, {maximumFractionDigits: 1});
    }

    markTitle(event) {
        return _t("Mark from 0 to 10: %(mark)s", {mark: this.mark(event)});
    }

    open(event) {
        const [resId, ...others] = event.res_ids;
        this.action.doAction({
            type: "ir.actions.act_window",
            name: event.title,
            res_model: event.model,
            ...(others.length
                ? {
                      views: [
                          [false, "list"],
                          [false, "form"],
                      ],
                      domain: [["id", "in", event.res_ids]],
                  }
                : {views: [[false, "form"]], res_id: resId}),
        });
    }
}

registry.category("view_widgets").add("cem_customer_timeline", {
    component: CustomerTimeline,
});
