import {readFile} from "./import_steps";
import {registry} from "@web/core/registry";

const ANSWERS = [
    "E-mail,Service (1-5)",
    "one@undo.example,1",
    "two@undo.example,1",
    "three@undo.example,5",
].join("\n");

registry.category("web_tour.tours").add("cem_import_with_followups", {
    steps: () => [
        ...readFile(ANSWERS, "undo.csv"),
        {
            content: "see the preview",
            trigger: "button[name='action_preview']",
            run: "click",
        },
        {
            content: "it says how many follow-ups it will open, and leaves the choice",
            trigger:
                ".alert:contains('will open'):contains('2'):contains('follow-ups') " +
                ".o_field_widget[name='open_followups'] input:checked",
        },
        {
            content: "import",
            trigger: "button[name='action_import']",
            run: "click",
        },
        {
            content: "it is in",
            trigger: "button[name='action_withdraw']",
        },
    ],
});

registry.category("web_tour.tours").add("cem_import_undone", {
    steps: () => [
        {
            content: "undo",
            trigger: "button[name='action_withdraw']",
            run: "click",
        },
        {
            content: "it says what goes",
            trigger: ".modal:contains('nobody has worked on') .btn-primary",
            run: "click",
        },
        {
            content: "and can be done again",
            trigger: "button[name='action_again']:visible",
        },
    ],
});
