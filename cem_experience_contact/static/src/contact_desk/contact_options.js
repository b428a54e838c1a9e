import {_t} from "@web/core/l10n/translation";

const MOST = 8;

/** What has been typed, taken as it is. */
export function freeOption(text, detail = "") {
    return {name: text, text, detail, icon: "fa-pencil"};
}

export function customerOptions(found, text) {
    return text ? [...found, freeOption(text, _t("not a contact yet"))] : found;
}

/** Names that begin with the text come before those that hold it. */
function matching(list, text) {
    const part = text.toLowerCase();
    const place = (one) => one.name.toLowerCase().indexOf(part);
    return list
        .filter((one) => place(one) >= 0)
        .sort((one, other) => Math.sign(place(one)) - Math.sign(place(other)))
        .slice(0, MOST);
}

function listOptions(list, text) {
    const found = matching(list, text);
    const known = found.some((one) => one.name.toLowerCase() === text.toLowerCase());
    return text && !known ? [...found, freeOption(text, _t("new"))] : found;
}

export function needOptions(list, text) {
    return listOptions(list, text).map((one) =>
        one.sellable ? {...one, detail: _t("for sales")} : one
    );
}

export function barrierOptions(list, text) {
    return listOptions(list, text);
}

/**
 * A question in other words comes first; else what was typed does, so that Enter does
 * not make another question of it.
 */
export function questionOptions(found, text) {
    const options = found.map((one) => ({
        ...one,
        text: one.name,
        detail: one.faq_id ? _t("answered") : _t("asked before"),
        icon: one.faq_id ? "fa-check-circle-o" : "fa-question-circle-o",
    }));
    const same = options.filter((one) => one.same);
    const like = options.filter((one) => !one.same);
    const typed = freeOption(text, same.length ? "" : _t("not on the list"));
    return [...same, typed, ...like];
}
