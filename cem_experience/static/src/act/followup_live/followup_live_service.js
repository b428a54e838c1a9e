import {_t} from "@web/core/l10n/translation";
import {EventBus} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

/**
 * What happens to follow-ups while one looks: a notification for the owner of a case,
 * and for the screens that show follow-ups the news that they have changed.
 */
export const followupLiveService = {
    dependencies: ["action", "bus_service", "notification"],

    start(env, {action, bus_service: bus, notification}) {
        const news = new EventBus();

        function changed(payload) {
            // One's own screen shows already what one has done
            if (payload.by !== user.userId) {
                news.trigger("changed", payload);
            }
        }

        function show(text, title, view) {
            const close = notification.add(text, {
                title,
                type: "warning",
                sticky: true,
                buttons: [
                    {
                        name: _t("View"),
                        primary: true,
                        onClick: () => {
                            close();
                            action.doAction(view);
                        },
                    },
                ],
            });
        }

        function owned({id, again, customer, about, words, count, title}) {
            if (count) {
                // Many at once: the server has said it in the owner's language
                show(title, _t("Follow-ups"), "cem_experience.cem_followup_action_my");
                return;
            }
            const lines = [customer, about, words && `“${words}”`];
            show(
                lines.filter(Boolean).join(" – "),
                again
                    ? _t("Dissatisfied again: your follow-up")
                    : _t("Dissatisfied customer: your follow-up"),
                {
                    type: "ir.actions.act_window",
                    res_model: "cem.followup",
                    res_id: id,
                    views: [[false, "form"]],
                }
            );
        }

        bus.subscribe("cem.followup/changed", changed);
        bus.subscribe("cem.followup/owned", owned);
        return {news, changed, owned};
    },
};

registry.category("services").add("cem_followup_live", followupLiveService);
