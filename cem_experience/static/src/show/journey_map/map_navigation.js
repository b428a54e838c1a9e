/**
 * Walking the map with the arrow keys. One place of the whole map is in the tab order
 * at a time (roving focus); the places are the elements with the class STOP.
 */
export const STOP = "o_cem_stop";

const selector = `.${STOP}`;

function stopsOf(cell) {
    const inside = [...cell.querySelectorAll(selector)];
    return cell.matches(selector) && !inside.length ? [cell] : inside;
}

function lanesOf(table) {
    return [...table.querySelectorAll("tr[data-lane]")];
}

function cellOf(lane, column) {
    return lane?.querySelector(`[data-column="${column}"]`);
}

/** Make this place the one that the tab key reaches. */
export function setCurrent(table, stop) {
    for (const other of table.querySelectorAll(`${selector}[tabindex="0"]`)) {
        if (other !== stop) {
            other.setAttribute("tabindex", "-1");
        }
    }
    stop?.setAttribute("tabindex", "0");
}

export function ensureCurrent(table) {
    if (!table.querySelector(`${selector}[tabindex="0"]`)) {
        setCurrent(table, table.querySelector(selector));
    }
}

export function focusStop(table, stop) {
    if (stop) {
        setCurrent(table, stop);
        stop.focus();
        stop.scrollIntoView({block: "nearest", inline: "nearest"});
    }
}

function firstFrom(lanes, column, last = false) {
    for (const lane of lanes) {
        const cell = cellOf(lane, column);
        const stops = cell ? stopsOf(cell) : [];
        if (stops.length) {
            return last ? stops.at(-1) : stops[0];
        }
    }
    return null;
}

/**
 * Where a key leads to.
 *
 * @param {HTMLElement} table
 * @param {HTMLElement} stop where the focus is
 * @param {string} key as in KeyboardEvent.key
 * @param {Object} options `rtl`: right to left; `far`: with the control key
 * @returns {HTMLElement|null|undefined} undefined: not a key of the map
 */
export function neighbour(table, stop, key, {rtl = false, far = false} = {}) {
    const cell = stop.closest("[data-column]");
    const lane = stop.closest("tr[data-lane]");
    const lanes = lanesOf(table);
    const row = lanes.indexOf(lane);
    const column = Number(cell.dataset.column);
    const last = Math.max(
        ...[...lane.querySelectorAll("[data-column]")].map((one) =>
            Number(one.dataset.column)
        )
    );
    const stops = stopsOf(cell);
    const place = stops.indexOf(stop);
    const sideways = (step) => {
        for (let next = column + step; next >= -1 && next <= last; next += step) {
            const other = cellOf(lane, next);
            const others = other ? stopsOf(other) : [];
            if (others.length) {
                return others[Math.min(place, others.length - 1)];
            }
        }
        return null;
    };
    switch (key) {
        case "ArrowDown":
            return stops[place + 1] || firstFrom(lanes.slice(row + 1), column);
        case "ArrowUp":
            return (
                stops[place - 1] ||
                firstFrom(lanes.slice(0, row).reverse(), column, true)
            );
        case "ArrowRight":
            return sideways(rtl ? -1 : 1);
        case "ArrowLeft":
            return sideways(rtl ? 1 : -1);
        case "PageDown":
            return firstFrom(lanes.slice(row + 1), column);
        case "PageUp":
            return firstFrom(lanes.slice(0, row).reverse(), column);
        case "Home":
            return firstFrom(far ? lanes : [lane], 0);
        case "End":
            return firstFrom(far ? [...lanes].reverse() : [lane], last, far);
    }
    return undefined;
}
