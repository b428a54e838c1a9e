import {
    contactOf,
    findByCode,
    findPerson,
    refOf,
    replay,
    setField,
    setOpinion,
    shownPeople,
    takeBack,
    takeResult,
    walkIn,
} from "@cem_experience_event/activity_desk/desk_people";
import {describe, expect, test} from "@odoo/hoot";

describe.current.tags("headless");

const person = (id, name, more = {}) => walkIn({id, name, walk_in: false, ...more});

function makeDesk() {
    return {
        people: [person(1, "Anna", {barcode: "A1"}), person(2, "Bert", {here: true})],
        steps: [{id: 7, done: false}],
        zones: [{id: 5, segments: [3]}],
    };
}

test("a participant is named by id, and by key until there is one", () => {
    const desk = makeDesk();
    desk.people.push(walkIn({key: "k", name: "Carl"}));
    for (const one of desk.people) {
        expect(findPerson(desk, refOf(one))).toBe(one);
    }
    expect(refOf(desk.people[2])).toEqual({person_key: "k"});
});

test("what was entered before a reload is shown again, and once", () => {
    const desk = makeDesk();
    const jobs = [
        {kind: "walk_in", key: "k", ...contactOf(walkIn({name: "Carl"}))},
        {kind: "sign_in", id: 1},
        {kind: "opinion", person_key: "k", step: 7, emotion: 2, mark: 9, comment: "!"},
        {kind: "step_done", step: 7, done: true},
        {kind: "opinion", id: 99, step: 7, emotion: 1, mark: 1, comment: ""},
    ];
    jobs.forEach((values) => replay(desk, values));
    jobs.forEach((values) => replay(desk, values));
    expect(desk.people.map((one) => one.name)).toEqual(["Anna", "Bert", "Carl"]);
    expect(desk.people.map((one) => one.here)).toEqual([true, true, true]);
    expect(desk.people[2].opinions[7]).toEqual({emotion: 2, mark: 9, comment: "!"});
    expect(desk.steps[0].done).toBe(true);
});

test("a walk-in gets the id that the server gave", () => {
    const desk = makeDesk();
    replay(desk, {kind: "walk_in", key: "k", name: "Carl"});
    const saved = {id: 3, fingerprint: "f", barcode: "C3", here: true};
    expect(takeResult(desk, {kind: "walk_in", key: "k"}, {person: saved})).toBe(null);
    expect(desk.people[2]).toInclude(["id", 3]);
    expect(desk.people.length).toBe(3);
});

test("a walk-in who was registered already is one person, with the opinions", () => {
    const desk = makeDesk();
    replay(desk, {kind: "walk_in", key: "k", name: "Anna"});
    setOpinion(desk.people[2], {id: 7}, {mark: 9});
    const saved = {id: 1, fingerprint: "f", barcode: "A1", here: true};
    const known = takeResult(desk, {kind: "walk_in", key: "k"}, {person: saved});
    expect(known).toBe(desk.people[0]);
    expect(desk.people.map((one) => one.id)).toEqual([1, 2]);
    expect(known.opinions[7].mark).toBe(9);
    expect(known.here).toBe(true);
});

test("what is refused is taken back", () => {
    const desk = makeDesk();
    Object.assign(desk.people[0], {leads: 2, purchases: 1});
    takeBack(desk, {kind: "lead", id: 1});
    takeBack(desk, {kind: "purchase", id: 1});
    takeBack(desk, {kind: "lead", id: 99});
    expect([desk.people[0].leads, desk.people[0].purchases]).toEqual([1, 0]);
});

test("a segment brings its zone, but does not change one", () => {
    const desk = makeDesk();
    const [anna, bert] = desk.people;
    bert.zone = 8;
    setField(desk, anna, "segment", 3);
    setField(desk, bert, "segment", 3);
    expect([anna.zone, bert.zone]).toEqual([5, 8]);
});

test("an opinion that says nothing is none", () => {
    const anna = makeDesk().people[0];
    expect(setOpinion(anna, {id: 7}, {})).toBe(null);
    expect(setOpinion(anna, {id: 7}, {mark: 0})).toEqual({
        emotion: null,
        mark: 0,
        comment: "",
    });
    expect(setOpinion(anna, {id: 7}, {comment: "!"}).mark).toBe(0);
});

test("on trial are those who are here", () => {
    const desk = makeDesk();
    const names = (tab, search) =>
        shownPeople(desk, tab, search).map((one) => one.name);
    expect(names("sign_in", "")).toEqual(["Anna", "Bert"]);
    expect(names("trial", "")).toEqual(["Bert"]);
    expect(names("sign_in", "an")).toEqual(["Anna"]);
});

test("a code finds its participant", async () => {
    const desk = makeDesk();
    expect(await findByCode(desk, "A1")).toBe(desk.people[0]);
    expect(await findByCode(desk, "B2")).toBe(undefined);
});
