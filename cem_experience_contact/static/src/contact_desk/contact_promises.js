import {Component} from "@odoo/owl";
import {deserializeDateTime} from "@web/core/l10n/dates";

/** Whom the user has promised a call, and what was wrapped up last. */
export class ContactPromises extends Component {
    static template = "cem_experience_contact.ContactPromises";
    static props = {
        lists: Object,
        callBack: Function,
        done: Function,
        openRecord: Function,
    };

    moment(text) {
        return deserializeDateTime(text).toLocaleString({
            weekday: "short",
            month: "short",
            day: "numeric",
            hour: "numeric",
            minute: "2-digit",
        });
    }
}
