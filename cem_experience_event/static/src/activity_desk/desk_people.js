import {rankPeople, sha256} from "./people";

const MOST_SHOWN = 30;

/** By what a job names a participant: the id, or the key of one not yet saved. */
export function refOf(person) {
    return person.id ? {id: person.id} : {person_key: person.key};
}

export function findPerson(desk, ref) {
    return desk.people.find(
        (person) =>
            (ref.id && person.id === ref.id) ||
            (ref.person_key && person.key === ref.person_key)
    );
}

/**
 * The participant whose code was scanned: a barcode, or the address of their page.
 *
 * @returns {Promise<Object|undefined>}
 */
export async function findByCode(desk, code) {
    const token = code.includes("/cem/activity/") && code.split("/").pop();
    const fingerprint = token && (await sha256(token));
    return desk.people.find(
        (one) =>
            one.barcode === code || (fingerprint && one.fingerprint === fingerprint)
    );
}

export function contactOf(person) {
    const {name, email, phone, zone, segment, consent} = person;
    return {name, email, phone, zone, segment, consent};
}

/** Participants of a tab that match what is typed: on trial are those who are here. */
export function shownPeople(desk, tab, search) {
    const people =
        tab === "trial" ? desk.people.filter((person) => person.here) : desk.people;
    return rankPeople(people, search).slice(0, MOST_SHOWN);
}

/** Write what was typed in a card; a segment brings its zone. */
export function setField(desk, person, field, value) {
    person[field] = value;
    if (field === "segment" && !person.zone) {
        const zone = desk.zones.find((one) => one.segments.includes(value));
        person.zone = zone?.id || false;
    }
}

export function opinionOf(person, step) {
    return person.opinions[step.id] || {emotion: null, mark: null, comment: ""};
}

/** Add to an opinion about a step; null if it still says nothing. */
export function setOpinion(person, step, values) {
    const opinion = {...opinionOf(person, step), ...values};
    person.opinions[step.id] = opinion;
    const isEmpty =
        opinion.emotion === null && opinion.mark === null && !opinion.comment;
    return isEmpty ? null : opinion;
}

/** Somebody who came without being registered, and is not saved yet. */
export function walkIn(values) {
    return {
        id: 0,
        name: "",
        email: "",
        phone: "",
        barcode: "",
        fingerprint: "",
        here: false,
        zone: false,
        segment: false,
        consent: false,
        walk_in: true,
        opinions: {},
        purchases: 0,
        leads: 0,
        ...values,
    };
}

/** Show what was entered before and has not been answered yet. */
export function replay(desk, values) {
    if (values.kind === "walk_in" && !findPerson(desk, {person_key: values.key})) {
        const {key, name, email, phone, zone, segment, consent} = values;
        desk.people.push(
            walkIn({key, name, email, phone, zone, segment, consent, here: true})
        );
        return;
    }
    const person = findPerson(desk, values);
    if (person && values.kind === "sign_in") {
        person.here = true;
    } else if (person && values.kind === "opinion") {
        const {emotion, mark, comment} = values;
        person.opinions[values.step] = {emotion, mark, comment};
    } else if (values.kind === "step_done") {
        const step = desk.steps.find((one) => one.id === values.step);
        Object.assign(step || {}, {done: values.done});
    }
}

/**
 * Take over what the server has made of a job.
 *
 * @returns {Object|null} the participant that a walk-in turned out to be
 */
export function takeResult(desk, values, result) {
    if (!result?.person) {
        return null;
    }
    const key = values.kind === "walk_in" ? values.key : null;
    const known = findPerson(desk, {id: result.person.id});
    const mine = key ? findPerson(desk, {person_key: key}) : known;
    if (key && known && mine && known !== mine) {
        // The walk-in was registered already: one person, not two.
        Object.assign(known.opinions, mine.opinions);
        known.here = true;
        desk.people = desk.people.filter((one) => one !== mine);
        return known;
    }
    if (mine) {
        const {id, fingerprint, barcode, here} = result.person;
        Object.assign(mine, {id, fingerprint, barcode, here});
    } else {
        desk.people.push({...result.person, opinions: {}, purchases: 0, leads: 0});
    }
    return null;
}

/** What the server has refused was not sold, nor is it a lead. */
export function takeBack(desk, values) {
    const person = findPerson(desk, values);
    if (person && values.kind === "lead") {
        person.leads -= 1;
    } else if (person && values.kind === "purchase") {
        person.purchases -= 1;
    }
}
