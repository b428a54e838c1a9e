import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";
import {isDark, withInk} from "@cem_experience/prove/control_chart/chart_ink";
import {_t} from "@web/core/l10n/translation";
import {loadBundle} from "@web/core/assets";
import {localization} from "@web/core/l10n/localization";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const MOST_ROWS = 30;
const ROW_HEIGHT = 26;
// They differ in lightness too, for those who do not tell red from green.
const COMPANY_COLOUR = {light: "#714b67", dark: "#b48aa9"};
const CUSTOMER_COLOUR = "#f0a43a";

/** Both views of each touchpoint side by side, 0-10; the widest gaps first. */
export class PerceptionChart extends Component {
    static template = "cem_experience_audit.PerceptionChart";
    static props = {...standardFieldProps};

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = this.rows.length ? this.draw() : null;
                return () => chart?.destroy();
            },
            () => [JSON.stringify(this.rows)]
        );
    }

    get rows() {
        const rows = this.props.record.data[this.props.name] || [];
        const width = (row) => (row.gap === null ? -1 : Math.abs(row.gap));
        return [...rows].sort((a, b) => width(b) - width(a)).slice(0, MOST_ROWS);
    }

    get height() {
        return 90 + this.rows.length * ROW_HEIGHT;
    }

    draw() {
        return new window.Chart(this.canvas.el, withInk(this.config, this.canvas.el));
    }

    get config() {
        const label = ({name, dimension}) => (dimension ? [name, dimension] : name);
        return {
            type: "bar",
            data: {
                labels: this.rows.map(label),
                datasets: [
                    {
                        label: _t("Company's view"),
                        data: this.rows.map((row) => row.company),
                        backgroundColor: COMPANY_COLOUR[isDark() ? "dark" : "light"],
                    },
                    {
                        label: _t("Customers' view"),
                        data: this.rows.map((row) => row.customer),
                        backgroundColor: CUSTOMER_COLOUR,
                    },
                ],
            },
            options: {
                animation: false,
                indexAxis: "y",
                maintainAspectRatio: false,
                scales: {
                    x: {
                        min: 0,
                        max: 10,
                        position: "top",
                        reverse: localization.direction === "rtl",
                    },
                    y: {
                        position: localization.direction === "rtl" ? "right" : "left",
                        ticks: {autoSkip: false},
                    },
                },
                plugins: {
                    tooltip: {
                        callbacks: {
                            afterBody: (items) => this.gapText(items[0].dataIndex),
                        },
                    },
                },
            },
        };
    }

    gapText(index) {
        const {gap, is_sure} = this.rows[index];
        if (gap === null) {
            return _t("One view is missing.");
        }
        const text = `${gap > 0 ? "+" : ""}${gap.toFixed(2)}`.replace("-", "−");
        return is_sure
            ? _t("Gap %(gap)s", {gap: text})
            : _t("Gap %(gap)s (may be chance)", {gap: text});
    }
}

registry.category("fields").add("cem_perception_chart", {
    component: PerceptionChart,
    displayName: _t("Perception chart"),
    supportedTypes: ["json"],
    isEmpty: () => false,
});
