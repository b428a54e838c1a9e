import {_t} from "@web/core/l10n/translation";
import {formatFloat} from "@web/core/utils/numbers";

/** What the tree says of its nodes: names, figures, weights. */
export class JourneyTreeTexts {
    constructor(model, figures) {
        this.model = model;
        this.figures = figures;
    }

    number(value, digits = 1) {
        return formatFloat(value, {digits: [16, digits], trailingZeros: digits === 1});
    }

    figure(node) {
        return this.figures[`${node.kind}s`][node.id];
    }

    score(node) {
        const figure = this.figure(node);
        if (!figure || !figure.count) {
            return {text: "–", title: _t("No answers")};
        }
        const count = _t("n = %s", figure.count);
        if (figure.hidden) {
            return {text: "…", count, title: _t("Too few answers to show a score")};
        }
        const title =
            figure.low === null
                ? _t("Score of the touchpoint with its parts, 0 to 10")
                : _t("95 %% interval: %(low)s to %(high)s", {
                      low: this.number(figure.low),
                      high: this.number(figure.high),
                  });
        return {text: this.number(figure.score), count, title};
    }

    /** "3 of 4 (75 %)": the weight, and what it and its siblings' weights sum to. */
    weight(node) {
        const total = this.model.partTotal(node.parent);
        const share = total && node.active ? (100 * node.weight) / total : 0;
        return {
            text: this.number(node.weight, 2),
            share: `${Math.round(share)} %`,
            title: _t(
                "%(weight)s of %(total)s, the sum of the weights in “%(whole)s”",
                {
                    weight: this.number(node.weight, 2),
                    total: this.number(total, 2),
                    whole: this.nameOf(node.parent),
                }
            ),
        };
    }

    get noStage() {
        return _t("No stage");
    }

    get stagePlaceholder() {
        return _t("Name of the stage");
    }

    get touchpointPlaceholder() {
        return _t("Name of the touchpoint");
    }

    addTitle(node) {
        return node.kind === "stage" ? _t("Add a touchpoint") : _t("Add a part");
    }

    nameOf(key) {
        return this.model.get(key)?.name || this.noStage;
    }

    channelName(node) {
        const channel = this.model.channels.find((c) => c.id === node.channel_id);
        return channel ? channel.name : "";
    }

    phaseName(node) {
        const phase = this.model.phases.find(([value]) => value === node.phase);
        return phase ? phase[1] : "";
    }

    dimensionChips(node) {
        const chips = this.model.dimensions
            .filter((dimension) => dimension.id in node.dimensions)
            .map((dimension) => ({
                id: dimension.id,
                text: `${dimension.name} ${this.number(node.dimensions[dimension.id], 2)}`,
            }));
        if (chips.length > 1) {
            const total = this.number(this.model.dimensionTotal(node), 2);
            chips.push({id: 0, text: `= ${total}`});
        }
        return chips;
    }

    /** Name of the stage of a part that is not on the stage of its whole. */
    strayStage(node) {
        if (node.kind === "stage") {
            return "";
        }
        const whole = this.model.get(node.parent);
        const usual = whole.kind === "stage" ? whole.id : whole.stage_id;
        return (node.stage_id || 0) === (usual || 0)
            ? ""
            : this.nameOf(`s${node.stage_id || 0}`);
    }
}
