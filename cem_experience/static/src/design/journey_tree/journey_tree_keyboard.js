import {_t} from "@web/core/l10n/translation";
import {Mutex} from "@web/core/utils/concurrency";
import {localization} from "@web/core/l10n/localization";

const PAGE = 10;

/** Everything that can be done in the tree without a mouse. */
export function useTreeKeyboard(tree) {
    // After Escape, Tab leaves the tree as it leaves everything else.
    let mayLeave = false;
    // One key after the other: the next one builds on what the last one has saved.
    const mutex = new Mutex();
    const queue = (act) => mutex.exec(act);

    function go(step, extend) {
        const rows = tree.rows.filter((row) => !row.adding);
        const here = rows.findIndex((row) => row.key === tree.state.active);
        const there = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
        if (!there) {
            return;
        }
        if (extend) {
            tree.selectTo(there.key);
        }
        tree.activate(there.key);
    }

    function open() {
        const node = tree.activeNode;
        if (!node?.children.length) {
            return;
        }
        if (tree.model.collapsed.has(node.key)) {
            tree.fold(node.key, false);
        } else {
            tree.activate(node.children[0]);
        }
    }

    function close() {
        const node = tree.activeNode;
        if (!node) {
            return;
        }
        if (node.children.length && !tree.model.collapsed.has(node.key)) {
            tree.fold(node.key, true);
        } else if (node.parent) {
            tree.activate(node.parent);
        }
    }

    /** The nodes to move: the selected ones if they stand side by side. */
    function moving() {
        const node = tree.activeNode;
        const siblings = tree.model.siblingsOf(node);
        const chosen = siblings.filter((key) => tree.state.selected.has(key));
        return chosen.includes(node.key) ? chosen : [node.key];
    }

    function indent() {
        const node = tree.activeNode;
        const keys = moving();
        const siblings = tree.model.siblingsOf(node);
        const whole = siblings[siblings.indexOf(keys[0]) - 1];
        if (node.kind === "stage" || !whole) {
            tree.say(_t("There is nothing above that it could become a part of."));
            return;
        }
        return tree.changes.moveTo(keys, whole, tree.model.get(whole).children.length);
    }

    function outdent() {
        const node = tree.activeNode;
        const whole = node.kind === "touchpoint" && tree.model.get(node.parent);
        if (!whole || whole.kind === "stage") {
            tree.say(_t("It is at the top of its stage already."));
            return;
        }
        const place = tree.model.siblingsOf(whole).indexOf(whole.key) + 1;
        return tree.changes.moveTo(moving(), whole.parent, place);
    }

    function shift(step) {
        const node = tree.activeNode;
        if (!node) {
            return;
        }
        const keys = moving();
        const siblings = tree.model.siblingsOf(node);
        const first = siblings.indexOf(keys[0]);
        const last = siblings.indexOf(keys.at(-1));
        const place = step < 0 ? first - 1 : last + 2;
        if (place >= 0 && place <= siblings.length) {
            return tree.changes.moveTo(keys, node.parent, place);
        }
        // Beyond the first and the last of a stage begins the next stage.
        const stages = tree.model.stages;
        const stage = stages[stages.indexOf(node.parent) + step];
        if (node.kind === "touchpoint" && stages.includes(node.parent) && stage) {
            const end = tree.model.get(stage).children.length;
            return tree.changes.moveTo(keys, stage, step < 0 ? end : 0);
        }
    }

    function focusDetails() {
        tree.root.el
            .querySelector(".o_cem_tree_details :is(input, select, button)")
            ?.focus();
    }

    const isRtl = localization.direction === "rtl";
    const keys = {
        ArrowDown: () => go(1),
        ArrowUp: () => go(-1),
        "shift+ArrowDown": () => go(1, true),
        "shift+ArrowUp": () => go(-1, true),
        PageDown: () => go(PAGE),
        PageUp: () => go(-PAGE),
        Home: () => go(-Infinity),
        End: () => go(Infinity),
        [isRtl ? "ArrowLeft" : "ArrowRight"]: open,
        [isRtl ? "ArrowRight" : "ArrowLeft"]: close,
        " ": () => tree.activeNode && tree.toggle(tree.state.active),
        "control+Enter": focusDetails,
        F1: () => (tree.state.showHelp = !tree.state.showHelp),
        "?": () => (tree.state.showHelp = !tree.state.showHelp),
        "shift+?": () => (tree.state.showHelp = !tree.state.showHelp),
    };
    const editingKeys = {
        Enter: () => tree.changes.addAfter(tree.state.active),
        "shift+Enter": () => tree.activeNode && tree.changes.addPart(tree.state.active),
        F2: () => tree.changes.rename(tree.state.active),
        Delete: () => tree.changes.archive(tree.chosen),
        Tab: () => tree.activeNode && indent(),
        "shift+Tab": () => tree.activeNode && outdent(),
        "alt+ArrowUp": () => shift(-1),
        "alt+ArrowDown": () => shift(1),
        "control+z": () => tree.changes.undo(),
    };

    function onKeydown(ev) {
        if (ev.target !== tree.tree.el) {
            return;
        }
        const modifiers = [
            (ev.ctrlKey || ev.metaKey) && "control+",
            ev.altKey && "alt+",
            ev.shiftKey && "shift+",
        ];
        const name = modifiers.filter(Boolean).join("") + ev.key;
        if (ev.key === "Escape") {
            tree.state.selected.clear();
            mayLeave = true;
            return;
        }
        if (ev.key === "Tab" && mayLeave) {
            return;
        }
        const act = keys[name] || (tree.canEdit && editingKeys[name]);
        if (ev.key !== "Shift") {
            mayLeave = false;
        }
        if (act) {
            ev.preventDefault();
            ev.stopPropagation();
            queue(act);
        }
    }

    /** Where a new node goes if it becomes a part, or no longer one. */
    function indentNew(outwards) {
        const {parent, index, name} = tree.state.adding || {};
        if (index === undefined) {
            return;
        }
        if (outwards && parent !== null) {
            const whole = tree.model.get(parent);
            const place = tree.model.siblingsOf(whole).indexOf(parent) + 1;
            tree.changes.add(whole.parent, place, name);
        } else if (!outwards && index > 0) {
            const above = tree.model.childrenOf(parent)[index - 1];
            tree.changes.add(above, tree.model.get(above).children.length, name);
        }
    }

    /** While a new name is typed, Tab decides what it becomes a part of. */
    function onAddKeydown(ev) {
        const {adding} = tree.state;
        ev.stopPropagation();
        if (!adding || !["Enter", "Escape", "Tab"].includes(ev.key) || ev.isComposing) {
            return;
        }
        ev.preventDefault();
        const name = adding.name.trim();
        if (ev.key === "Tab") {
            queue(() => indentNew(ev.shiftKey));
        } else if (ev.key === "Enter" && name) {
            // What is typed from now on belongs to the next one.
            adding.name = "";
            queue(() => tree.changes.commitAdd(name));
        } else {
            queue(() => tree.changes.cancelAdd());
        }
    }

    function onRenameKeydown(ev) {
        ev.stopPropagation();
        if (ev.key === "Enter" && !ev.isComposing) {
            ev.preventDefault();
            tree.changes.commitRename(ev.target.value);
            tree.focusTree();
        } else if (ev.key === "Escape") {
            tree.state.renaming = null;
            tree.focusTree();
        }
    }

    return {queue, indent, outdent, shift, onKeydown, onAddKeydown, onRenameKeydown};
}
