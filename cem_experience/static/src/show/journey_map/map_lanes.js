/** The lanes of the map, from the top down, and what stands in them. */
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/**
 * Lanes that addons add below the others, each with `id`, `label`, `icon`, `template`
 * (what stands in a column, in the context of the table), `isShown(touchpoints)`,
 * `folded(column)` (text of a folded column) and `draw(drawing, column, x, y)` (for the
 * picture; it returns how high it is).
 */
const moreLanes = registry.category("cem_journey_map_lanes");

export const TEXT_LANES = {
    does: "customer_action",
    asks: "customer_question",
    fears: "customer_barrier",
};

// With more touchpoints than this, words are one click away instead of on the page.
export const MANY = 60;
// Cards of one stage that are drawn before somebody asks for all of them
export const CARD_LIMIT = 40;

export function lanes() {
    return [
        {id: "emotion", label: _t("Emotion"), icon: "fa-line-chart"},
        {id: "touchpoints", label: _t("Touchpoints"), icon: "fa-hand-pointer-o"},
        {id: "does", label: _t("What the customer does"), icon: "fa-male"},
        {id: "asks", label: _t("What the customer asks"), icon: "fa-question-circle-o"},
        {id: "fears", label: _t("What the customer fears"), icon: "fa-shield"},
        {id: "senses", label: _t("Senses"), icon: "fa-eye"},
        {id: "standards", label: _t("Standards"), icon: "fa-check-square-o"},
        {id: "dimensions", label: _t("Scores by dimension"), icon: "fa-bar-chart"},
        ...moreLanes.getAll(),
    ];
}

/** Lanes that are folded when a journey is opened for the first time. */
export function foldedLanes(touchpointCount) {
    return touchpointCount > MANY ? Object.keys(TEXT_LANES) : [];
}

/** Words of a column in a text lane: the stage's own first, then its touchpoints'. */
export function textsOf(column, lane) {
    const field = TEXT_LANES[lane];
    const texts = column.rows
        .filter((row) => row[field])
        .map((row) => ({
            key: `t${row.id}`,
            kind: "touchpoint",
            id: row.id,
            name: row.name,
            field,
            text: row[field],
        }));
    if (column.stage) {
        texts.unshift({
            key: `s${column.stage.id}`,
            kind: "stage",
            id: column.stage.id,
            name: column.stage.name,
            field,
            text: column.stage[field],
        });
    }
    return texts;
}
