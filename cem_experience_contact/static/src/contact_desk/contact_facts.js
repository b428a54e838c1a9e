import {Component} from "@odoo/owl";
import {deserializeDate, deserializeDateTime, formatDate} from "@web/core/l10n/dates";

/** What is known of the customer at the phone. */
export class ContactFacts extends Component {
    static template = "cem_experience_contact.ContactFacts";
    static props = {facts: Object, faces: Object, openRecord: Function};

    day(text) {
        const isDay = text.length === 10;
        return formatDate(isDay ? deserializeDate(text) : deserializeDateTime(text));
    }

    moment(text) {
        return deserializeDateTime(text).toLocaleString({
            month: "short",
            day: "numeric",
            hour: "numeric",
            minute: "2-digit",
        });
    }
}
