import {onWillUnmount} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {
    ProgressBarField,
    progressBarField,
} from "@web/views/fields/progress_bar/progress_bar_field";

const SECONDS = 3;

/** The progress of an import that runs in the background, kept up to date. */
export class ImportProgressField extends ProgressBarField {
    setup() {
        super.setup();
        this.timer = setInterval(() => this.refresh(), SECONDS * 1000);
        onWillUnmount(() => clearInterval(this.timer));
    }

    async refresh() {
        const {record} = this.props;
        if (
            record.data.state === "running" &&
            !document.hidden &&
            !(await record.isDirty())
        ) {
            await record.load();
        }
    }
}

export const importProgressField = {
    ...progressBarField,
    component: ImportProgressField,
};

registry.category("fields").add("cem_import_progress", importProgressField);
