import {GraphModel} from "@web/views/graph/graph_model";
import {patch} from "@web/core/utils/patch";

/**
 * The mean of no answers, or of too few to be shown, is no 0: a gap in graphs, and in
 * the charts of spreadsheets, which are drawn from the same model.
 */
patch(GraphModel.prototype, {
    _getData(dataPoints) {
        const data = super._getData(...arguments);
        const {fields, measure, resModel} = this.metaData;
        if (resModel?.startsWith("cem.") && fields[measure]?.aggregator === "avg") {
            const answered = new Set(dataPoints.map((point) => point.domain));
            for (const dataset of data.datasets) {
                dataset.data = dataset.data.map((value, place) =>
                    value === false || !answered.has(dataset.domains[place])
                        ? null
                        : value
                );
            }
        }
        return data;
    },
});
