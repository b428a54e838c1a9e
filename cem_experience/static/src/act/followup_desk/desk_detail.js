import {Component, useEffect, useState} from "@odoo/owl";
import {
    deserializeDate,
    deserializeDateTime,
    toLocaleDateString,
    toLocaleDateTimeString,
} from "@web/core/l10n/dates";
import {formatFloat} from "@web/core/utils/numbers";

// What was begun about a customer waits there until it is kept, as long as the page
// stands: a look at somebody else, or at the form, does not lose it.
const drafts = new Map();

/** Everything about one unhappy customer that helps on the phone. */
export class DeskDetail extends Component {
    static template = "cem_experience.DeskDetail";
    static props = {
        detail: Object,
        gone: {type: Boolean, optional: true},
        actions: Array,
        run: Function,
        openRecord: Function,
        saveNote: Function,
        back: Function,
    };

    setup() {
        const {id} = this.props.detail;
        this.state = useState({note: drafts.get(id) || "", saved: false});
        useEffect(
            (note) => {
                drafts.set(id, note);
            },
            () => [this.state.note]
        );
    }

    /** As Odoo's own phone field writes it. */
    get phoneLink() {
        return `tel:${this.props.detail.partner.phone.replace(/\s+/g, "")}`;
    }

    day(text) {
        return text ? toLocaleDateString(deserializeDate(text.slice(0, 10))) : "";
    }

    moment(text) {
        const options = {showSeconds: false};
        return text ? toLocaleDateTimeString(deserializeDateTime(text), options) : "";
    }

    mark(value) {
        return formatFloat(value, {digits: [16, 1]});
    }

    async save() {
        if (this.state.note.trim()) {
            await this.props.saveNote(this.props.detail.id, this.state.note);
            Object.assign(this.state, {note: "", saved: true});
        }
    }

    onNoteKey(event) {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            this.save();
        } else if (event.key === "Escape") {
            event.target.blur();
        }
    }
}
