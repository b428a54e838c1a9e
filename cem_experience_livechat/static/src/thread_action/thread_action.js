import {_t} from "@web/core/l10n/translation";
import {registerThreadAction} from "@mail/core/common/thread_actions";
import {user} from "@web/core/user";

registerThreadAction("cem-wrap-up", {
    condition: ({owner, store, thread}) =>
        thread?.channel_type === "livechat" &&
        store.has_access_cem_contact &&
        !owner.isDiscussSidebarChannelActions,
    icon: "fa fa-fw fa-pencil-square-o",
    name: _t("Wrap Up"),
    async open({store, thread}) {
        await store.env.services.action.doActionButton({
            type: "object",
            name: "action_cem_wrap_up",
            resModel: "discuss.channel",
            resId: thread.id,
            context: user.context, // With the language of the person
        });
    },
    sequence: 12,
    sequenceGroup: 25,
});
