import {Component, markRaw, onMounted, onWillStart, useRef, useState} from "@odoo/owl";
import {JourneyTreeChanges} from "./journey_tree_changes";
import {JourneyTreeDetails} from "./journey_tree_details";
import {JourneyTreeModel} from "./journey_tree_model";
import {JourneyTreeHelp} from "./journey_tree_help";
import {JourneyTreeTexts} from "./journey_tree_texts";
import {Layout} from "@web/search/layout";
import {RPCError} from "@web/core/network/rpc";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useDebounced} from "@web/core/utils/timing";
import {useAutofocus, useService} from "@web/core/utils/hooks";
import {useTreeDrag} from "./journey_tree_drag";
import {useTreeKeyboard} from "./journey_tree_keyboard";
import {useWindow} from "./journey_tree_window";

// From so many touchpoints on, branches are folded at first.
const MANY = 300;
const FAR_TOO_MANY = 2000;

export class JourneyTree extends Component {
    static template = "cem_experience.JourneyTree";
    static components = {JourneyTreeDetails, JourneyTreeHelp, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.tree = useRef("tree");
        useAutofocus({refName: "autofocus", mobile: true});
        const {action} = this.props;
        this.journeyId = action.context.active_id || action.params?.journey_id;
        this.model = markRaw(new JourneyTreeModel());
        this.cache = {stamp: "", rows: []};
        this.state = useState({
            status: "loading",
            error: "",
            // Counts what was loaded, so that what is not reactive is drawn anew
            version: 0,
            active: null,
            selected: new Set(),
            query: "",
            withArchived: false,
            adding: null,
            renaming: null,
            busy: false,
            showHelp: false,
            says: "",
        });
        this.figures = useState({touchpoints: {}, stages: {}, stale: true});
        this.texts = new JourneyTreeTexts(this.model, this.figures);
        this.changes = new JourneyTreeChanges(this);
        this.view = useWindow(this.tree, () => this.rows.length);
        this.keyboard = useTreeKeyboard(this);
        this.drag = useTreeDrag(this);
        this.askFigures = useDebounced(() => this.loadFigures(), 500);
        onWillStart(() => this.load(true));
        onMounted(() => this.focusTree());
    }

    // ------------------------------------------------------------------
    // Reading
    // ------------------------------------------------------------------

    async load(isFirst = false) {
        if (!this.journeyId) {
            this.state.status = "error";
            this.state.error = _t("Open the tree from a journey.");
            return;
        }
        try {
            const tree = await this.call("get_tree", [this.state.withArchived]);
            this.show(tree, isFirst);
            this.state.status = "ready";
            this.askFigures();
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            this.state.status = "error";
            this.state.error = error.data?.message || error.message;
        }
    }

    call(method, args) {
        return this.orm.call("cem.journey", method, [[this.journeyId], ...args]);
    }

    show(tree, isFirst = false) {
        this.model.load(tree);
        if (isFirst) {
            this.env.config.setDisplayName(
                _t("Touchpoints of %s", this.model.journey.name)
            );
            if (this.model.count > MANY) {
                this.model.collapseAll(this.model.count <= FAR_TOO_MANY);
            }
        }
        for (const key of this.state.selected) {
            if (!this.model.get(key)) {
                this.state.selected.delete(key);
            }
        }
        if (!this.model.get(this.state.active)) {
            this.state.active = this.model.stages[0] || null;
        }
        this.state.version++;
    }

    async loadFigures() {
        const {revision} = this.model;
        const figures = await this.call("get_tree_figures", []);
        if (revision === this.model.revision) {
            Object.assign(this.figures, markRaw(figures), {stale: false});
        }
    }

    get isFarTooMany() {
        return this.state.version && this.model.count > FAR_TOO_MANY;
    }

    get rows() {
        const {version, query, adding} = this.state;
        const place = adding ? `${adding.id}/${adding.parent}/${adding.index}` : "";
        const stamp = `${version}|${place}|${query}`;
        if (this.cache.stamp !== stamp) {
            const rows = this.model.rows({query: query.trim(), adding});
            Object.assign(this.cache, {stamp, rows});
        }
        return this.cache.rows;
    }

    /** Beyond ten levels the indentation would eat the name. */
    indent(row) {
        return Math.min(row.level, 10);
    }

    get activeNode() {
        return this.state.version ? this.model.get(this.state.active) : undefined;
    }

    /** Keys that an action is about: what is selected, else the active node. */
    get chosen() {
        const {selected, active} = this.state;
        return selected.size ? [...selected] : active ? [active] : [];
    }

    get canEdit() {
        return this.model.canEdit;
    }

    // ------------------------------------------------------------------
    // Moving about
    // ------------------------------------------------------------------

    focusTree() {
        const isEmpty = this.state.status === "ready" && !this.rows.length;
        const first = isEmpty && this.root.el.querySelector(".o_cem_tree_first");
        (first || this.tree.el)?.focus({preventScroll: true});
    }

    activate(key, {focus = true} = {}) {
        this.state.active = key;
        const index = this.rows.findIndex((row) => row.key === key);
        if (index >= 0) {
            this.view.reveal(index);
        }
        if (focus) {
            this.focusTree();
        }
    }

    fold(key, isFolded) {
        const {collapsed} = this.model;
        (isFolded ? collapsed.add : collapsed.delete).call(collapsed, key);
        this.state.version++;
    }

    foldAll(isFolded) {
        if (isFolded) {
            this.model.collapseAll(true);
            const above = this.state.active
                ? this.model.ancestors(this.state.active)
                : [];
            this.state.active = above.length > 1 ? above.at(-2) : this.state.active;
        } else {
            this.model.collapsed.clear();
        }
        this.state.version++;
    }

    onRowClick(ev, key) {
        if (ev.target.closest("input, button, a")) {
            return;
        }
        if (ev.shiftKey) {
            this.selectTo(key);
        } else if (ev.ctrlKey || ev.metaKey) {
            this.toggle(key);
        }
        this.activate(key);
    }

    toggle(key) {
        const {selected} = this.state;
        if (selected.has(key)) {
            selected.delete(key);
        } else if (key !== "s0") {
            selected.add(key);
        }
    }

    selectTo(key) {
        const keys = this.rows.map((row) => row.key);
        const [from, to] = [keys.indexOf(this.state.active), keys.indexOf(key)];
        for (const one of keys.slice(Math.min(from, to), Math.max(from, to) + 1)) {
            if (this.model.get(one)) {
                this.state.selected.add(one);
            }
        }
    }

    async toggleArchived() {
        this.state.withArchived = !this.state.withArchived;
        await this.load();
    }

    say(text) {
        this.state.says = text;
    }

    openBranchDialog() {
        const keys = this.chosen.filter((key) => key.startsWith("t"));
        if (!keys.length) {
            this.notification.add(_t("Choose at least one touchpoint."), {
                type: "warning",
            });
            return;
        }
        const ids = keys.map((key) => this.model.get(key).id);
        this.action.doAction("cem_experience.cem_touchpoint_branch_action", {
            additionalContext: {
                active_model: "cem.touchpoint",
                active_ids: ids,
                active_id: ids[0],
            },
            onClose: async (infos) => {
                if (infos?.done) {
                    this.changes.forget();
                    this.state.selected.clear();
                    await this.load();
                }
                this.focusTree();
            },
        });
    }

    openForm(key) {
        const {kind, id} = this.model.get(key);
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: kind === "stage" ? "cem.journey.stage" : "cem.touchpoint",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("cem_journey_tree", JourneyTree);
