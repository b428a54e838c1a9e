import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Press a key as somebody does who types nothing. */
function press(key) {
    return () =>
        document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
}

function tag(field, text) {
    return [
        {trigger: `.modal [name=${field}] input`, run: `edit ${text}`},
        {
            trigger: `.modal [name=${field}] .dropdown-item:contains("${text}")`,
            run: "click",
        },
        {trigger: `.modal [name=${field}] .badge:contains("${text}")`},
    ];
}

/** The link that calls is followed: noted here, for there is no telephone. */
function expectCall() {
    document.addEventListener(
        "click",
        (event) => {
            const link = event.target.closest("a[href^='tel:']");
            if (link) {
                event.preventDefault();
                document.querySelector(".o_cem_desk").dataset.called = link.href;
            }
        },
        {capture: true, once: true}
    );
}

function close(outcome, known, after) {
    return [
        {content: "Close by key", trigger: ".o_cem_desk", run: press("x")},
        ...(known ? [] : tag("cause_ids", "Waited too long")),
        {trigger: ".modal [name=outcome] input", run: "click"},
        {trigger: `.o_select_menu_item:contains("${outcome}")`, run: "click"},
        {trigger: ".modal button[name=action_close]", run: "click"},
        {trigger: `body:not(:has(.modal)) ${after || ".o_cem_desk_empty"}`},
    ];
}

tours.add("cem_desk_tour", {
    steps: () => [
        {trigger: ".o_cem_desk_head [aria-pressed=false]", run: "click"},
        {content: "Take it, by key", trigger: ".o_cem_desk_row.active:contains(Wu)"},
        {trigger: "button[data-name=take]", run: press("a")},
        {trigger: ".o_cem_desk_empty"},
        {trigger: ".o_cem_desk_head [aria-pressed=false]", run: "click"},
        {trigger: ".o_cem_desk_row.active:contains(Customer Li)", run: press("j")},
        {trigger: ".o_cem_desk_row.active:contains(Customer Wu)", run: press("k")},
        {trigger: ".o_cem_desk_row.active:contains(Li)", run: press("ArrowDown")},
        {
            content: "On and back, and done at once: to whom it is shown then",
            trigger: ".o_cem_desk_row.active:contains(Wu)",
            run: () => {
                expectCall();
                press("ArrowUp")();
                press("p")();
            },
        },
        {trigger: ".o_cem_desk[data-called='tel:+85255500100']"},
        {
            content: "The customer's own words",
            trigger: ".o_cem_desk_words:contains(Nobody called me back)",
        },
        {trigger: ".o_cem_desk_row.active:contains(Customer Li)"},
        {trigger: ".o_cem_desk_actions button[data-name=contacted]"},
        {content: "Contacted, by key", trigger: ".o_cem_desk", run: press("c")},
        {
            trigger:
                ".o_cem_desk_actions:not(:has(button[data-name=contacted])) button[data-name=close]",
        },
        {content: "The keys, by key", trigger: ".o_cem_desk", run: press("?")},
        {trigger: ".o_cem_desk kbd:contains(w)"},
        {content: "Odoo's composer, by key", trigger: ".o_cem_desk", run: press("w")},
        {
            trigger: ".modal:has([name=partner_ids]:contains(Customer Li)) .btn-close",
            run: "click",
        },
        {trigger: "body:not(:has(.modal)) button[data-name=sms]", run: press("s")},
        {trigger: ".modal:contains(Send SMS) .btn-close", run: "click"},
        {trigger: "body:not(:has(.modal)) button[data-name=meet]", run: press("m")},
        {trigger: ".o_calendar_view"},
        {trigger: ".o_back_button, .breadcrumb-item a:first", run: "click"},
        {trigger: ".o_cem_desk_row.active:contains(Li)"},
        {trigger: "button[data-name=note]", run: press("n")},
        {trigger: ".o_cem_desk_note:focus", run: "edit She wants a call every day."},
        {
            content: "Begun, not lost",
            trigger: ".o_cem_desk_row:contains(Wu)",
            run: "click",
        },
        {trigger: "h3:contains(Wu)"},
        {trigger: ".o_cem_desk_row:contains(Li)", run: "click"},
        {trigger: "h3:contains(Li)"},
        {trigger: ".o_cem_desk_note:value(every day)"},
        {trigger: "button:contains(Keep note)", run: "click"},
        {trigger: ".o_cem_desk_detail:contains(Kept)", run: press("Enter")},
        {trigger: ".nav-link[name=compensation]", run: "click"},
        {
            trigger: "[name=compensation_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {trigger: ".modal [name=kind] input", run: "click"},
        {trigger: ".o_select_menu_item:contains(Gift)", run: "click"},
        {trigger: ".modal [name=amount] input", run: "edit 30"},
        {trigger: ".modal .o_form_button_save", run: "click"},
        {trigger: "body:not(:has(.modal)) [name=compensation_ids]:contains(Gift)"},
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: "button[name=action_request]", run: "click"},
        {trigger: "[name=compensation_ids]:contains(To approve)"},
        {trigger: ".o_back_button, .breadcrumb-item a:first", run: "click"},
        {trigger: ".o_cem_desk_row.active:contains(Customer Li)"},
        {trigger: ".o_cem_desk_detail:contains(in a year)"},
        ...close("Compensated", false, ".o_cem_desk_row.active:contains(Wu)"),
    ],
});

