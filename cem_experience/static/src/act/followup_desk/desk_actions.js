import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/**
 * Actions that addons add before the meeting, each with `name`, `label`, `icon`, `key`,
 * `method` (of the follow-up) and `may`: what the server has to allow.
 */
const moreActions = registry.category("cem_followup_desk_actions");

/** Actions that the server carries out, as methods of the follow-up. */
const METHODS = {
    contacted: "action_contacted",
    mail: "action_write_mail",
    sms: "action_write_sms",
    meet: "action_meet",
    take: "action_assign_to_me",
    close: "action_close_dialog",
};

/** Keys that set off one of the actions. */
export function keys() {
    return [..."pcwsmnax", "Enter", ...moreActions.getAll().map((one) => one.key)];
}

/** @returns {string|undefined} the follow-up's method; none for what the page does */
export function methodOf(name) {
    return METHODS[name] || moreActions.get(name, {}).method;
}

/**
 * What can be done about a follow-up now, in the order of the buttons.
 *
 * @param {Object|null} detail what the server tells of the follow-up
 * @returns {Array} of name, label, icon, key, and whether it is the next step (primary)
 */
export function actionsOf(detail) {
    if (!detail) {
        return [];
    }
    const may = {...detail.may, write: detail.may.write && !detail.closed};
    const can = (name, label, icon, key, shown, primary = false) => ({
        name,
        label,
        icon,
        key,
        shown,
        primary,
    });
    return [
        can("call", _t("Call"), "fa-phone", "p", Boolean(detail.partner.phone)),
        can(
            "contacted",
            _t("Contacted"),
            "fa-check",
            "c",
            may.write && !detail.contacted,
            true
        ),
        can("mail", _t("Write"), "fa-envelope", "w", may.mail && may.write),
        can("sms", _t("SMS"), "fa-mobile", "s", may.sms && may.write),
        ...moreActions
            .getAll()
            .map((one) =>
                can(one.name, one.label, one.icon, one.key, may[one.may] && may.write)
            ),
        can("meet", _t("Meeting"), "fa-calendar", "m", may.write),
        can("note", _t("Note"), "fa-pencil", "n", may.write),
        can("take", _t("Take"), "fa-hand-paper-o", "a", may.take && may.write),
        can(
            "close",
            _t("Close"),
            "fa-flag-checkered",
            "x",
            may.write,
            detail.contacted
        ),
        can("open", _t("View"), "fa-external-link", "Enter", true),
    ].filter((action) => action.shown);
}
