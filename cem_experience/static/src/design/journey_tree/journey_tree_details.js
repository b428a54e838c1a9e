import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {parseFloat} from "@web/views/fields/parsers";

/** The number that is typed, null for none; what is no number goes to the server. */
function numberOf(text) {
    try {
        return text === "" ? null : parseFloat(text);
    } catch {
        return text;
    }
}

/** What the tree does not show in a row: phase, channel and weights of one node. */
export class JourneyTreeDetails extends Component {
    static template = "cem_experience.JourneyTreeDetails";
    static props = {
        tree: Object,
        node: Object,
        version: Number,
        figure: {type: Object, optional: true},
    };

    get tree() {
        return this.props.tree;
    }

    get model() {
        return this.tree.model;
    }

    get isStage() {
        return this.props.node.kind === "stage";
    }

    get readonly() {
        return !this.tree.canEdit || !this.props.node.active || !this.props.node.id;
    }

    get channels() {
        const used = this.props.node.channel_id;
        return this.model.channels.filter((c) => c.active || c.id === used);
    }

    get weightSentence() {
        return this.tree.texts.weight(this.props.node).title;
    }

    /** The dimensions with weight and share, and what they sum to. */
    get dimensions() {
        const {node} = this.props;
        const total = this.model.dimensionTotal(node);
        return this.model.dimensions
            .filter((dimension) => dimension.active || dimension.id in node.dimensions)
            .map((dimension) => {
                const weight = node.dimensions[dimension.id];
                const share = total && weight ? (100 * weight) / total : 0;
                return {
                    ...dimension,
                    weight:
                        weight === undefined ? "" : this.tree.texts.number(weight, 2),
                    share: weight === undefined ? "" : `${Math.round(share)} %`,
                };
            });
    }

    get dimensionTotal() {
        return this.tree.texts.number(this.model.dimensionTotal(this.props.node), 2);
    }

    /** Shares that come from the parts, for a touchpoint without weights of its own. */
    get inheritedShares() {
        const {node, figure} = this.props;
        if (this.isStage || Object.keys(node.dimensions).length) {
            return "";
        }
        const shares = figure?.dimension_shares || {};
        return this.model.dimensions
            .filter((dimension) => shares[dimension.id])
            .map((d) => `${d.name} ${Math.round(shares[d.id])} %`)
            .join(", ");
    }

    get partsSentence() {
        const {node} = this.props;
        return _t("The weights of its %(count)s parts sum to %(total)s.", {
            count: node.children.length,
            total: this.tree.texts.number(this.model.partTotal(node.key), 2),
        });
    }

    write(values) {
        return this.tree.changes.write(this.props.node.key, values);
    }

    onChannel(ev) {
        this.write({channel_id: Number(ev.target.value) || false});
    }

    /** Save a number; one that is refused gives way to the one that holds. */
    async onNumber(ev, before, toValues) {
        const input = ev.target;
        const text = input.value.trim();
        if (!(await this.write(toValues(numberOf(text))))) {
            input.value = before;
        }
    }

    onWeight(ev, name) {
        const before = this.tree.texts.number(this.props.node[name], 2);
        this.onNumber(ev, before, (number) => ({[name]: number === null ? 0 : number}));
    }

    onDimension(ev, dimension) {
        this.onNumber(ev, dimension.weight, (number) => ({
            dimensions: {[dimension.id]: number},
        }));
    }

    onKeydown(ev) {
        if (ev.key === "Escape") {
            ev.preventDefault();
            this.tree.focusTree();
        }
    }
}
