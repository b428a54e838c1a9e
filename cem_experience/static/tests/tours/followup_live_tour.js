import {registry} from "@web/core/registry";

const OTHER = -1;

/** What the bus brings when a colleague has changed a follow-up. */
function colleagueChanges() {
    const env = odoo.__WOWL_DEBUG__.root.env;
    env.services.cem_followup_live.changed({ids: [], by: OTHER});
}

async function colleagueOpens(customer) {
    const {orm} = odoo.__WOWL_DEBUG__.root.env.services;
    const [partner] = await orm.search("res.partner", [["name", "=", customer]]);
    await orm.create("cem.followup", [{partner_id: partner, name: "Late delivery"}]);
}

registry.category("web_tour.tours").add("cem_followup_live", {
    steps: () => [
        {
            content: "the list shows one follow-up",
            trigger: ".o_list_view .o_data_row:contains(Tour Customer One)",
        },
        {
            content: "a colleague opens another one",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Tour Customer Two)))",
            run: async () => {
                await colleagueOpens("Tour Customer Two");
                colleagueChanges();
            },
        },
        {
            content: "it appears by itself",
            trigger: ".o_list_view .o_data_row:contains(Tour Customer Two)",
        },
        {
            content: "select a row: one is in the middle of something",
            trigger: ".o_data_row:contains(Tour Customer One) .o_list_record_selector",
            run: "click",
        },
        {
            content: "meanwhile a third one is opened",
            trigger: ".o_data_row.o_data_row_selected",
            run: async () => {
                await colleagueOpens("Tour Customer Three");
                colleagueChanges();
            },
        },
        {
            content: "the list stays as it is, and says that there is news",
            trigger: ".o_cem_followup_news",
        },
        {
            content: "what was selected still is",
            trigger: ".o_data_row.o_data_row_selected:contains(Tour Customer One)",
        },
        {
            content: "reload when it suits",
            trigger: ".o_cem_followup_news",
            run: "click",
        },
        {
            content: "now it is there, and the news is gone",
            trigger:
                ".o_list_view:not(:has(.o_cem_followup_news)) .o_data_row:contains(Tour Customer Three)",
        },
        {
            content: "and a case of one's own is told on whatever page",
            trigger: ".o_list_view",
            run: () => {
                odoo.__WOWL_DEBUG__.root.env.services.cem_followup_live.owned({
                    id: 1,
                    again: false,
                    customer: "Tour Customer Four",
                    about: "Recommendation 2.0",
                    words: "<b>never</b> again",
                });
            },
        },
        {
            content: "with the customer's words as they were written",
            trigger:
                ".o_notification:contains(Tour Customer Four):contains(<b>never</b>)",
        },
    ],
});
