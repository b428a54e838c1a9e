import {readFile} from "./import_steps";
import {registry} from "@web/core/registry";

/* From a file of another tool to its figures; the words of the page are in either language,
   so that steps find their way by names of fields and buttons. Six clicks of at most eight. */
const QUALTRICS = [
    "StartDate,EndDate,Status,Progress,Finished,ResponseId,RecipientEmail,Q1,Q2_1",
    "Start Date,End Date,Response Type,Progress,Finished,Response ID,Recipient Email," +
        "How likely is it that you would recommend us?,Please rate - Staff",
    "startDate,endDate,status,progress,finished,_recordId,recipientEmail,QID1,QID2_1"
        .split(",")
        .map((name) => `"{""ImportId"":""${name}"",""timeZone"":""America/Denver""}"`)
        .join(","),
    "2026-10-05 09:12:33,2026-10-05 09:14:01,0,100,1,R_5,c5@example.com,10,5",
    "2026-10-06 09:12:33,2026-10-06 09:14:01,0,100,1,R_6,c6@example.com,8,4",
    "2026-10-07 09:12:33,2026-10-07 09:14:01,1,100,1,R_7,c7@example.com,0,1",
    "2026-10-08 09:12:33,2026-10-08 09:14:01,0,40,0,R_8,c8@example.com,,3",
].join("\n");

const WENJUANXING = [
    "序号,提交答卷时间,所用时间,来自IP,1、您的总体满意度？,2、请为服务态度打分,3、您的意见",
    "1,2026/10/1 12:30:22,63秒,203.0.113.7,非常满意,5,还可以",
    "2,2026/10/2 12:30:22,45秒,203.0.113.8,不满意,-3,(空)",
    "3,2026/10/3 12:30:22,50秒,203.0.113.9,一般,2,(空)",
    "4,2026/10/4 12:30:22,2秒,203.0.113.9,(跳过),-3,(空)",
].join("\n");

function importOf(text, filename) {
    return [
        ...readFile(text, filename),
        {
            content: "the form was recognised",
            trigger: ".o_field_widget[name='form_name']:not(:empty)",
        },
        {
            content: "see the preview",
            trigger: "button[name='action_preview']",
            run: "click",
        },
        {
            content: "what is a guess is said",
            trigger: ".o_cem_import_doubts li",
        },
    ];
}

const toFigures = [
    {
        content: "import",
        trigger: "button[name='action_import']:visible",
        run: "click",
    },
    {
        content: "and see the scores",
        trigger: "button[name='action_scores']",
        run: "click",
    },
    {
        content: "there they are",
        trigger: ".o_list_view .o_data_row",
    },
];

registry.category("web_tour.tours").add("cem_import_qualtrics", {
    steps: () => [
        ...importOf(QUALTRICS, "qualtrics.csv"),
        {
            content: "a preview and an unfinished row are left out",
            trigger: ".o_field_widget[name='left_out_count']:contains(2)",
        },
        ...toFigures,
    ],
});

registry.category("web_tour.tours").add("cem_import_wenjuanxing", {
    steps: () => [
        ...importOf(WENJUANXING, "wjx.csv"),
        {
            content: "look at what is no number",
            trigger: ".o_notebook .nav-link[name='words']",
            run: "click",
        },
        {
            content: "a code for a question that was skipped",
            trigger: ".o_field_widget[name='value_ids'] .o_data_row td:contains(-3)",
        },
        {
            content: "and words with their value",
            trigger:
                ".o_field_widget[name='value_ids'] .o_data_row:contains(非常满意):contains(5)",
        },
        ...toFigures,
    ],
});
