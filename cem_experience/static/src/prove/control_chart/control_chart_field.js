import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";
import {isDark, withInk} from "./chart_ink";
import {_t} from "@web/core/l10n/translation";
import {getColor} from "@web/core/colors/colors";
import {loadBundle} from "@web/core/assets";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * The control chart of a problem: figures of the last weeks, what is usual, and the
 * limit of what chance explains. Weeks with a signal are marked.
 *
 * The field holds {labels, values, limits, usual, signals}, ready to draw.
 */
export class ControlChartField extends Component {
    static template = "cem_experience.ControlChartField";
    static props = {...standardFieldProps};

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                if (!this.canvas.el || !this.figures) {
                    return;
                }
                const config = withInk(this.config, this.canvas.el);
                const chart = new Chart(this.canvas.el, config);
                return () => chart.destroy();
            },
            () => [this.figures]
        );
    }

    get figures() {
        return this.props.record.data[this.props.name];
    }

    get config() {
        const {labels, values, limits, usual, signals} = this.figures;
        const isMean = this.props.record.data.chart === "ewma";
        const alarm = "#d44c59";
        const plain = getColor(0, isDark() ? "dark" : "light", "odoo");
        const line = (label, data, dash) => ({
            label,
            data,
            borderColor: "#888888",
            borderDash: dash,
            borderWidth: 1,
            pointRadius: 0,
        });
        return {
            type: "line",
            data: {
                labels,
                datasets: [
                    {
                        label: _t("Seen"),
                        data: values,
                        borderColor: plain,
                        backgroundColor: plain,
                        pointBackgroundColor: signals.map((signal) =>
                            signal ? alarm : plain
                        ),
                        pointRadius: signals.map((signal) => (signal ? 7 : 4)),
                        pointStyle: signals.map((signal) =>
                            signal ? "rectRot" : "circle"
                        ),
                        spanGaps: true,
                    },
                    line(_t("Limit"), limits, [6, 4]),
                    line(
                        _t("Usual"),
                        labels.map(() => usual),
                        []
                    ),
                ],
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                // Shares have no less than nothing; a mean may be anywhere.
                scales: {y: {grace: "10%", min: isMean ? undefined : 0}},
            },
        };
    }
}

registry.category("fields").add("cem_control_chart", {
    component: ControlChartField,
    supportedTypes: ["json"],
});
