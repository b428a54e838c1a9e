import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("cem_value_tour", {
    steps: () => [
        {
            content: "The valuable customer who is unhappy comes first",
            trigger: ".o_list_view .o_data_row td[name=partner_id]:contains(Gold Lau)",
            run: "click",
        },
        {trigger: ".o_form_view .nav-link[name=cem_journey]", run: "click"},
        {
            content: "What was said, with its mark and the words",
            trigger:
                ".o_cem_history_event[data-kind=answer]:contains(Two hours in line) .o_cem_mood_bad:contains(2)",
        },
        {trigger: ".o_cem_history_event[data-kind=won]:contains(Camera)"},
        {trigger: ".o_cem_history button:contains(Lifecycle)", run: "click"},
        {trigger: ".o_cem_history .alert:contains(Nothing has happened yet)"},
        {trigger: ".o_cem_history button:contains(Opinions)", run: "click"},
        {
            content: "Open the answer behind it",
            trigger: ".o_cem_history_event button.btn-link",
            run: "click",
        },
        {trigger: ".o_form_view .o_field_widget[name=comment]:contains(Two hours)"},
    ],
});

registry.category("web_tour.tours").add("cem_what_if_tour", {
    steps: () => [
        {trigger: "button[name=action_what_if]", run: "click"},
        {trigger: ".o_field_widget[name=budget] input", run: "edit 3"},
        {trigger: "button[name=action_spend]", run: "click"},
        {
            content: "Convenience is raised by three points, and two are left",
            trigger:
                ".o_data_row:contains(Convenience) td[name=gap_then]:contains(-18.0)",
        },
        {trigger: ".o_field_widget[name=gap_then]:contains(-18.0)"},
    ],
});
