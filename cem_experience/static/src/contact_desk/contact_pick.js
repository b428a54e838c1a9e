import {Component, useRef} from "@odoo/owl";
import {AutoComplete} from "@web/core/autocomplete/autocomplete";

/**
 * A field in which one types and picks. Enter takes what is offered first and goes on;
 * what is left standing without being picked counts as typed.
 */
export class ContactPick extends Component {
    static template = "cem_experience.ContactPick";
    static components = {AutoComplete};
    static props = {
        name: String,
        value: String,
        placeholder: {type: String, optional: true},
        autofocus: {type: Boolean, optional: true},
        load: Function,
        pick: Function,
        type: Function,
        next: Function,
    };

    setup() {
        this.root = useRef("root");
        this.key = "";
    }

    get sources() {
        return [{options: (text) => this.options(text), optionSlot: "option"}];
    }

    async options(text) {
        const found = await this.props.load(text);
        return found.map((one) => ({
            label: one.name,
            data: {detail: one.detail || "", icon: one.icon || ""},
            onSelect: () => this.select(one),
        }));
    }

    select(one) {
        this.props.pick(one);
        if (this.key === "Enter") {
            this.key = "";
            this.props.next(this.props.name);
        }
    }

    /** Which key it was is told before the list of suggestions takes it. */
    onKeyCapture(event) {
        // Who writes Chinese ends a word with Enter, too.
        this.key = event.isComposing ? "" : event.key;
    }

    onKey(event) {
        // The list has taken its own; here nothing was offered.
        if (this.key === "Enter" && !event.ctrlKey && !event.metaKey) {
            event.preventDefault();
            this.leave(event.target.value);
            this.props.next(this.props.name);
        }
    }

    leave(text) {
        if (text.trim() !== this.props.value) {
            this.props.type(text.trim());
        }
    }
}
