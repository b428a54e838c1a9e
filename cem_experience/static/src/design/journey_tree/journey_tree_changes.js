import {Mutex} from "@web/core/utils/concurrency";
import {RPCError} from "@web/core/network/rpc";
import {_t} from "@web/core/l10n/translation";

/** What changes a tree: each change is saved at once, and can be taken back. */
export class JourneyTreeChanges {
    constructor(tree) {
        this.tree = tree;
        this.model = tree.model;
        this.undoable = [];
        this.saving = new Mutex();
        this.addCount = 0;
    }

    /** What was changed elsewhere meanwhile cannot be taken back from here. */
    forget() {
        this.undoable = [];
    }

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
        if (!this.tree.canEdit) {
            return null;
        }
        this.tree.state.busy = true;
        try {
            const result = await this.tree.call("change_tree", [
                this.model.revision,
                changes,
                this.tree.state.withArchived,
            ]);
            this.tree.show(result.tree);
            this.tree.figures.stale = true;
            this.tree.askFigures();
            if (result.conflict) {
                this.undoable = [];
                this.tree.notification.add(
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
            this.tree.notification.add(message, {type: "danger"});
            this.tree.say(message);
            return null;
        } finally {
            this.tree.state.busy = false;
        }
    }

    async undo() {
        const changes = this.undoable.pop();
        if (changes && (await this.change(changes, {isUndo: true}))) {
            this.tree.say(_t("The last change was undone."));
        }
    }

    /** Start typing a new node at a place among the children of a node. */
    add(parent, index, name = "") {
        this.tree.state.renaming = null;
        this.tree.state.query = "";
        if (parent !== null) {
            this.model.expandTo(parent);
            this.model.collapsed.delete(parent);
            this.tree.state.version++;
        }
        // Each place has a field of its own: one that moved would lose the focus.
        this.addCount++;
        this.tree.state.adding = {parent, index, name, id: `new${this.addCount}`};
        this.tree.view.reveal(this.tree.rows.findIndex((one) => one.adding));
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
        const {adding} = this.tree.state;
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
        this.tree.say(_t("“%s” was added.", name));
        this.tree.activate(`${parent === null ? "s" : "t"}${result.keys[0]}`, {
            focus: false,
        });
        this.tree.view.reveal(this.tree.rows.findIndex((one) => one.adding));
    }

    /** Leaving the field keeps what was typed; Escape does not. */
    async onAddBlur(id) {
        const {adding} = this.tree.state;
        if (adding?.id !== id) {
            return;
        }
        const name = adding.name.trim();
        if (name) {
            adding.name = "";
            await this.tree.keyboard.queue(() => this.commitAdd(name));
        } else {
            await this.tree.keyboard.queue(() => {});
        }
        if (this.tree.state.adding?.id === id) {
            this.tree.state.adding = null;
        }
    }

    cancelAdd() {
        this.tree.state.adding = null;
        this.tree.focusTree();
    }

    rename(key) {
        if (this.tree.canEdit && key && key !== "s0") {
            this.tree.state.renaming = key;
        }
    }

    async commitRename(value) {
        const key = this.tree.state.renaming;
        this.tree.state.renaming = null;
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
            this.tree.activate(node.key);
            this.tree.say(
                _t("“%(name)s” is now number %(position)s in “%(whole)s”.", {
                    name: node.name,
                    position: this.model.siblingsOf(node).indexOf(node.key) + 1,
                    whole: isStage
                        ? this.model.journey.name
                        : this.tree.texts.nameOf(node.parent),
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
        this.tree.state.selected.clear();
        this.tree.activate(rest[Math.min(place, rest.length - 1)] || first.parent);
        const close = this.tree.notification.add(
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
        this.tree.state.selected.clear();
        return this.change([
            {do: "restore", touchpoints: ids("touchpoint"), stages: ids("stage")},
        ]);
    }
}
