/**
 * From what the server sends to what is drawn: one column a stage, with its
 * touchpoints in the order of the tree. Pure functions.
 */

/** Words of a touchpoint in which the search looks. */
function haystack(row) {
    return [
        row.name,
        row.channel.name,
        row.owner.name,
        row.customer_action,
        row.customer_question,
        row.customer_barrier,
    ]
        .join("\n")
        .toLowerCase();
}

function mean(values) {
    return values.length
        ? values.reduce((sum, value) => sum + value, 0) / values.length
        : null;
}

/** Where the curve begins and ends in a column: half way to its neighbours. */
function joinCurve(columns, name) {
    columns.forEach((column, index) => {
        const value = column[name];
        const half = (other) =>
            value === null || !other || other[name] === null
                ? null
                : (value + other[name]) / 2;
        column.curve[name] = {
            before: half(columns[index - 1]),
            value,
            after: half(columns[index + 1]),
        };
    });
}

function makeColumn(stage, rows) {
    const feelings = rows
        .map((row) => row.emotion_designed)
        .filter((feeling) => feeling !== null);
    const own = stage ? stage.emotion_designed : null;
    const senses = new Map();
    for (const row of rows) {
        for (const sense of row.senses) {
            const entry = senses.get(sense.id) || {...sense, count: 0};
            entry.count += 1;
            senses.set(sense.id, entry);
        }
    }
    return {
        key: stage ? `s${stage.id}` : "none",
        stage,
        rows,
        senses: [...senses.values()],
        standardCount: rows.reduce((sum, row) => sum + row.standard_count, 0),
        kept: rows.reduce((sum, row) => sum + row.kept, 0),
        broken: rows.reduce((sum, row) => sum + row.broken, 0),
        momentCount: rows.filter((row) => row.is_moment_of_truth).length,
        designed: own === null ? mean(feelings) : own,
        isDesignedMean: own === null && feelings.length > 0,
        measured: stage ? stage.emotion_measured : null,
        curve: {},
    };
}

/** How far a card is pushed in: the wholes that stand in the same column. */
function indents(rows) {
    const byId = new Map(rows.map((row) => [row.id, row]));
    const result = new Map();
    for (const row of rows) {
        const whole = byId.get(row.parent_id);
        const inside = whole && whole.stage_id === row.stage_id;
        result.set(row.id, inside ? result.get(whole.id) + 1 : 0);
    }
    return result;
}

/**
 * @param {Object} data what `cem.journey.get_map` returned
 * @param {Object} options `search` (text), `channels` (ids, empty: all), `grabbed`
 *  (`{id, column, index}`: a card carried by keyboard, drawn where it would land)
 */
export function buildColumns(data, {search = "", channels = [], grabbed = null} = {}) {
    const words = search.trim().toLowerCase();
    const pushed = indents(data.touchpoints);
    const rows = data.touchpoints
        .filter(
            (row) =>
                (!channels.length || channels.includes(row.channel.id)) &&
                (!words || haystack(row).includes(words))
        )
        .map((row) => ({...row, indent: Math.min(pushed.get(row.id), 4)}));
    const lists = new Map(data.stages.map((stage) => [stage.id, []]));
    const strays = [];
    for (const row of rows) {
        (lists.get(row.stage_id) || strays).push(row);
    }
    const columns = data.stages.map((stage) => makeColumn(stage, lists.get(stage.id)));
    if (strays.length) {
        columns.push(makeColumn(null, strays));
    }
    if (grabbed) {
        const row = rows.find((one) => one.id === grabbed.id);
        for (const column of columns) {
            column.rows = column.rows.filter((one) => one !== row);
        }
        columns[grabbed.column].rows.splice(grabbed.index, 0, {
            ...row,
            isGrabbed: true,
        });
    }
    joinCurve(columns, "designed");
    joinCurve(columns, "measured");
    return columns;
}

/**
 * The place of a card among its siblings (parts of the same whole, or the topmost of
 * the same stage), from where it was put among all the cards of a column.
 *
 * @returns {number|null} from 0; null for the last
 */
export function siblingPosition(touchpoints, id, stageId, previousIds, nextIds) {
    const row = touchpoints.find((one) => one.id === id);
    const siblings = touchpoints
        .filter(
            (one) =>
                one.id !== id &&
                one.parent_id === row.parent_id &&
                (row.parent_id || one.stage_id === stageId)
        )
        .map((one) => one.id);
    for (const previous of [...previousIds].reverse()) {
        const place = siblings.indexOf(previous);
        if (place >= 0) {
            return place + 1;
        }
    }
    for (const next of nextIds) {
        const place = siblings.indexOf(next);
        if (place >= 0) {
            return place;
        }
    }
    return null;
}
