import {describe, expect, test} from "@odoo/hoot";
import {KEYS, METHODS, actionsOf} from "@cem_experience/act/followup_desk/desk_actions";
import {allowTranslations} from "@web/../tests/web_test_helpers";

describe.current.tags("headless");

function detail(values = {}, may = {}) {
    return {
        partner: {phone: "+31 1"},
        contacted: false,
        closed: false,
        may: {write: true, mail: true, sms: true, ticket: true, take: true, ...may},
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
    expect(actions.map((action) => action.key).sort()).toEqual([...KEYS].sort());
    const ofPage = ["call", "note", "open"];
    expect(
        names(actions)
            .filter((name) => !ofPage.includes(name))
            .sort()
    ).toEqual(Object.keys(METHODS).sort());
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
