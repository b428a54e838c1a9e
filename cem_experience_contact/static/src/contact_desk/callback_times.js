import {_t} from "@web/core/l10n/translation";
import {serializeDateTime} from "@web/core/l10n/dates";

const {DateTime} = luxon;
const LATE = 17;
const EARLY = 9;

function times() {
    const now = DateTime.now().startOf("minute");
    return {
        hour: now.plus({hours: 1}),
        today: now.set({hour: LATE, minute: 0}),
        tomorrow: now.plus({days: 1}).set({hour: EARLY, minute: 0}),
    };
}

/** When a customer can be called back, each choice one digit away. */
export function callbackChoices() {
    const at = times();
    const clock = (moment) => moment.toLocaleString(DateTime.TIME_SIMPLE);
    const choices = [
        {value: "none", key: "0", label: _t("No")},
        {value: "hour", key: "1", label: _t("In an hour")},
        {value: "today", key: "2", label: _t("Today %s", clock(at.today))},
        {value: "tomorrow", key: "3", label: _t("Tomorrow %s", clock(at.tomorrow))},
        {value: "other", key: "4", label: _t("Other time")},
    ];
    const isLate = at.today < DateTime.now().plus({minutes: 30});
    return isLate ? choices.filter((one) => one.value !== "today") : choices;
}

/**
 * The moment of a choice as the server takes it.
 *
 * @param {String} choice
 * @param {String} typed date and time of the choice "other", in local time
 * @returns {String|Boolean} UTC; false for none
 */
export function callbackMoment(choice, typed) {
    if (choice === "other") {
        const moment = DateTime.fromISO(typed || "");
        return moment.isValid ? serializeDateTime(moment) : false;
    }
    const moment = times()[choice];
    return moment ? serializeDateTime(moment) : false;
}
