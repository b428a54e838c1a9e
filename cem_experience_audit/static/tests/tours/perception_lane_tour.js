import {downloadFile} from "@web/core/network/download";
import {perceptionLane} from "@cem_experience_audit/perception_lane/perception_lane";
import {registry} from "@web/core/registry";

const lane = "tr[data-lane=perception]";

/** What would be saved is not, but how high the lane is in it is noted. */
function watchDrawing() {
    const {draw} = perceptionLane;
    const save = downloadFile._download;
    const heights = [];
    perceptionLane.draw = function (...where) {
        heights.push(draw.apply(this, where));
        return heights.at(-1);
    };
    downloadFile._download = async () => {
        Object.assign(perceptionLane, {draw});
        downloadFile._download = save;
        document.body.dataset.cemHeights = heights.join(" ");
    };
}

registry.category("web_tour.tours").add("cem_perception_lane", {
    steps: () => [
        {trigger: `${lane} .o_cem_lane:contains(Perception gap)`},
        {
            content: "Both views, and what lies between them",
            trigger: `${lane} td[data-column="0"] .o_cem_perception:contains(we 8.7 (n=3)):contains(customers 6.0 (n=12)):contains(gap +2.7)`,
        },
        {
            content: "Nobody of the company has judged here",
            trigger: `${lane} td[data-column="1"]:contains(–)`,
        },
        {
            content: "Said as it is seen",
            trigger: `${lane} .o_cem_perception[aria-label*="Web shop, we 8.7 (n=3), customers 6.0 (n=12), gap"]`,
        },
        {
            trigger: "button[name=export]",
            run: async (helpers) => {
                watchDrawing();
                await helpers.click();
            },
        },
        {trigger: ".o_cem_export_png", run: "click"},
        {
            content: "Higher where something stands",
            trigger: "body[data-cem-heights]",
            run: () => {
                const [first, second] = document.body.dataset.cemHeights.split(" ");
                if (!(Number(first) > Number(second) + 30)) {
                    throw new Error(document.body.dataset.cemHeights);
                }
            },
        },
        {trigger: `${lane} .o_cem_lane button`, run: "click"},
        {trigger: `${lane}.o_cem_folded td[data-column="0"]:contains(1)`},
        {trigger: `${lane}.o_cem_folded td[data-column="1"]:contains(0)`},
    ],
});
