import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("cem_privacy_tour", {
    steps: () => [
        {
            trigger: ".o_field_widget[name=query] input",
            run: "edit zyxqwv@customer.example",
        },
        {trigger: "button[name=action_find]", run: "click"},
        {trigger: ".o_field_widget[name=partner_ids] .badge:contains(zyxqwv Person)"},
        {
            trigger:
                ".o_field_widget[name=line_ids] .o_data_row:contains(Experience Score)",
        },
        {trigger: "button[name=action_hand_out]", run: "click"},
        {trigger: "button[name=action_erase]", run: "click"},
        {trigger: ".modal-footer .btn-primary", run: "click"},
        {trigger: ".alert-success:contains(leads to nobody)"},
    ],
});

tours.add("cem_merge_tour", {
    steps: () => [
        {trigger: ".o_data_row:contains(Li Na)"},
        {trigger: "thead .o_list_record_selector input", run: "click"},
        {trigger: ".o_cp_action_menus button:has(.fa-cog)", run: "click"},
        {trigger: ".o-dropdown--menu .o_menu_item:contains(Merge)", run: "click"},
        {trigger: ".modal button[name=action_merge]", run: "click"},
        {trigger: ".modal:contains(no more contacts)"},
    ],
});

tours.add("cem_bounce_tour", {
    steps: () => [
        {trigger: ".o_statusbar_status .o_arrow_button_current:contains(Bounced)"},
        {trigger: ".alert-warning:contains(came back)"},
        {trigger: "button[name=action_send_again]", run: "click"},
        {trigger: ".o_statusbar_status .o_arrow_button_current:contains(Waiting)"},
    ],
});
