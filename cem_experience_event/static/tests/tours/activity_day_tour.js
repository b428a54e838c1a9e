import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

const saved = {content: "Everything is saved", trigger: ".o_cem_day_saved"};
const RealXHR = browser.XMLHttpRequest;

/** The network goes: what the page sends reaches nobody. */
function cutNetwork() {
    browser.XMLHttpRequest = class extends RealXHR {
        send() {
            setTimeout(() => this.dispatchEvent(new Event("error")));
        }
    };
}

function restoreNetwork() {
    browser.XMLHttpRequest = RealXHR;
}

function open(name) {
    return {
        content: `Open ${name}`,
        trigger: `.o_cem_day_person:contains(${name}) .o_cem_day_name`,
        run: "click",
    };
}

function search(text) {
    return {trigger: ".o_cem_day_search", run: `edit ${text}`};
}

function face(value) {
    return {trigger: `.o_cem_day_face[data-value="${value}"]`, run: "click"};
}

function mark(value) {
    return {trigger: `.o_cem_day_mark[data-value="${value}"]`, run: "click"};
}

const next = {trigger: ".o_cem_day_back", run: "click"};

registry.category("web_tour.tours").add("cem_activity_plan", {
    steps: () => [
        {
            content: "Use the template of the phone launch",
            trigger: ".o_kanban_record:contains(Flagship phone launch) button",
            run: "click",
        },
        {
            content: "Nothing is missing",
            trigger: ".o_field_widget[name=missing_count]:contains(0)",
        },
        {
            trigger: ".o_field_widget[name=theme] input",
            run: "edit Our own theme",
        },
        {
            content: "Look at the experience design",
            trigger: ".o_notebook .nav-link[name=design]",
            run: "click",
        },
        {trigger: ".o_field_widget[name=module_ids] .o_data_row:contains(Relate)"},
        {trigger: ".o_notebook .nav-link[name=programme]", run: "click"},
        {trigger: ".o_field_widget[name=step_ids] .o_data_row:contains(Grand draw)"},
        {trigger: "button[name=action_ready]", run: "click"},
        {trigger: ".o_arrow_button_current:contains(Ready)"},
    ],
});

registry.category("web_tour.tours").add("cem_activity_day", {
    steps: () => [
        {trigger: "button[name=action_desk]", run: "click"},
        search("ann lee"),
        {
            content: "Sign in with one tap",
            trigger: ".o_cem_day_person:contains(Ann Lee) .o_cem_day_sign_in",
            run: "click",
        },
        saved,
        {trigger: ".o_cem_day_zone:contains(Youth)", run: "click"},
        {trigger: ".o_cem_day_consent", run: "click"},
        saved,
        {
            content: "The code for the participant's own phone",
            trigger: ".o_cem_day img[alt*='own page']",
            run: cutNetwork,
        },
        {
            content: "At the trial in the youth zone",
            trigger: ".o_cem_day_step:contains(Trial in the youth zone)",
            run: "click",
        },
        face(2),
        mark(9),
        {trigger: ".o_cem_day_comment", run: "edit Light in the hand && click body"},
        {content: "No connection", trigger: ".o_cem_day_offline"},
        {trigger: ".o_cem_day_lead:enabled", run: "click"},
        {trigger: ".o_cem_day_amount", run: "edit 799"},
        {trigger: ".o_cem_day_purchase", run: "click"},
        next,
        search("walter"),
        {content: "Nobody is registered", trigger: ".o_cem_day_nobody"},
        {trigger: ".o_cem_day_walk_in", run: "click"},
        {trigger: ".o_cem_day_field_name", run: "edit Walter Walk && click body"},
        {trigger: ".o_cem_day_save", run: "click"},
        {
            trigger: ".o_cem_day_step:contains(Trial in the mature zone)",
            run: "click",
        },
        face(-1),
        next,
        {
            content: "It is still there after the page was left",
            trigger: ".o_cem_day_unsaved",
        },
        {trigger: ".o_cem_tab_trial", run: "click"},
        search("walter"),
        open("Walter Walk"),
        mark(3),
        {
            content: "The network is back",
            trigger: ".o_cem_day_unsaved",
            run() {
                restoreNetwork();
                document.querySelector(".o_cem_day_unsaved").click();
            },
        },
        saved,
        {
            content: "Nothing was refused",
            trigger: ".o_cem_day:not(:has(.o_cem_day_refused))",
        },
        {trigger: ".o_cem_tab_programme", run: "click"},
        {
            trigger: ".o_cem_day_run_step:contains(Brand story) .o_cem_day_done",
            run: "click",
        },
        saved,
    ],
});

registry.category("web_tour.tours").add("cem_activity_draw", {
    steps: () => [
        {trigger: "button[name=action_desk]", run: "click"},
        {trigger: ".o_cem_tab_draws", run: "click"},
        {
            trigger: ".o_cem_day_draw:contains(Grand draw) .o_cem_day_commit",
            run: "click",
        },
        {
            trigger: ".o_cem_day_draw:contains(Grand draw) .o_cem_day_freeze",
            run: "click",
        },
        {
            trigger: ".o_cem_day_draw:contains(Grand draw) .o_cem_day_word",
            run: "edit harvest",
        },
        {
            trigger: ".o_cem_day_draw:contains(Grand draw) .o_cem_day_run",
            run: "click",
        },
        {
            trigger: ".o_cem_day_winners .o_cem_day_hand",
            run: "click",
        },
        {trigger: ".o_cem_day_winners .text-success"},
    ],
});
