/**
 * The participant's own page: opinions step by step, kept on the phone until the server
 * has them. Without this script the same forms work, as a page each.
 */
import {JobQueue} from "/cem_experience/static/src/base/job_queue/job_queue.js";

const page = document.querySelector("[data-activity-page]");
const banner = document.querySelector(".offline");
const saved = document.querySelector(".saved");

async function send(jobs) {
    const response = await fetch(page.dataset.saveUrl, {
        method: "POST",
        headers: {"Content-Type": "application/json"},
        body: JSON.stringify({jobs}),
    });
    if (!response.ok) {
        throw new Error(`The server answered ${response.status}.`);
    }
    return (await response.json()).answers;
}

const queue = new JobQueue(`phone.${page.dataset.place}`, send, {
    change: () => show(),
    done: () => null,
    refused: () => null,
});

function show() {
    // The first change is told while the queue is being made.
    if (typeof queue === "undefined") {
        return;
    }
    banner.hidden = !queue.isOffline;
    saved.hidden = Boolean(queue.pending) || !document.querySelector(".judged");
    const refusals = document.querySelector(".refused");
    refusals.textContent = queue.refused.map((job) => job.error).join(" ");
    refusals.hidden = !queue.refused.length;
}

function number(data, name) {
    const value = data.get(name);
    return value === null || value === "" ? null : Number(value);
}

function judge(form) {
    const data = new FormData(form);
    const values = {
        kind: "opinion",
        step: Number(form.dataset.step),
        emotion: number(data, "emotion"),
        mark: number(data, "mark"),
        comment: data.get("comment") || "",
    };
    if (values.emotion === null && values.mark === null && !values.comment) {
        return;
    }
    form.classList.add("judged");
    queue.add(values, `opinion.${values.step}`);
}

for (const form of document.querySelectorAll("form[data-step]")) {
    form.querySelector("button[type=submit]").hidden = true;
    form.addEventListener("change", () => judge(form));
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        judge(form);
    });
}

// What this phone has not sent yet is shown as it was entered.
for (const job of queue.jobs) {
    const form = document.querySelector(`form[data-step="${job.values.step}"]`);
    if (form) {
        for (const name of ["emotion", "mark"]) {
            const choice = form.querySelector(
                `[name=${name}][value="${job.values[name]}"]`
            );
            if (choice) {
                choice.checked = true;
            }
        }
        form.elements.comment.value = job.values.comment;
        form.classList.add("judged");
    }
}
const call = document.querySelector("form[data-lead]");
if (call) {
    call.addEventListener("submit", (event) => {
        event.preventDefault();
        queue.add({kind: "lead"}, "lead");
        call.querySelector("button").disabled = true;
        call.querySelector(".asked").hidden = false;
    });
}
show();
queue.send();
