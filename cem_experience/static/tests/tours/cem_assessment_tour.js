import {registry} from "@web/core/registry";

const figures = ["experience", "expectation", "importance"];

/** Overrule figures of one dimension in its dialog, as a person does. */
function judge(dimension, marks) {
    const steps = [
        {
            content: `Open ${dimension}`,
            trigger: `[name=step_2] .o_data_row:contains("${dimension}") td.o_data_cell[name=dimension_id]`,
            run: "click",
        },
    ];
    marks.forEach((mark, index) => {
        if (mark === null) {
            return;
        }
        const figure = figures[index];
        steps.push(
            {
                content: `Overrule ${figure}`,
                trigger: `.modal [name=${figure}_overruled] input`,
                run: "click",
            },
            {
                trigger: `.modal [name=${figure}] input`,
                run: `edit ${mark}`,
            },
            {
                trigger: `.modal [name=${figure}_reason] input`,
                run: "edit The founders' own judgement",
            }
        );
    });
    steps.push(
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        }
    );
    return steps;
}

/** Read figures of one dimension off the screen; null is a dash. */
function read(step, dimension, expected) {
    return Object.entries(expected).map(([name, value]) => ({
        content: `${dimension}: ${name} is ${value}`,
        trigger: `[name=step_${step}] .o_data_row:contains("${dimension}") td[name=${name}] .o_cem_figure:contains(/^${value === null ? "—" : value}$/)`,
    }));
}

function next(step) {
    return [
        {
            content: `On to step ${step}`,
            trigger: "button[name=action_step_next]",
            run: "click",
        },
        {
            trigger: `.o_field_statusbar[name=step] .o_arrow_button_current:contains("${step}.")`,
        },
    ];
}

registry.category("web_tour.tours").add("cem_assessment_tour", {
    steps: () => [
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=name] input, .o_field_widget[name=name] textarea",
            run: "edit Meisu Electric on tour",
        },
        {
            trigger: ".o_field_widget[name=brand_value] .odoo-editor-editable",
            run: "editor Marked prices and a reliable brand",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Figures from the answers: there are none yet",
            trigger: "button[name=action_compute]",
            run: "click",
        },
        {
            trigger: ".o_field_badge[name=state]:contains(Running)",
        },
        ...next(2),
        ...read(2, "Convenience", {experience: null, satisfaction: null}),
        ...judge("Convenience", [5, 7, 9]),
        ...judge("Product", [6, 7, null]),
        ...judge("Price", [7, 7, null]),
        ...judge("Brand Image", [7, 7, null]),
        ...judge("Service", [6, null, null]),
        ...judge("Relationship", [4, null, null]),
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
        ...read(2, "Convenience", {
            experience: "5.00",
            expectation: "7.00",
            satisfaction: "−2.00",
            importance: "9.00",
        }),
        ...read(2, "Product", {
            experience: "6.00",
            expectation: "7.00",
            satisfaction: "−1.00",
        }),
        ...read(2, "Price", {experience: "7.00", satisfaction: "0.00"}),
        ...read(2, "Brand Image", {experience: "7.00", satisfaction: "0.00"}),
        ...read(2, "Service", {experience: "6.00", expectation: null}),
        {
            content: "Overruled figures carry a mark that tells why",
            trigger: `[name=step_2] .o_data_row:contains("Service") td[name=experience] .fa-pencil[title*="own judgement"]`,
        },
        ...next(3),
        {
            trigger: "[name=step_3] .alert-danger:contains(Convenience)",
        },
        ...read(3, "Convenience", {weighted_satisfaction: "−18.00"}),
        ...next(4),
        ...read(4, "Convenience", {
            ideal: "10.00",
            gap: "−5.00",
            weighted_gap: "−45.00",
        }),
        ...read(4, "Product", {ideal: "6.00", gap: "0.00"}),
        ...read(4, "Price", {ideal: "7.00", gap: "0.00"}),
        ...read(4, "Brand Image", {ideal: "7.00", gap: "0.00"}),
        ...read(4, "Service", {ideal: "6.00", gap: "0.00"}),
        ...read(4, "Relationship", {ideal: "4.00", gap: "0.00"}),
        ...next(5),
        {
            trigger: "button[name=action_propose_requirements]",
            run: "click",
        },
        {
            trigger: `[name=step_5] .o_data_row:contains("Close the gap in Convenience") td[name=weighted_gap]:contains("−45.00")`,
        },
        ...next(6),
        {
            trigger: `[name=step_6] .o_data_row .o_list_record_open_form_view button`,
            run: "click",
        },
        ...["strategy", "people", "process", "technology"].map((side) => ({
            trigger: `.o_form_view [name=${side}_aligned] .o_radio_item:contains(/^Fits$/) input`,
            run: "click",
        })),
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
        {
            content: "Back to the assessment",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item:contains(Meisu) a",
            run: "click",
        },
        {
            trigger: "[name=step_6] .o_data_row td[name=alignment]:contains(Fits)",
        },
        ...next(7),
        {
            trigger: "[name=step_7] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".modal [name=name] input, .modal [name=name] textarea",
            run: "edit Cameras sold a month",
        },
        {
            trigger: ".modal [name=before] input",
            run: "edit 100",
        },
        {
            trigger: ".modal [name=has_after] input",
            run: "click",
        },
        {
            trigger: ".modal [name=after] input",
            run: "edit 200",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
        {
            trigger: `[name=step_7] .o_data_row td[name=verdict]:contains("from 100 to 200")`,
        },
        {
            trigger: "button[name=action_done]",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            trigger: ".ribbon:contains(Done)",
        },
    ],
});
