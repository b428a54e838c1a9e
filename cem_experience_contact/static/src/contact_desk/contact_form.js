import {callbackMoment} from "./callback_times";
import {uuid} from "@web/core/utils/strings";

function named(list, id) {
    return list.find((one) => one.id === id) || {name: ""};
}

/**
 * An empty form, but for what is known already.
 *
 * @param {Object} lists what the server says of the lists
 * @param {Object} values what is known
 * @param {Object} before the form before this one: channel and journey stay
 * @returns {Object}
 */
export function emptyForm(lists, values, before) {
    const need = named(lists.needs, values.need_id);
    return {
        // one a contact: however often it is sent, it is stored once
        key: uuid(),
        channel: values.channel || before.channel || "call_in",
        partner_id: values.partner ? values.partner.id : false,
        caller: values.caller || "",
        need,
        product: values.product || "",
        question: {name: "", answer: ""},
        barrier: {name: ""},
        feeling: "",
        callback: "none",
        callback_at: "",
        callback_user_id: lists.uid,
        journey_id: values.journey_id || before.journey_id || false,
        stage_id: false,
        note: "",
        lead: Boolean(need.auto),
        callback_of_id: values.callback_of_id || false,
        res_model: values.res_model || false,
        res_id: values.res_id || false,
        about: values.about || "",
        duration: values.duration || 0,
    };
}

/** What the server is sent of a form. */
export function payloadOf(form, seconds) {
    const at = callbackMoment(form.callback, form.callback_at);
    return {
        key: form.key,
        channel: form.channel,
        partner_id: form.partner_id,
        caller: form.caller,
        need_id: form.need.id || false,
        need: form.need.name,
        barrier_id: form.barrier.id || false,
        barrier: form.barrier.name,
        product: form.product,
        faq_id: form.question.faq_id || false,
        question_id: form.question.question_id || false,
        question: form.question.name,
        feeling: form.feeling,
        journey_id: form.journey_id,
        stage_id: form.stage_id,
        callback: at,
        callback_user_id: at && form.callback_user_id,
        callback_note: at ? form.note : "",
        note: form.note,
        lead: form.lead,
        seconds,
        duration: form.duration,
        callback_of_id: form.callback_of_id,
        res_model: form.res_model,
        res_id: form.res_id,
    };
}

/** Whether anything has been noted that is worth keeping. */
export function hasContent(payload) {
    return ["need", "barrier", "question", "feeling", "note"].some((name) =>
        Boolean(payload[name])
    );
}