/** The page is as wide as the screen: nothing has to be pushed sideways. */
function fits() {
    const {scrollWidth} = document.documentElement;
    if (scrollWidth > window.innerWidth) {
        throw new Error(`${scrollWidth} pixels on a screen of ${window.innerWidth}`);
    }
}

tours.add("cem_desk_phone_tour", {
    steps: () => [
        {
            content: "The list alone",
            trigger: ".o_cem_desk:not(.o_cem_desk_opened) .o_cem_desk_row",
            run: fits,
        },
        {trigger: ".o_cem_desk_row:contains(Customer Li)", run: "click"},
        {
            content: "The customer alone",
            trigger: ".o_cem_desk_opened .o_cem_desk_words:contains(Nobody called me)",
            run: fits,
        },
        {trigger: ".o_cem_desk_actions button[data-name=call]"},
        {trigger: ".o_cem_desk_actions button[data-name=contacted]", run: "click"},
        {trigger: ".o_cem_desk_actions:not(:has(button[data-name=contacted]))"},
        {trigger: "button.o_cem_desk_back", run: "click"},
        {trigger: ".o_cem_desk:not(.o_cem_desk_opened) .o_cem_desk_row"},
    ],
});

tours.add("cem_approve_compensation_tour", {
    steps: () => [
        {trigger: ".o_form_view:contains(Customer Li)"},
        {trigger: "button[name=action_approve]", run: "click"},
        {trigger: ".o_arrow_button_current:contains(Approved)"},
    ],
});

tours.add("cem_desk_again_tour", {
    steps: () => [
        {trigger: ".o_cem_desk_row.active:contains(Customer Li)"},
        {trigger: ".o_cem_desk_detail button[data-name=close]"},
        ...close("Customer is satisfied", true),
    ],
});

tours.add("cem_outer_loop_tour", {
    steps: () => [
        {
            content: "The rule is shown, with a link to its source",
            trigger: "[name=source_url] a[href*='itl.nist.gov']",
        },
        {trigger: "[name=chart_data] canvas"},
        {trigger: "button[name=action_followups]:contains(12)"},
        {trigger: "button[name=action_requirement]", run: "click"},
        {trigger: ".nav-link[name=cases]", run: "click"},
        {trigger: "[name=followup_ids]:contains(Customer 11)"},
        {trigger: "button[name=action_approve]", run: "click"},
        {trigger: "button[name=action_start]", run: "click"},
        {trigger: "button[name=action_done]", run: "click"},
        {trigger: ".o_arrow_button_current:contains(Done)"},
        {trigger: ".nav-link[name=tell]", run: "click"},
        {
            trigger: "[name=tell_subject] input",
            run: "edit You said the queue was too long",
        },
        {
            trigger: "[name=tell_body] .odoo-editor-editable",
            run: "editor There is a second desk now.",
        },
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))"},
        {trigger: "button[name=action_tell_request]", run: "click"},
        {trigger: "[name=tell_state]:contains(To approve)"},
    ],
});

tours.add("cem_tell_approve_tour", {
    steps: () => [
        {trigger: ".nav-link[name=tell]", run: "click"},
        {trigger: "[name=tell_body]:contains(second desk)"},
        {trigger: "button[name=action_tell_approve]", run: "click"},
        {trigger: ".modal .btn-primary", run: "click"},
        {trigger: "[name=tell_state]:contains(Approved and sent)"},
        {trigger: "[name=notice_ids]:contains(Customer 11)"},
    ],
});

tours.add("cem_colleagues_case_tour", {
    steps: () => [
        {trigger: ".o_form_view .o_form_readonly [name=partner_id]"},
        {trigger: ".nav-link[name=answers]", run: "click"},
        {trigger: "[name=score_ids] .o_data_row"},
        {
            trigger:
                ".o_form_view:not(:has(.o_list_record_remove, [name=note] [contenteditable=true]))",
        },
    ],
});

tours.add("cem_own_case_tour", {
    steps: () => [
        {trigger: ".o_form_view .o_form_editable [name=note]"},
        {trigger: ".nav-link[name=answers]", run: "click"},
        {trigger: "[name=score_ids] .o_data_row"},
        {trigger: "[name=score_ids]:not(:has(.o_list_record_remove))"},
    ],
});

tours.add("cem_managers_case_tour", {
    steps: () => [
        {trigger: ".o_form_view .o_form_editable [name=note]"},
        {trigger: ".nav-link[name=answers]", run: "click"},
        {trigger: "[name=score_ids] .o_data_row .o_list_record_remove"},
    ],
});

tours.add("cem_result_tour", {
    steps: () => [
        {trigger: "[name=name] input, [name=name] textarea", run: "edit Experience"},
        {
            trigger: "[name=requirement_id] input",
            run: "edit Remove the cause",
        },
        {
            trigger: "[name=requirement_id] .dropdown-item:contains(Remove the cause)",
            run: "click",
        },
        {
            trigger: "[name=kind] .o_radio_item:contains(Opinions) input",
            run: "click",
        },
        {trigger: "[name=measure] input", run: "click"},
        {trigger: ".o_select_menu_item:contains(Experience)", run: "click"},
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: "button[name=action_measure]", run: "click"},
        {trigger: "[name=outcome]:contains(Better)"},
        {trigger: "[name=test_text]:contains(p = 0)"},
    ],
});
