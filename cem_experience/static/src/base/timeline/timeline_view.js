import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {ActionHelper} from "@web/views/action_helper";
import {CogMenu} from "@web/search/cog_menu/cog_menu";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {SearchBar} from "@web/search/search_bar/search_bar";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardViewProps} from "@web/views/standard_view_props";
import {user} from "@web/core/user";
import {useSearchBarToggler} from "@web/search/search_bar/search_bar_toggler";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";

const LENGTHS = [3, 6, 12];

/**
 * Bars over months: who works on what, from when, until when, and what is late.
 *
 * The model's method `cem_timeline` says what is drawn, and where.
 */
export class TimelineController extends Component {
    static template = "cem_experience.TimelineView";
    static components = {ActionHelper, CogMenu, Layout, SearchBar};
    static props = {...standardViewProps};

    setup() {
        this.orm = useService("orm");
        this.last = new KeepLast();
        this.searchBarToggler = useSearchBarToggler();
        this.lengths = LENGTHS;
        const {start = null, length = 6} = this.props.state || {};
        this.state = useState({start, length, data: null, error: false});
        useSetupAction({
            getLocalState: () => ({start: this.state.start, length: this.state.length}),
        });
        onWillStart(async () => {
            this.mayCreate = await user.checkAccessRight(this.props.resModel, "create");
            await this.load(this.props);
        });
        onWillUpdateProps((props) => this.load(props));
    }

    async load(props = this.props) {
        try {
            const data = await this.last.add(
                this.orm.call(props.resModel, "cem_timeline", [props.domain], {
                    start: this.state.start,
                    months: this.state.length,
                    group_by: props.groupBy[0] || null,
                    context: props.context,
                })
            );
            Object.assign(this.state, {data, start: data.start, error: false});
        } catch (error) {
            this.state.error = true;
            throw error;
        }
    }

    async move(months) {
        const [year, month] = this.state.start.split("-").map(Number);
        const day = new Date(Date.UTC(year, month - 1 + months, 1));
        this.state.start = day.toISOString().slice(0, 10);
        await this.load();
    }

    async today() {
        this.state.start = null;
        await this.load();
    }

    async resize(length) {
        this.state.length = length;
        await this.load();
    }

    lengthText(length) {
        return _t("%s months", length);
    }

    get isEmpty() {
        return !this.state.data?.groups.length;
    }

    get marks() {
        let begin = 0;
        return this.state.data.months.map((month) => {
            const mark = {begin, label: month.label, width: month.width};
            begin += month.width;
            return mark;
        });
    }

    place({begin, width}) {
        return `inset-inline-start: ${begin}%; width: ${width}%`;
    }

    barClass(row) {
        const color = {
            proposed: "o_cem_timeline_proposed",
            approved: "text-bg-info",
            doing: "text-bg-primary",
            done: "text-bg-success",
            dropped: "bg-200 text-decoration-line-through",
        }[row.state];
        return [
            color,
            row.point && "o_cem_timeline_point",
            row.open_end && "o_cem_timeline_open",
            row.bar.before && "o_cem_timeline_before",
            row.bar.after && "o_cem_timeline_after",
        ]
            .filter(Boolean)
            .join(" ");
    }

    describe(row) {
        return [row.name, row.state_text, row.dates, row.owner]
            .filter(Boolean)
            .join(", ");
    }

    open(row) {
        const activeIds = this.state.data.groups.flatMap((group) =>
            group.rows.map((one) => one.id)
        );
        return this.props.selectRecord(row.id, {activeIds});
    }
}

export const timelineView = {
    type: "cem_timeline",
    Controller: TimelineController,
    searchMenuTypes: ["filter", "groupBy", "favorite"],
    props: (genericProps) => genericProps,
};

registry.category("views").add("cem_timeline", timelineView);
