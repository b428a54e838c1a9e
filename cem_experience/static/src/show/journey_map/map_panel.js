import {
    Component,
    onMounted,
    onWillStart,
    onWillUpdateProps,
    useRef,
    useState,
} from "@odoo/owl";
import {KeepLast} from "@web/core/utils/concurrency";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {
    bandOf,
    brokenText,
    formatEmotion,
    formatScore,
    hiddenText,
    intervalText,
    keptText,
    spokenFigure,
} from "./map_figures";

/** What stands behind one touchpoint or stage of the map, beside it. */
export class MapPanel extends Component {
    static template = "cem_experience.MapPanel";
    static props = {
        kind: String,
        row: Object,
        data: Object,
        filters: Object,
        canWrite: Boolean,
        takeFocus: Boolean,
        onSave: Function,
        onMove: Function,
        onClose: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("root");
        this.keepLast = new KeepLast();
        this.state = useState({details: null, error: ""});
        Object.assign(this, {bandOf, formatEmotion, formatScore});
        Object.assign(this, {
            brokenText,
            hiddenText,
            intervalText,
            keptText,
            spokenFigure,
        });
        onWillStart(() => {
            this.load(this.props);
        });
        onWillUpdateProps((next) => {
            if (next.row.id !== this.props.row.id || next.kind !== this.props.kind) {
                this.load(next);
            }
        });
        onMounted(() => this.props.takeFocus && this.root.el.focus());
    }

    get isTouchpoint() {
        return this.props.kind === "touchpoint";
    }

    get model() {
        return this.isTouchpoint ? "cem.touchpoint" : "cem.journey.stage";
    }

    /** Touchpoint and stage are read in the background; the scores are there already. */
    async load({kind, row}) {
        this.state.details = null;
        this.state.error = "";
        if (kind !== "touchpoint") {
            return;
        }
        try {
            this.state.details = await this.keepLast.add(
                this.orm.call("cem.touchpoint", "get_map_details", [[row.id]])
            );
        } catch (error) {
            this.state.error = error.data?.message || error.message;
        }
    }

    get texts() {
        return [
            {field: "customer_action", label: _t("What the customer does")},
            {field: "customer_question", label: _t("What the customer asks")},
            {field: "customer_barrier", label: _t("What the customer fears")},
        ];
    }

    /** Dimensions with a weight or with answers here. */
    get dimensions() {
        const {row, data} = this.props;
        const shares = row.dimension_shares || {};
        return data.dimensions
            .filter((one) => row.dimensions[one.id] || one.id in shares)
            .map((one) => ({
                ...one,
                share: shares[one.id],
                figure: row.dimensions[one.id] || {
                    score: null,
                    count: 0,
                    low: null,
                    hidden: false,
                },
            }));
    }

    get stageName() {
        const {row, data} = this.props;
        return data.stages.find((one) => one.id === row.stage_id)?.name || "";
    }

    save(field, value) {
        return this.props.onSave(this.props.kind, this.props.row.id, field, value);
    }

    onTextChange(field, ev) {
        this.save(field, ev.target.value.trim());
    }

    onChannel(ev) {
        this.save("channel_id", Number(ev.target.value));
    }

    onMoment(ev) {
        this.save("is_moment_of_truth", ev.target.checked);
    }

    onStage(ev) {
        this.props.onMove(this.props.row.id, Number(ev.target.value));
    }

    onKeydown(ev) {
        if (ev.key === "Escape" && !ev.isComposing) {
            ev.preventDefault();
            ev.stopPropagation();
            this.props.onClose();
        }
    }

    // ------------------------------------------------------------------
    // Ways out
    // ------------------------------------------------------------------

    openForm(model = this.model, id = this.props.row.id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    async openScores(dimension = false) {
        const action = await this.orm.call(
            "cem.touchpoint",
            "action_map_scores",
            [[this.props.row.id]],
            {filters: this.props.filters, dimension}
        );
        return this.action.doAction(action);
    }
}
