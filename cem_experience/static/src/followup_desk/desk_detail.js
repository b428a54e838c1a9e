import {Component, useState} from "@odoo/owl";

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
        this.state = useState({note: "", saved: false});
    }

    async save() {
        if (this.state.note.trim()) {
            await this.props.saveNote(this.state.note);
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
