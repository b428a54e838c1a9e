import {cookie} from "@web/core/browser/cookie";

const GRID = "rgba(128, 128, 128, 0.25)";

/** The scheme that the page was made in; Odoo's own charts ask the same way. */
export const isDark = () => cookie.get("color_scheme") === "dark";

/**
 * Write a chart's texts in the colour of the page around it, light or dark.
 *
 * @param {Object} config of Chart.js; changed in place
 * @param {HTMLElement} canvas
 * @param {String} [grid] colour of the lines
 * @returns {Object} the configuration
 */
export function withInk(config, canvas, grid = GRID) {
    const {color} = getComputedStyle(canvas);
    config.options = {color, ...config.options};
    for (const axis of Object.values(config.options.scales || {})) {
        axis.ticks = {color, ...axis.ticks};
        axis.grid = {color: grid, ...axis.grid};
        if (axis.title) {
            axis.title.color = color;
        }
    }
    return config;
}
