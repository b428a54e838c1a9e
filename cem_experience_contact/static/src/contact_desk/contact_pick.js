import {Component, useRef} from "@odoo/owl";
import {AutoComplete} from "@web/core/autocomplete/autocomplete";

/**
 * A field in which one types and picks. Enter takes what is offered first and goes on;
 * what is left standing without being picked counts as typed.
 */
export class ContactPick extends Component {
    static template = "cem_experience_contact.ContactPick";
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
        this.taken = null;
        // Not a getter: a template reads those from a copy of the component.
        this.sources = [{options: (text) => this.options(text), optionSlot: "option"}];
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
        // The letters by which it was found are no answer of their own: the browser
        // tells of them as soon as the keyboard goes on, before the field is drawn.
        this.taken = this.root.el.querySelector("input").value.trim();
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

    onPointerCapture() {
        this.key = "";
    }

    onInput() {
        this.taken = null;
    }

    onKey(event) {
        // The list has taken its own; here nothing was offered.
        if (this.key === "Enter" && !event.ctrlKey && !event.metaKey) {
            event.preventDefault();
            this.leave(event.target.value);
            this.props.next(this.props.name);
        }
    }

    onChange({inputValue}) {
        this.leave(inputValue);
    }

    leave(text) {
        const typed = text.trim();
        if (typed !== this.props.value && typed !== this.taken) {
            this.props.type(typed);
        }
    }
}
