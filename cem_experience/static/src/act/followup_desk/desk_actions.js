import {_t} from "@web/core/l10n/translation";

/** Keys that set off one of the actions. */
export const KEYS = [..."pcwstmnax", "Enter"];
/** Actions that the server carries out, as methods of the follow-up. */
export const METHODS = {
    contacted: "action_contacted",
    mail: "action_write_mail",
    sms: "action_write_sms",
    ticket: "action_open_ticket",
    meet: "action_meet",
    take: "action_assign_to_me",
    close: "action_close_dialog",
};

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
        can("ticket", _t("Ticket"), "fa-ticket", "t", may.ticket && may.write),
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
