import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("cem_livechat_tour", {
    steps: () => [
        {
            trigger: ".o-mail-DiscussContent-header button[name=cem-wrap-up]",
            run: "click",
        },
        {
            content: "The customer of the chat is filled in",
            trigger: ".o_cem_contact_facts:contains(Customer Li)",
        },
        {trigger: ".o_cem_contact .btn-primary:contains(Chat)"},
        {trigger: "#cem_contact_need", run: "edit test rep"},
        {
            trigger: "[data-field=need] .dropdown-item:contains(Test repair)",
            run: "click",
        },
        {trigger: ".o_cem_contact_save", run: "click"},
        {
            trigger:
                ".o_cem_contact[aria-busy=false] .o_cem_contact_saved:contains(Test repair)",
        },
    ],
});
