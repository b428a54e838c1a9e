import {COLUMN, MUTED, PAD} from "@cem_experience/show/journey_map/map_drawing";
import {
    formatEmotion,
    formatScore,
    hiddenText,
} from "@cem_experience/show/journey_map/map_figures";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** How the company sees each touchpoint, beside how its customers do. */
export const perceptionLane = {
    id: "perception",
    icon: "fa-balance-scale",
    template: "cem_experience_audit.MapLanePerception",

    get label() {
        return _t("Perception gap");
    },

    isShown: (touchpoints) => touchpoints.some((row) => row.perception),

    perceived: (column) => column.rows.filter((row) => row.perception),

    folded: (column) => String(perceptionLane.perceived(column).length),

    companyText: (view) =>
        _t("we %(mean)s (n=%(count)s)", {
            mean: formatScore(view.mean),
            count: view.count,
        }),

    customerText: (view, minimum) =>
        view.hidden
            ? _t("customers: %s", hiddenText(view.count, minimum))
            : _t("customers %(mean)s (n=%(count)s)", {
                  mean: formatScore(view.mean),
                  count: view.count,
              }),

    gapText: ({gap, gap_low, gap_high}) =>
        gap_low === null
            ? _t("gap %s", formatEmotion(gap))
            : _t("gap %(gap)s (%(low)s to %(high)s)", {
                  gap: formatEmotion(gap),
                  low: formatEmotion(gap_low),
                  high: formatEmotion(gap_high),
              }),

    spoken(row, minimum) {
        const {company, customer, gap} = row.perception;
        const parts = [
            row.name,
            this.companyText(company),
            this.customerText(customer, minimum),
        ];
        if (gap !== null) {
            parts.push(this.gapText(row.perception));
        }
        return parts.join(", ");
    },

    draw(drawing, column, x, y) {
        let top = y + PAD;
        const width = COLUMN - 2 * PAD;
        const small = {size: 10, fill: MUTED, limit: 1};
        for (const row of this.perceived(column)) {
            const {company, customer, gap} = row.perception;
            top += drawing.words(x + PAD, top, row.name, width, small);
            const [ours, theirs] = [company, customer].map((view) =>
                view.hidden
                    ? hiddenText(view.count, drawing.minimum)
                    : `${formatScore(view.mean)} n=${view.count}`
            );
            const words = _t("we %(ours)s, customers %(theirs)s", {ours, theirs});
            top += drawing.words(x + PAD, top, words, width, {size: 11});
            if (gap !== null) {
                const bold = {size: 11, weight: 700};
                top += drawing.words(
                    x + PAD,
                    top,
                    _t("gap %s", formatEmotion(gap)),
                    width,
                    bold
                );
            }
            top += 4;
        }
        return top - y + PAD;
    },
};

registry.category("cem_journey_map_lanes").add("perception", perceptionLane);
