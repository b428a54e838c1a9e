import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";
import {loadBundle} from "@web/core/assets";
import {withInk} from "@cem_experience/prove/control_chart/chart_ink";

/**
 * A chart of Chart.js with the table of its figures behind it, for those who do not
 * see the picture, want the digits, or print.
 */
export class CemChart extends Component {
    static template = "cem_experience.Chart";
    static props = {
        title: String,
        // (colours) => configuration of Chart.js
        config: Function,
        head: {type: Array, element: String},
        rows: {type: Array, element: Array},
        note: {type: String, optional: true},
        height: {type: Number, optional: true},
        onPoint: {type: Function, optional: true},
    };
    static defaultProps = {height: 260};

    setup() {
        this.canvas = useRef("canvas");
        this.chart = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(() => {
            this.draw();
            return () => this.chart.destroy();
        });
    }

    draw() {
        const style = getComputedStyle(this.canvas.el);
        const colours = {
            text: style.color,
            line: style.getPropertyValue("--cem-line").trim() || "#4EA7F2",
            band: style.getPropertyValue("--cem-band").trim() || "#4EA7F233",
            bad: style.getPropertyValue("--cem-bad").trim() || "#CE4257",
            grid: style.getPropertyValue("--cem-grid").trim() || "#8884",
        };
        const config = this.props.config(colours);
        config.options = {
            responsive: true,
            maintainAspectRatio: false,
            animation: false,
            ...config.options,
            onClick: (_event, elements) => {
                if (elements.length && this.props.onPoint) {
                    this.props.onPoint(elements[0]);
                }
            },
        };
        withInk(config, this.canvas.el, colours.grid);
        this.chart = new Chart(this.canvas.el, config);
    }
}
