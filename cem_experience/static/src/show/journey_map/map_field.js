import {Component, onMounted, useRef, useState} from "@odoo/owl";

/**
 * A text of the map while it is edited in its place. Enter saves (in a text of several
 * lines shift and Enter begin a new one), Escape leaves it as it was, and so does an
 * error, which keeps what was typed.
 */
export class MapField extends Component {
    static template = "cem_experience.MapField";
    static props = {
        value: String,
        label: String,
        isLong: {type: Boolean, optional: true},
        options: {type: Array, optional: true},
        placeholder: {type: String, optional: true},
        onSave: Function,
        onCancel: Function,
    };

    setup() {
        this.input = useRef("input");
        this.state = useState({value: this.props.value, isSaving: false});
        this.isDone = false;
        onMounted(() => {
            this.input.el.focus();
            this.input.el.select?.();
        });
    }

    async save(stayed) {
        const value = this.state.value.trim();
        // What was refused is not tried again just because the message takes the focus.
        const isRefused = !stayed && value === this.refused;
        if (this.isDone || this.state.isSaving || isRefused) {
            return;
        }
        if (value === this.props.value) {
            this.cancel(stayed);
            return;
        }
        this.state.isSaving = true;
        try {
            await this.props.onSave(value, stayed);
            this.isDone = true;
        } catch (error) {
            this.refused = value;
            throw error;
        } finally {
            this.state.isSaving = false;
        }
    }

    cancel(stayed) {
        this.isDone = true;
        this.props.onCancel(stayed);
    }

    onKeydown(ev) {
        ev.stopPropagation();
        if (ev.isComposing) {
            // Enter and Escape belong to the input method of Chinese and others
            return;
        }
        if (ev.key === "Escape") {
            ev.preventDefault();
            this.cancel(true);
        } else if (ev.key === "Enter" && !(this.props.isLong && ev.shiftKey)) {
            ev.preventDefault();
            this.save(true);
        }
    }

    onBlur() {
        this.save(false);
    }
}
