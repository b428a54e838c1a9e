import {registry} from "@web/core/registry";
import {queryFirst} from "@odoo/hoot-dom";

/** The text of the first match without blanks at its ends; "" when there is none. */
const textOf = (selector) => queryFirst(selector)?.textContent.trim() ?? "";

const rate = (question, mark) => ({
    content: `Answer ${mark} to "${question}"`,
    trigger: `div.js_question-wrapper:contains("${question}") label:has(input[value="${mark}"])`,
    run: "click",
});

// 1. The customer, who has answered the first question on the page of the mail.
registry.category("web_tour.tours").add("cem_main_job_customer", {
    steps: () => [
        rate("It was easy for me", 2),
        rate("How likely are you to recommend", 0),
        rate("How was our service", 0),
        rate("What had you expected", 9),
        rate("How important is service", 8),
        {
            content: "Say it in words",
            trigger:
                'div.js_question-wrapper:contains("What should we have done") textarea',
            run: "edit Nobody called me back for a week.",
        },
        {
            content: "Submit",
            trigger: 'button[value="finish"]',
            run: "click",
        },
        {
            content: "Confirm, as only a person does",
            trigger: '.modal .btn-primary:contains("Submit")',
            run: "click",
        },
        {
            content: "Thanked",
            trigger: ':contains("Thank you! If something went wrong")',
        },
    ],
});

// 2. Staff: call the customer, close the case with cause and outcome.
registry.category("web_tour.tours").add("cem_main_job_staff", {
    steps: () => [
        {
            content: "Open the follow-up",
            trigger: '.o_kanban_record:contains("Customer Li")',
            run: "click",
        },
        {
            content: "The customer's own words are there",
            trigger: '.o_form_view:contains("Nobody called me back for a week.")',
        },
        {
            content: "The customer was called",
            trigger: "button[name=action_contacted]",
            run: "click",
        },
        {
            content: "Close it without a cause: refused",
            trigger: "button[name=action_close].btn-primary",
            run: "click",
        },
        {
            content: "The refusal says what is missing",
            trigger: '.modal:contains("at least one cause")',
        },
        {
            content: "Understood",
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "Choose a cause",
            trigger: ".o_field_widget[name=cause_ids] input",
            run: "edit Waited too long",
        },
        {
            content: "Take it",
            trigger: '.o-autocomplete--dropdown-item:contains("Waited too long")',
            run: "click",
        },
        {
            content: "Open the outcomes",
            trigger: ".o_field_widget[name=outcome] input",
            run: "click",
        },
        {
            content: "Say how it ended",
            trigger: '.o_select_menu_item:contains("Explained to the customer")',
            run: "click",
        },
        {
            content: "Close it",
            trigger: "button[name=action_close].btn-primary",
            run: "click",
        },
        {
            content: "Closed",
            trigger: "button[name=action_reopen]",
        },
    ],
});

// 3. The manager: figures, key experience, weighted gap.
registry.category("web_tour.tours").add("cem_main_job_manager", {
    steps: () => [
        {
            content: "Compute the figures of the period",
            trigger: "button[name=action_compute]",
            run: "click",
        },
        {
            content: "The figures are there",
            trigger: '.o_field_widget[name=state]:contains("Running")',
        },
        {
            content: "Go to step 3",
            trigger: '.o_statusbar_status button:contains("3. Key Experience")',
            run: "click",
        },
        {
            content: "Service is the key experience: 8 x (4 - 9)",
            trigger:
                '[name=step_3] tr.o_data_row:contains("Service"):contains("−40.00")',
        },
        {
            content: "Go to step 4",
            trigger: '.o_statusbar_status button:contains("4. Gap")',
            run: "click",
        },
        {
            content: "Gap and weighted gap: 4 - 10, 8 x -6",
            trigger:
                '[name=step_4] tr.o_data_row:contains("Service") td[name=weighted_gap] .o_cem_figure',
            run: () => {
                const row = '[name=step_4] tr.o_data_row:contains("Service")';
                const found = ["gap", "weighted_gap"].map((name) =>
                    textOf(`${row} td[name=${name}] .o_cem_figure`)
                );
                if (found.join() !== "−6.00,−48.00") {
                    throw new Error(`gap and weighted gap on the screen: ${found}`);
                }
            },
        },
        {
            content: "The report can be printed",
            trigger: '.o_statusbar_buttons button:contains("Print")',
        },
        {
            content: "The step has been saved",
            trigger: ".o_form_saved",
        },
    ],
});
