import {Component, useRef} from "@odoo/owl";

/** One of a few: a digit chooses and goes on, arrows move, Enter goes on. */
export class ContactChoice extends Component {
    static template = "cem_experience_contact.ContactChoice";
    static props = {
        name: String,
        label: String,
        choices: Array,
        value: String,
        none: String,
        choose: Function,
        next: Function,
    };

    setup() {
        this.root = useRef("root");
    }

    get place() {
        return this.props.choices.findIndex((one) => one.value === this.props.value);
    }

    /** Pressed again, what was chosen is not chosen any more. */
    toggle(one) {
        const {value, none, choose} = this.props;
        choose(one.value === value ? none : one.value);
    }

    onKey(event) {
        const {choices, name, none, choose, next} = this.props;
        if (event.ctrlKey || event.metaKey || event.altKey) {
            return;
        }
        const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[
            event.key
        ];
        const digit = choices.find((one) => one.key === event.key);
        if (digit) {
            choose(digit.value);
            next(name);
        } else if (step) {
            const place = Math.min(Math.max(this.place + step, 0), choices.length - 1);
            choose(choices[place].value);
            this.root.el.querySelectorAll("[role=radio]")[place].focus();
        } else if (event.key === "Enter") {
            next(name);
        } else if (event.key === "Backspace" || event.key === "Delete") {
            choose(none);
        } else {
            return;
        }
        event.preventDefault();
    }
}
