import {_t} from "@web/core/l10n/translation";
import {markRaw} from "@odoo/owl";
import {siblingPosition} from "./map_columns";

const MODELS = {stage: "cem.journey.stage", touchpoint: "cem.touchpoint"};

/**
 * Drawing on the map: names and texts in their places, new stages and touchpoints,
 * cards that are moved with the mouse or carried with the arrow keys.
 *
 * @param {JourneyMap} map
 */
export function useMapEditing(map) {
    const {state, orm} = map;

    /** Put what was saved into the page, without reading all of it again. */
    function patch(kind, id, field, value) {
        const {data} = state;
        const values = {[field]: value};
        if (field === "channel_id") {
            const channel = data.choices.channels.find((one) => one.id === value);
            delete values[field];
            values.channel = channel || {id: false, name: ""};
        } else if (field === "emotion_designed") {
            values[field] = value === "" ? null : Number(value);
        }
        const list = kind === "stage" ? "stages" : "touchpoints";
        state.data = markRaw({
            ...data,
            [list]: data[list].map((row) =>
                row.id === id ? {...row, ...values} : row
            ),
        });
    }

    async function save(kind, id, field, value, stayed) {
        const written = value === "" || value === 0 ? false : value;
        await orm.write(MODELS[kind], [id], {[field]: written});
        patch(kind, id, field, value);
        if (stayed !== undefined) {
            edit(null, stayed, {kind, id, field});
        }
        if (field === "channel_id" && state.filters.channel_ids.length) {
            await map.load();
        }
    }

    /** Begin to edit a place; with null, leave what is edited, and stay there or not. */
    function edit(place, stayed = false, left = state.editing) {
        state.editing = place && {...place};
        if (!place && stayed && left) {
            state.focus = {...left};
        }
    }

    function adding(place) {
        const old = state.adding;
        state.adding = place && {...place};
        if (!place && old?.kind === "touchpoint") {
            state.focus = null;
        }
    }

    async function add(name, stayed) {
        const {kind, stage} = state.adding;
        if (kind === "stage") {
            await orm.call("cem.journey", "add_map_stage", [[state.journeyId], name]);
        } else {
            const args = [[state.journeyId], name];
            await orm.call("cem.journey", "add_map_touchpoint", args, {stage});
        }
        const place = state.adding;
        state.adding = null;
        await map.load();
        state.message = _t("%s was added.", name);
        if (stayed) {
            // The next one, usually
            state.adding = place;
        }
    }

    // ------------------------------------------------------------------
    // Moving
    // ------------------------------------------------------------------

    async function move(id, stageId, previousIds = [], nextIds = []) {
        const row = state.data.touchpoints.find((one) => one.id === id);
        const stage = state.data.stages.find((one) => one.id === stageId);
        const position = siblingPosition(
            state.data.touchpoints,
            id,
            stageId || false,
            previousIds,
            nextIds
        );
        await orm.call("cem.touchpoint", "move", [[id]], {
            parent: row.parent_id || false,
            stage: stageId || false,
            position: position === null ? undefined : position,
        });
        await map.load();
        state.focus = {kind: "touchpoint", id, field: "name"};
        state.message = _t("%(touchpoint)s is now at %(stage)s.", {
            touchpoint: row.name,
            stage: stage ? stage.name : _t("Without a stage"),
        });
    }

    function grab(id) {
        const column = map.columns.findIndex((one) =>
            one.rows.some((row) => row.id === id)
        );
        const index = map.columns[column].rows.findIndex((row) => row.id === id);
        state.grabbed = {id, column, index};
        state.focus = {kind: "touchpoint", id, field: "name"};
        state.message = _t(
            "%s is picked up. Arrow keys carry it, the space bar puts it down, Escape puts it back.",
            map.columns[column].rows[index].name
        );
    }

    function carry(sideways, down) {
        const {id, column, index} = state.grabbed;
        const next = Math.min(Math.max(column + sideways, 0), map.columns.length - 1);
        const others = map.columns[next].rows.filter((row) => row.id !== id);
        const place = Math.min(Math.max(index + down, 0), others.length);
        state.grabbed = {id, column: next, index: place};
        state.focus = {kind: "touchpoint", id, field: "name"};
        const stage = map.columns[next].stage;
        state.message = _t("%(stage)s, place %(place)s of %(count)s", {
            stage: stage ? stage.name : _t("Without a stage"),
            place: place + 1,
            count: others.length + 1,
        });
    }

    async function drop(isMeant) {
        const {id, column} = state.grabbed;
        const {rows, stage} = map.columns[column];
        const ids = rows.map((row) => row.id);
        const place = ids.indexOf(id);
        state.grabbed = null;
        state.focus = {kind: "touchpoint", id, field: "name"};
        if (!isMeant) {
            state.message = _t("Put back.");
            return;
        }
        await move(id, stage ? stage.id : 0, ids.slice(0, place), ids.slice(place + 1));
    }

    return {save, edit, adding, add, move, grab, carry, drop};
}
