import {readFile} from "./import_steps";
import {registry} from "@web/core/registry";

const ANSWERS = [
    "E-mail,Service (1-5),Price (1-5),Loyalty (1-10)",
    "tour@customer.example,5,4,9",
    "nobody@else.example,1,2,3",
    ",7,3,5",
    ",4,3,5",
].join("\n");

registry.category("web_tour.tours").add("cem_score_import", {
    steps: () => [
        ...readFile(ANSWERS, "tour.csv"),
        {
            content: "the dimension was guessed",
            trigger:
                ".o_field_widget[name='column_ids'] .o_data_row td:contains(Service)",
        },
        {
            content: "see the preview",
            trigger: "button[name='action_preview']",
            run: "click",
        },
        {
            content: "the preview tells what is wrong with one row",
            trigger: ".nav-link:contains(Problems)",
            run: "click",
        },
        {
            content: "by its number and the reason",
            trigger:
                ".o_field_widget[name='reject_ids'] td:contains(7 is off the scale)",
        },
        {
            content: "agree to the new dimension and import",
            trigger: "button[name='action_import']:contains(Create Dimensions)",
            run: "click",
        },
        {
            content: "the result gives the rejected rows back",
            trigger: "button[name='action_download_rejects']",
        },
        {
            content: "and leads to the scores",
            trigger: "button[name='action_scores']",
            run: "click",
        },
        {
            content: "nine scores",
            trigger:
                ".o_pager_limit:contains(9), .o_list_view .o_data_row:nth-child(9)",
        },
    ],
});
