import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("cem_requirement_timeline", {
    steps: () => [
        {
            content: "a bar, with all that it says for a screen reader",
            trigger:
                ".o_cem_timeline_row:contains(Second desk) .o_cem_timeline_bar[aria-label*='In Progress']",
        },
        {
            content: "what has no dates is not hidden",
            trigger:
                ".o_cem_timeline_row:contains(Shorter forms):contains(no dates yet)",
        },
        {
            content: "a year",
            trigger: ".o_cem_timeline button:contains(12 months)",
            run: "click",
        },
        {
            trigger:
                ".o_cem_timeline_head:has(.o_cem_timeline_month:eq(11)):not(:has(.o_cem_timeline_month:eq(12)))",
        },
        {
            content: "years later the bar is gone",
            trigger: ".o_cem_timeline button[aria-label=Later]",
            run: async ({anchor}) => {
                for (let click = 0; click < 6; click++) {
                    anchor.click();
                    await new Promise((resolve) => setTimeout(resolve));
                }
            },
        },
        {trigger: ".o_cem_timeline_table:not(:has(.o_cem_timeline_bar))"},
        {
            content: "back to today",
            trigger: ".o_cem_timeline button:contains(Today)",
            run: "click",
        },
        {
            content: "open it by keyboard: a name is a button",
            trigger: ".o_cem_timeline_row:contains(Second desk) .btn-link",
            run: "click",
        },
        {trigger: ".o_form_view:contains(Second desk)"},
    ],
});
