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

async function handOver(customer, colleague) {
    const {orm} = odoo.__WOWL_DEBUG__.root.env.services;
    const [user] = await orm.search("res.users", [["login", "=", colleague]]);
    const cases = await orm.search("cem.followup", [
        ["partner_id.name", "=", customer],
    ]);
    await orm.write("cem.followup", cases, {user_id: user});
}

registry.category("web_tour.tours").add("cem_desk_live", {
    steps: () => [
        {
            content: "the desk shows one follow-up",
            trigger: ".o_cem_desk_row.active:contains(Tour Customer One)",
        },
        {
            content: "one is writing down what was said",
            trigger: ".o_cem_desk_note",
            run: "edit She is coming on Monday",
        },
        {
            content: "meanwhile a bad answer opens another case",
            trigger: ".o_cem_desk:not(:has(.o_cem_desk_row:contains(Customer Two)))",
            run: async () => {
                await colleagueOpens("Tour Customer Two");
                colleagueChanges();
            },
        },
        {
            content: "it appears by itself, and says that it is new",
            trigger: ".o_cem_desk_row.o_cem_desk_fresh:contains(Tour Customer Two)",
        },
        {trigger: ".o_cem_desk_news:contains(1 new)"},
        {
            content: "what one is at stays where it is",
            trigger: ".o_cem_desk_row.active:contains(Tour Customer One)",
        },
        {
            content: "with what has been typed",
            trigger: ".o_cem_desk_note:value(She is coming on Monday)",
            run: async () => {
                await handOver("Tour Customer One", "cem_tour_colleague");
                colleagueChanges();
            },
        },
        {
            content: "handed over meanwhile: said, and not taken away",
            trigger: ".o_cem_desk_gone:contains(somebody else)",
        },
        {trigger: ".o_cem_desk_detail h3:contains(Tour Customer One)"},
        {
            content: "on to the new one",
            trigger: ".o_cem_desk_row:contains(Tour Customer Two)",
            run: "click",
        },
        {trigger: ".o_cem_desk_detail h3:contains(Tour Customer Two)"},
        {trigger: ".o_cem_desk:not(:has(.o_cem_desk_fresh, .o_cem_desk_gone))"},
    ],
});
