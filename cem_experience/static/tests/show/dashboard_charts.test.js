import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {
    importanceOf,
    trendOf,
    trendsOf,
    waterfallOf,
} from "@cem_experience/show/dashboard/dashboard_charts";
import {allowTranslations, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {localization} from "@web/core/l10n/localization";

describe.current.tags("headless");

beforeEach(() => {
    allowTranslations();
    patchWithCleanup(localization, {
        decimalPoint: ".",
        thousandsSep: ",",
        grouping: [3, 0],
    });
});

const COLOURS = {line: "blue", band: "sky", bad: "red", text: "black"};

const point = (value, more = {}) => ({value, low: null, high: null, count: 9, ...more});

const TREND = {
    period: {key: "12_months"},
    trend: {
        months: ["May", "June"],
        series: {
            nps: [point(null), point(null)],
            csat: [point(80, {low: 70, high: 90}), point(null)],
        },
    },
};

test("only what is known has a course", () => {
    expect(trendsOf(TREND)).toEqual(["csat"]);
    // what was chosen and is unknown gives way to what is known
    expect(trendOf(TREND, "nps").name).toBe("csat");
});

test("the course has a point for each month, and a gap where nothing may be shown", () => {
    const {config, rows} = trendOf(TREND, "csat");
    const {data, options} = config(COLOURS);
    expect(data.labels).toEqual(["May", "June"]);
    expect(data.datasets.map((one) => one.data)).toEqual([
        [80, null],
        [70, null],
        [90, null],
    ]);
    expect(data.datasets[0].spanGaps).toBe(false);
    expect(options.scales.y).toEqual({suggestedMin: 0, suggestedMax: 100});
    expect(rows.map((row) => row[0])).toEqual(["May", "June"]);
    expect(rows[1][1]).toBe("—");
});

const dimension = (id, name, experience, importance, quadrant) => ({
    id,
    name,
    quadrant,
    is_key: id === 1,
    experience: {value: experience},
    importance: {value: importance},
    weighted_gap: {value: -10 * id, low: null, high: null},
});

const DIMENSIONS = {
    dimensions: {
        rows: [
            dimension(1, "Price", 4, 9, "concentrate"),
            dimension(2, "Brand", 8, 3, "overkill"),
            dimension(3, "Service", null, null, null),
        ],
        cross: {rule: "middle", experience: 5, importance: 5},
        waterfall: [
            {id: 2, from: 0, to: -20},
            {id: 1, from: -20, to: -30},
        ],
    },
};

test("what has no quadrant is not drawn, and the key experience stands out", () => {
    const {config, drawn, rows} = importanceOf(DIMENSIONS);
    expect(drawn.map((row) => row.name)).toEqual(["Price", "Brand"]);
    const {data, options} = config(COLOURS);
    expect(data.datasets[0].data).toEqual([
        {x: 4, y: 9},
        {x: 8, y: 3},
    ]);
    expect(data.datasets[0].backgroundColor).toEqual(["red", "blue"]);
    const {suggestedMin, suggestedMax} = options.scales.y;
    expect([suggestedMin, suggestedMax]).toEqual([2, 10]);
    expect(rows.map((row) => row[0])).toEqual(["Price", "Brand"]);
});

test("each bar of the waterfall begins where the one before ended", () => {
    const {config, rows} = waterfallOf(DIMENSIONS);
    const {data} = config(COLOURS);
    expect(data.labels).toEqual(["Brand", "Price"]);
    expect(data.datasets[0].data).toEqual([
        [0, -20],
        [-20, -30],
    ]);
    expect(rows.map((row) => row[0])).toEqual(["Brand", "Price"]);
});
