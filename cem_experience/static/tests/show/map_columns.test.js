import {describe, expect, test} from "@odoo/hoot";
import {siblingPosition} from "@cem_experience/show/journey_map/map_columns";

describe.current.tags("headless");

const CARDS = [
    {id: 1, stage_id: 1, parent_id: false},
    {id: 2, stage_id: 1, parent_id: 1},
    {id: 3, stage_id: 1, parent_id: 1},
    {id: 4, stage_id: 1, parent_id: false},
    {id: 5, stage_id: 2, parent_id: false},
];

test("a card comes after the sibling that is nearest above", () => {
    // 5 is put below the parts of 1: those are no siblings, 1 is
    expect(siblingPosition(CARDS, 5, 1, [1, 2, 3], [4])).toBe(1);
    expect(siblingPosition(CARDS, 5, 1, [1, 2, 3, 4], [])).toBe(2);
});

test("with none above it comes before the first below", () => {
    expect(siblingPosition(CARDS, 5, 1, [], [1, 2, 3, 4])).toBe(0);
    expect(siblingPosition(CARDS, 3, 1, [1], [2, 4])).toBe(0);
});

test("where there are no siblings it is the last", () => {
    expect(siblingPosition(CARDS, 1, 2, [], [])).toBe(null);
});

test("parts stay among the parts of their whole, in whatever column", () => {
    expect(siblingPosition(CARDS, 2, 2, [5, 3], [])).toBe(1);
});
