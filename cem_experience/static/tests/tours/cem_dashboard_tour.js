import {registry} from "@web/core/registry";

const CARD = ".o_cem_tile[data-figure=nps]";

/** A manager: reads, asks for another period, compares, opens records, saves. */
registry.category("web_tour.tours").add("cem_dashboard_tour", {
    steps: () => [
        {
            content: "the figure, with its interval and count",
            trigger: `${CARD} .o_cem_value:contains(+30)`,
        },
        {trigger: `${CARD} .o_cem_count:contains(200 answers)`},
        {
            content: "a table stands behind the chart",
            trigger: ".o_cem_chart details summary",
            run: "click",
        },
        {trigger: ".o_cem_chart details[open] td:contains(+30)"},
        {
            content: "last quarter",
            trigger: ".o_cem_period",
            run: "select last_quarter",
        },
        {trigger: `${CARD} .o_cem_value:contains(+15)`},
        {trigger: ".o_cem_by", run: "select source"},
        {trigger: ".o_cem_comparison th:contains(Survey)"},
        {
            content: "saved as a favourite, with its period",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {trigger: ".o_add_favorite", run: "click"},
        {
            trigger: ".o_favorite_menu input[type=text]",
            run: "edit Quarterly look",
        },
        {trigger: ".o_save_favorite", run: "click"},
        {trigger: ".o_facet_values:contains(Quarterly look)"},
        {
            content: "weighed to the known shares, and said so",
            trigger: ".o_cem_weighting:not(:contains(nothing))",
            run: "selectByLabel Weighted to Ledger",
        },
        {trigger: ".o_cem_weighted:contains(Weighted answers)"},
        {trigger: `${CARD} .o_cem_count:contains(worth 200)`},
        {
            content: "an alarm that waits for a decision",
            trigger: ".o_cem_alarms button:contains(Waiting at the till)",
        },
        {
            content: "by mail, as it is on the screen",
            trigger: ".o_cem_mail",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=name] input",
            run: "edit Monday figures",
        },
        {trigger: ".o_form_view .o_form_button_save", run: "click"},
        {trigger: ".o_form_view button[name=action_send_me]"},
        {
            content: "and back, to what was chosen",
            trigger: ".o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {trigger: ".o_cem_weighted"},
        {
            content: "the answers behind a figure",
            trigger: CARD,
            run: "click",
        },
        {trigger: ".o_list_view .o_pager_limit:contains(200)"},
        {
            content: "and back, to what was chosen",
            trigger: ".o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {trigger: `${CARD} .o_cem_value:contains(+15)`},
    ],
});

/** Staff: figures and their own follow-ups, no assessment. */
registry.category("web_tour.tours").add("cem_dashboard_staff_tour", {
    steps: () => [
        {trigger: `${CARD} .o_cem_value:contains(+30)`},
        {
            trigger:
                ".o_cem_dashboard:not(:contains(Latest assessment)) h3:contains(Follow-ups)",
        },
        {trigger: ".o_cem_outputs:not(:contains(Send by mail)) .o_cem_workbook"},
        {trigger: ".o_cem_dashboard:not(:contains(Waiting at the till))"},
    ],
});
