import {describe, expect, test} from "@odoo/hoot";
import {
    actionsOf,
    keys,
    methodOf,
} from "@cem_experience/act/followup_desk/desk_actions";
import {allowTranslations} from "@web/../tests/web_test_helpers";
import {registry} from "@web/core/registry";

describe.current.tags("headless");

function detail(values = {}, may = {}) {
    return {
        partner: {phone: "+31 1"},
        contacted: false,
        closed: false,
        may: {write: true, mail: true, sms: true, take: true, ...may},
        ...values,
    };
}

const names = (actions) => actions.map((action) => action.name);

test("nothing can be done about nobody", () => {
    expect(actionsOf(null)).toEqual([]);
});

test("each action has a key of its own, and a method unless it is the page's", () => {
    allowTranslations();
    const actions = actionsOf(detail());
    const used = actions.map((action) => action.key);
    expect(new Set(used).size).toBe(actions.length);
    expect(used.filter((key) => !keys().includes(key))).toEqual([]);
    expect(names(actions).filter((name) => !methodOf(name))).toEqual([
        "call",
        "note",
        "open",
    ]);
});

test("an addon adds an action, for whom the server allows it", () => {
    allowTranslations();
    const added = {name: "gift", label: "Gift", icon: "", key: "g", method: "give"};
    registry
        .category("cem_followup_desk_actions")
        .add("gift", {...added, may: "give"}, {force: true});
    expect(keys()).toInclude("g");
    expect(methodOf("gift")).toBe("give");
    expect(names(actionsOf(detail({}, {give: true})))).toInclude("gift");
    expect(names(actionsOf(detail()))).not.toInclude("gift");
    expect(names(actionsOf(detail({}, {give: true, write: false})))).not.toInclude(
        "gift"
    );
    registry.category("cem_followup_desk_actions").remove("gift");
});

test("who may not write may call and look", () => {
    allowTranslations();
    expect(names(actionsOf(detail({}, {write: false})))).toEqual(["call", "open"]);
    expect(names(actionsOf(detail({closed: true})))).toEqual(["call", "open"]);
});

test("the next step is to get in touch, then to close", () => {
    allowTranslations();
    const next = (values) =>
        names(actionsOf(detail(values)).filter((action) => action.primary));
    expect(next({})).toEqual(["contacted"]);
    expect(next({contacted: true})).toEqual(["close"]);
});

test("no call without a number", () => {
    allowTranslations();
    expect(names(actionsOf(detail({partner: {phone: ""}})))).not.toInclude("call");
});
