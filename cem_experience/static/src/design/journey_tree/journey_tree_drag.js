import {onWillUnmount, useState} from "@odoo/owl";

const EDGE = 30;
const START = 4;

/**
 * Drag rows by their handle, with a mouse, a pen or a finger.
 *
 * The upper and lower third of a row mean before and after it, the middle into it.
 */
export function useTreeDrag(tree) {
    const state = useState({keys: [], over: null, where: null});
    let start = null;

    function reset() {
        start = null;
        Object.assign(state, {keys: [], over: null, where: null});
        document.removeEventListener("pointermove", onMove);
        document.removeEventListener("pointerup", onUp);
        document.removeEventListener("pointercancel", reset);
        document.removeEventListener("keydown", onKeydown, true);
    }

    function onDown(ev, key) {
        if (ev.button || !tree.canEdit) {
            return;
        }
        ev.preventDefault();
        start = {x: ev.clientX, y: ev.clientY, key};
        document.addEventListener("pointermove", onMove);
        document.addEventListener("pointerup", onUp);
        document.addEventListener("pointercancel", reset);
        document.addEventListener("keydown", onKeydown, true);
    }

    function onKeydown(ev) {
        if (ev.key === "Escape") {
            ev.stopPropagation();
            reset();
        }
    }

    function onMove(ev) {
        if (!state.keys.length) {
            if (Math.hypot(ev.clientX - start.x, ev.clientY - start.y) < START) {
                return;
            }
            const {selected} = tree.state;
            state.keys = selected.has(start.key) ? [...selected] : [start.key];
        }
        const box = tree.tree.el.getBoundingClientRect();
        const y = ev.clientY - box.top;
        if (y < EDGE) {
            tree.tree.el.scrollTop -= EDGE;
        } else if (y > box.height - EDGE) {
            tree.tree.el.scrollTop += EDGE;
        }
        aim((y + tree.tree.el.scrollTop) / tree.view.height);
    }

    /** @param {Number} place in rows from the top, with its fraction */
    function aim(place) {
        const rows = tree.rows;
        const index = Math.min(Math.max(Math.floor(place), 0), rows.length - 1);
        const {node} = rows[index];
        const part = place - index;
        if (!node) {
            return;
        }
        let where = part < 1 / 3 ? "before" : part > 2 / 3 ? "after" : "into";
        let over = node;
        if (tree.model.get(state.keys[0]).kind === "stage") {
            over = tree.model.stageOf(node.key);
            where = over === node && part < 1 / 2 ? "before" : "after";
        } else if (node.kind === "stage") {
            where = "into";
        } else if (where === "after" && rows[index].expanded) {
            // Between a whole and its first part
            over = tree.model.get(node.children[0]);
            where = "before";
        }
        Object.assign(state, {over: over.key, where});
    }

    function onUp() {
        const {keys, over, where} = state;
        reset();
        const node = over && tree.model.get(over);
        if (!node) {
            return;
        }
        if (where === "into") {
            tree.changes.moveTo(keys, over, node.children.length);
        } else if (!keys.includes(over)) {
            const place = tree.model.siblingsOf(node).indexOf(over);
            tree.changes.moveTo(
                keys,
                node.parent,
                where === "after" ? place + 1 : place
            );
        }
    }

    onWillUnmount(reset);
    return {state, onDown};
}
