import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Choose the known shares that answers are weighed to. */
const weighTo = () => [
    {
        trigger: ".o_field_widget[name=population_id] input",
        run: "edit Ledger",
    },
    {
        trigger: ".o-autocomplete--dropdown-item:contains(Ledger) a",
        run: "click",
    },
];

/** What explains satisfaction, taken into an assessment with one click. */
tours.add("cem_driver_tour", {
    steps: () => [
        ...weighTo(),
        {trigger: "button[name=action_compute]", run: "click"},
        {
            content: "the study says how it is weighed",
            trigger: ".o_cem_weighted:contains(Weighted answers):contains(Ledger)",
        },
        {
            content: "the share of each driver, with its interval",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(Price)",
        },
        {trigger: "button[name=action_use_importance]", run: "click"},
        {trigger: ".modal .modal-footer .btn-primary", run: "click"},
        {trigger: "body:not(:has(.modal)) .o_form_view"},
    ],
});

/** Two assessments beside each other, and as a table to turn round. */
tours.add("cem_compare_tour", {
    steps: () => [
        {trigger: ".o_list_view .o_data_row:contains(Second)"},
        {trigger: "thead .o_list_record_selector input", run: "click"},
        {
            trigger: ".o_cp_action_menus .dropdown-toggle:contains(Actions)",
            run: "click",
        },
        {trigger: ".o-dropdown--menu .o_menu_item:contains(Compare)", run: "click"},
        {
            content: "each against the older one",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(Second)",
        },
        {trigger: "button[name=action_pivot]", run: "click"},
        {trigger: ".o_pivot table th:contains(Price)"},
    ],
});

/** Answers weighed to known shares, and the assessment says so. */
tours.add("cem_weighted_assessment_tour", {
    steps: () => [
        ...weighTo(),
        {trigger: "button[name=action_compute]", run: "click"},
        {trigger: "button[name=action_step_next]", run: "click"},
        {trigger: ".o_form_view .alert:contains(Weighted answers)"},
        {
            content: "how many answered, and what they are worth",
            trigger: ".o_data_row:contains(Price) .o_cem_figure_detail:contains(worth)",
        },
    ],
});

/** Tiers beside each other. */
tours.add("cem_tiers_tour", {
    steps: () => [
        {trigger: ".o_field_widget[name=line_ids] .o_data_row"},
        ...weighTo(),
        {trigger: ".o_cem_weighted:contains(Value tier)"},
        {
            content: "how many answered, and what they are worth",
            trigger: ".o_data_row .o_cem_figure_detail:contains(worth 8)",
        },
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_saved"},
    ],
});

/** A pivot shows the figures of many answers, and hides those of few. */
tours.add("cem_small_groups_tour", {
    steps: () => [
        {trigger: ".o_pivot tbody tr:contains(Price) td:contains(6.00)"},
        {
            content: "three answers say nothing",
            trigger: ".o_pivot tbody tr:contains(Service)",
            run: ({anchor}) => {
                const cells = [...anchor.querySelectorAll("td")];
                const shown = cells.filter((cell) => /\d/.test(cell.textContent));
                if (shown.length) {
                    throw new Error("a figure of three answers is shown");
                }
            },
        },
    ],
});
