import {onMounted, onPatched, onWillUnmount, useState} from "@odoo/owl";

/** Height of a row in pixels; the style sheet gets it from here. */
export const ROW_HEIGHT = 40;
const SPARE = 12;

/**
 * Draw only the rows that can be seen, whatever the size of the tree.
 *
 * @param {Object} ref the element that scrolls
 * @param {Function} getCount number of rows
 */
export function useWindow(ref, getCount) {
    const state = useState({first: 0, count: 60});
    let observed = null;

    function measure() {
        if (!ref.el) {
            return;
        }
        const first = Math.max(Math.floor(ref.el.scrollTop / ROW_HEIGHT) - SPARE, 0);
        const count = Math.ceil(ref.el.clientHeight / ROW_HEIGHT) + 2 * SPARE;
        if (first !== state.first || count !== state.count) {
            Object.assign(state, {first, count});
        }
    }

    const observer = new ResizeObserver(measure);
    function observe() {
        if (ref.el !== observed) {
            observer.disconnect();
            observed = ref.el;
            if (observed) {
                observer.observe(observed);
            }
        }
    }
    onMounted(observe);
    onPatched(observe);
    onWillUnmount(() => observer.disconnect());

    return {
        height: ROW_HEIGHT,
        onScroll: measure,
        get first() {
            return Math.min(state.first, Math.max(getCount() - 1, 0));
        },
        get last() {
            return Math.min(this.first + state.count, getCount());
        },
        /** Scroll so that a row is seen. */
        reveal(index) {
            if (!ref.el || index < 0) {
                return;
            }
            const [top, height] = [index * ROW_HEIGHT, ref.el.clientHeight];
            if (top < ref.el.scrollTop) {
                ref.el.scrollTop = top;
            } else if (top + ROW_HEIGHT > ref.el.scrollTop + height) {
                ref.el.scrollTop = top + ROW_HEIGHT - height;
            }
            measure();
        },
    };
}
