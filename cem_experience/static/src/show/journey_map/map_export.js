/** The map on paper, as PDF and as a picture. */
import {MapDrawing} from "./map_drawing";
import {_t} from "@web/core/l10n/translation";
import {downloadFile} from "@web/core/network/download";
import {filtersInWords} from "./map_filters";
import {localization} from "@web/core/l10n/localization";

// Browsers refuse a larger canvas; a very long journey gets a coarser picture.
const MAX_PIXELS = 60e6;
const MAX_SIDE = 16000;

/** @returns {Promise<Blob>} the drawing as PNG, twice as fine as on the screen */
export async function toPng(drawing) {
    const svg = drawing.draw();
    const {width, height} = drawing;
    const scale = Math.min(
        2,
        MAX_SIDE / Math.max(width, height),
        Math.sqrt(MAX_PIXELS / (width * height))
    );
    const url = URL.createObjectURL(new Blob([svg], {type: "image/svg+xml"}));
    try {
        const image = new Image();
        image.src = url;
        await image.decode();
        const canvas = document.createElement("canvas");
        canvas.width = Math.ceil(width * scale);
        canvas.height = Math.ceil(height * scale);
        const context = canvas.getContext("2d");
        context.scale(scale, scale);
        context.drawImage(image, 0, 0);
        return await new Promise((resolve, reject) =>
            canvas.toBlob(
                (blob) =>
                    blob
                        ? resolve(blob)
                        : reject(new Error(_t("No picture was made."))),
                "image/png"
            )
        );
    } finally {
        URL.revokeObjectURL(url);
    }
}

/** @param {JourneyMap} map */
export function useMapExport(map) {
    function drawing() {
        const {data, filters} = map.state;
        return new MapDrawing({
            title: data.journey.name,
            subtitle: filtersInWords(filters, data.choices),
            columns: map.columns,
            lanes: map.visibleLanes.filter((lane) => !map.state.folded[lane.id]),
            dimensions: map.dimensions,
            columnName: (column) =>
                column.stage ? column.stage.name : _t("Without a stage"),
            bands: map.bands,
            minimum: data.minimum,
            rtl: localization.direction === "rtl",
        });
    }

    async function png() {
        const name = map.state.data.journey.name.replace(/[\\/:*?"<>|]+/g, " ");
        downloadFile(await toPng(drawing()), `${name}.png`, "image/png");
    }

    async function pdf() {
        const action = await map.orm.call(
            "cem.journey",
            "action_print_map",
            [[map.state.journeyId]],
            {filters: map.serverFilters}
        );
        await map.action.doAction(action);
    }

    return {drawing, pdf, png, print: () => window.print()};
}
