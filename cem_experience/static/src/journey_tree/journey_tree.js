import {Component, markRaw, onMounted, onWillStart, useRef, useState} from "@odoo/owl";
import {JourneyTreeDetails} from "./journey_tree_details";
import {JourneyTreeModel} from "./journey_tree_model";
import {JourneyTreeHelp} from "./journey_tree_help";
import {Layout} from "@web/search/layout";
import {Mutex} from "@web/core/utils/concurrency";
import {RPCError} from "@web/core/network/rpc";
import {_t} from "@web/core/l10n/translation";
import {formatFloat} from "@web/core/utils/numbers";
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
        this.undoable = [];
        this.saving = new Mutex();
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
    // Display
    // ------------------------------------------------------------------

    number(value, digits = 1) {
        return formatFloat(value, {digits: [16, digits], trailingZeros: digits === 1});
    }

    /** Beyond ten levels the indentation would eat the name. */
    indent(row) {
        return Math.min(row.level, 10);
    }

    figure(node) {
        return this.figures[`${node.kind}s`][node.id];
    }

    score(node) {
        const figure = this.figure(node);
        if (!figure || !figure.count) {
            return {text: "–", title: _t("No answers")};
        }
        const count = _t("n = %s", figure.count);
        if (figure.hidden) {
            return {text: "…", count, title: _t("Too few answers to show a score")};
        }
        const title =
            figure.low === null
                ? _t("Score of the touchpoint with its parts, 0 to 10")
                : _t("95 %% interval: %(low)s to %(high)s", {
                      low: this.number(figure.low),
                      high: this.number(figure.high),
                  });
        return {text: this.number(figure.score), count, title};
    }

    /** "3 of 4 (75 %)": the weight, and what it and its siblings' weights sum to. */
    weight(node) {
        const total = this.model.partTotal(node.parent);
        const share = total && node.active ? (100 * node.weight) / total : 0;
        return {
            text: this.number(node.weight, 2),
            share: `${Math.round(share)} %`,
            title: _t(
                "%(weight)s of %(total)s, the sum of the weights in “%(whole)s”",
                {
                    weight: this.number(node.weight, 2),
                    total: this.number(total, 2),
                    whole: this.nameOf(node.parent),
                }
            ),
        };
    }

    get noStage() {
        return _t("No stage");
    }

    get stagePlaceholder() {
        return _t("Name of the stage");
    }

    get touchpointPlaceholder() {
        return _t("Name of the touchpoint");
    }

    addTitle(node) {
        return node.kind === "stage" ? _t("Add a touchpoint") : _t("Add a part");
    }

    nameOf(key) {
        return this.model.get(key)?.name || this.noStage;
    }

    channelName(node) {
        const channel = this.model.channels.find((c) => c.id === node.channel_id);
        return channel ? channel.name : "";
    }

    phaseName(node) {
        const phase = this.model.phases.find(([value]) => value === node.phase);
        return phase ? phase[1] : "";
    }

    dimensionChips(node) {
        const chips = this.model.dimensions
            .filter((dimension) => dimension.id in node.dimensions)
            .map((dimension) => ({
                id: dimension.id,
                text: `${dimension.name} ${this.number(node.dimensions[dimension.id], 2)}`,
            }));
        if (chips.length > 1) {
            const total = this.number(this.model.dimensionTotal(node), 2);
            chips.push({id: 0, text: `= ${total}`});
        }
        return chips;
    }

    /** Name of the stage of a part that is not on the stage of its whole. */
    strayStage(node) {
        if (node.kind === "stage") {
            return "";
        }
        const whole = this.model.get(node.parent);
        const usual = whole.kind === "stage" ? whole.id : whole.stage_id;
        return (node.stage_id || 0) === (usual || 0)
            ? ""
            : this.nameOf(`s${node.stage_id || 0}`);
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

    // ------------------------------------------------------------------
    // Saving
    // ------------------------------------------------------------------

    /**
     * Save changes, all of them or none, and show what has become of the tree.
     *
     * @param {Object[]} changes as the server's change_tree takes them
     * @param {Object} options
     * @param {Boolean} options.isUndo these changes take others back
     * @returns {Object|null} the server's answer, null if nothing was saved
     */
    change(changes, options) {
        return this.saving.exec(() => this._change(changes, options));
    }

    async _change(changes, {isUndo = false} = {}) {
        if (!this.canEdit) {
            return null;
        }
        this.state.busy = true;
        try {
            const result = await this.call("change_tree", [
                this.model.revision,
                changes,
                this.state.withArchived,
            ]);
            this.show(result.tree);
            this.figures.stale = true;
            this.askFigures();
            if (result.conflict) {
                this.undoable = [];
                this.notification.add(
                    _t(
                        "Somebody else has changed this journey in the meantime. It was loaded anew and your last change was not made. Please look and try again."
                    ),
                    {type: "warning", sticky: true}
                );
                return null;
            }
            if (!isUndo && result.undo.length) {
                this.undoable.push(result.undo);
            }
            return result;
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            const message = error.data?.message || error.message;
            this.notification.add(message, {type: "danger"});
            this.say(message);
            return null;
        } finally {
            this.state.busy = false;
        }
    }

    async undo() {
        const changes = this.undoable.pop();
        if (changes && (await this.change(changes, {isUndo: true}))) {
            this.say(_t("The last change was undone."));
        }
    }

    /** Start typing a new node at a place among the children of a node. */
    add(parent, index, name = "") {
        this.state.renaming = null;
        this.state.query = "";
        if (parent !== null) {
            this.model.expandTo(parent);
            this.model.collapsed.delete(parent);
            this.state.version++;
        }
        // Each place has a field of its own: one that moved would lose the focus.
        this.addCount = (this.addCount || 0) + 1;
        this.state.adding = {parent, index, name, id: `new${this.addCount}`};
        this.view.reveal(this.rows.findIndex((one) => one.adding));
    }

    addStage() {
        this.add(null, this.model.stages.length);
    }

    addAfter(key) {
        const node = this.model.get(key);
        const siblings = node ? this.model.siblingsOf(node) : this.model.stages;
        const parent = node ? node.parent : null;
        this.add(parent, node ? siblings.indexOf(key) + 1 : siblings.length);
    }

    addPart(key) {
        this.add(key, this.model.get(key).children.length);
    }

    /** Save what was typed; the field stays below it, ready for the next. */
    async commitAdd(name) {
        const {adding} = this.state;
        if (!adding) {
            return;
        }
        const {parent, index} = adding;
        const position = this.model.serverPosition(parent, index);
        const change =
            parent === null
                ? {do: "add_stage", name, position}
                : {do: "add", name, position, ...this.model.serverPlace(parent)};
        const result = await this.change([change]);
        if (!result) {
            adding.name = adding.name || name;
            return;
        }
        adding.index = index + 1;
        this.say(_t("“%s” was added.", name));
        this.activate(`${parent === null ? "s" : "t"}${result.keys[0]}`, {
            focus: false,
        });
        this.view.reveal(this.rows.findIndex((one) => one.adding));
    }

    /** Leaving the field keeps what was typed; Escape does not. */
    async onAddBlur(id) {
        const {adding} = this.state;
        if (adding?.id !== id) {
            return;
        }
        const name = adding.name.trim();
        if (name) {
            adding.name = "";
            await this.keyboard.queue(() => this.commitAdd(name));
        } else {
            await this.keyboard.queue(() => {});
        }
        if (this.state.adding?.id === id) {
            this.state.adding = null;
        }
    }

    cancelAdd() {
        this.state.adding = null;
        this.focusTree();
    }

    rename(key) {
        if (this.canEdit && key && key !== "s0") {
            this.state.renaming = key;
        }
    }

    async commitRename(value) {
        const key = this.state.renaming;
        this.state.renaming = null;
        const node = this.model.get(key);
        const name = value.trim();
        if (node && name && name !== node.name) {
            await this.write(key, {name});
        }
    }

    write(key, values) {
        const {kind, id} = this.model.get(key);
        return this.change([
            {do: kind === "stage" ? "write_stage" : "write", key: id, values},
        ]);
    }

    /** Put nodes among the children of another; index counts its children of now. */
    async moveTo(keys, parent, index) {
        const nodes = keys.map((key) => this.model.get(key)).filter(Boolean);
        const isStage = nodes[0]?.kind === "stage";
        const moved = nodes.filter((n) => (n.kind === "stage") === isStage);
        const movedKeys = moved.map((node) => node.key);
        if (!moved.length || isStage !== (parent === null) || keys.includes("s0")) {
            return;
        }
        const position = this.model.serverPosition(parent, index, movedKeys);
        const change = isStage
            ? {do: "move_stage", key: moved[0].id, position}
            : {
                  do: "move",
                  keys: moved.map((node) => node.id),
                  position,
                  ...this.model.serverPlace(parent),
              };
        if (parent !== null) {
            this.model.collapsed.delete(parent);
        }
        if (await this.change([change])) {
            const node = this.model.get(movedKeys[0]);
            this.activate(node.key);
            this.say(
                _t("“%(name)s” is now number %(position)s in “%(whole)s”.", {
                    name: node.name,
                    position: this.model.siblingsOf(node).indexOf(node.key) + 1,
                    whole: isStage ? this.model.journey.name : this.nameOf(node.parent),
                })
            );
        }
    }

    async archive(keys) {
        const nodes = keys.map((key) => this.model.get(key)).filter((n) => n?.id);
        const ids = (kind) => nodes.filter((n) => n.kind === kind).map((n) => n.id);
        if (!nodes.length) {
            return;
        }
        const first = nodes[0];
        const siblings = this.model.siblingsOf(first);
        const place = siblings.indexOf(first.key);
        const rest = siblings.filter((key) => !keys.includes(key));
        const result = await this.change([
            {do: "archive", touchpoints: ids("touchpoint"), stages: ids("stage")},
        ]);
        if (!result) {
            return;
        }
        this.state.selected.clear();
        this.activate(rest[Math.min(place, rest.length - 1)] || first.parent);
        const close = this.notification.add(
            result.keys.length === 1 && nodes.length === 1
                ? _t("“%s” was archived. Its scores are kept.", first.name)
                : _t("%s touchpoints were archived. Their scores are kept.", [
                      result.keys.length,
                  ]),
            {
                type: "info",
                buttons: [
                    {
                        name: _t("Undo"),
                        primary: true,
                        onClick: () => {
                            close();
                            this.undo();
                        },
                    },
                ],
            }
        );
    }

    restore(keys) {
        const nodes = keys.map((key) => this.model.get(key)).filter((n) => n?.id);
        const ids = (kind) => nodes.filter((n) => n.kind === kind).map((n) => n.id);
        this.state.selected.clear();
        return this.change([
            {do: "restore", touchpoints: ids("touchpoint"), stages: ids("stage")},
        ]);
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
                    this.undoable = [];
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
