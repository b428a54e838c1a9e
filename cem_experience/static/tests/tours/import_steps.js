/** The first steps of every import: choose a file and have it read. */
export function readFile(text, filename) {
    return [
        {
            content: "start a new import",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "choose the file",
            trigger: ".o_field_widget[name='file'] .o_select_file_button",
            run() {
                const input = document.querySelector(
                    ".o_field_widget[name='file'] input[type='file']"
                );
                const transfer = new DataTransfer();
                transfer.items.add(new File([text], filename, {type: "text/csv"}));
                input.files = transfer.files;
                input.dispatchEvent(new Event("change", {bubbles: true}));
            },
        },
        {
            content: "wait for the file's name",
            trigger: `.o_field_widget[name='file'] input[type='text']:value(${filename})`,
        },
        {
            content: "have it read",
            trigger: "button[name='action_map']:not(:disabled)",
            run: "click",
        },
    ];
}
