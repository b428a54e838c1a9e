import {describe, expect, test} from "@odoo/hoot";
import {
    JourneyTreeModel,
    NO_STAGE,
} from "@cem_experience/design/journey_tree/journey_tree_model";

describe.current.tags("headless");

const touchpoint = (id, name, more = {}) => ({
    id,
    name,
    stage_id: 1,
    parent_id: false,
    active: true,
    weight: 50,
    dimensions: {},
    ...more,
});

function makeModel(touchpoints) {
    const model = new JourneyTreeModel();
    model.load({
        journey: {id: 1},
        revision: 1,
        can_edit: true,
        channels: [],
        dimensions: [],
        phases: [],
        stages: [
            {id: 1, name: "Before", active: true},
            {id: 2, name: "After", active: true},
        ],
        touchpoints,
    });
    return model;
}

const SHOP = [
    touchpoint(10, "Shop"),
    touchpoint(11, "Door", {parent_id: 10, weight: 30}),
    touchpoint(12, "Shelf", {parent_id: 10, weight: 70}),
    touchpoint(13, "Old shelf", {parent_id: 10, weight: 40, active: false}),
    touchpoint(20, "Call", {stage_id: 2}),
];

const keys = (rows) => rows.map((row) => row.key);

test("rows go from the top down, with level and place among the siblings", () => {
    const rows = makeModel(SHOP).rows();
    expect(keys(rows)).toEqual(["s1", "t10", "t11", "t12", "t13", "s2", "t20"]);
    expect(rows.map((row) => row.level)).toEqual([1, 2, 3, 3, 3, 1, 2]);
    expect([rows[3].position, rows[3].size]).toEqual([2, 3]);
});

test("what is folded is not shown, but found", () => {
    const model = makeModel(SHOP);
    model.collapseAll(true);
    expect(keys(model.rows())).toEqual(["s1", "t10", "s2", "t20"]);
    expect(keys(model.rows({query: "DOOR"}))).toEqual(["s1", "t10", "t11"]);
    model.expandTo("t12");
    expect(keys(model.rows())).toInclude("t12");
});

test("what is being typed stands at its place", () => {
    const rows = makeModel(SHOP).rows({adding: {id: "new", parent: "t10", index: 1}});
    expect(keys(rows).slice(2, 5)).toEqual(["t11", "new", "t12"]);
});

test("touchpoints of no stage come under a stage of none", () => {
    const model = makeModel([touchpoint(1, "Stray", {stage_id: false})]);
    expect(keys(model.rows())).toEqual(["s1", "s2", NO_STAGE, "t1"]);
});

test("archived parts have no weight and no place at the server", () => {
    const model = makeModel(SHOP);
    expect(model.partTotal("t10")).toBe(100);
    expect(model.serverPosition("t10", 3)).toBe(2);
    expect(model.serverPosition("t10", 3, ["t11"])).toBe(1);
    expect(model.serverPlace("t10")).toEqual({parent: 10, stage: 1});
    expect(model.serverPlace("s2")).toEqual({parent: false, stage: 2});
});

test("no depth is too much", () => {
    const deep = [...Array(20000).keys()].map((i) =>
        touchpoint(i + 1, `Part ${i}`, {parent_id: i || false})
    );
    const model = makeModel(deep);
    expect(model.rows().length).toBe(20002);
    expect(model.ancestors("t20000").length).toBe(20000);
    expect(model.stageOf("t20000").key).toBe("s1");
});
