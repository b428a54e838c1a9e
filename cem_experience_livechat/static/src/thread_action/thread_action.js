import {_t} from "@web/core/l10n/translation";
import {registerThreadAction} from "@mail/core/common/thread_actions";

registerThreadAction("cem-wrap-up", {
    condition: ({owner, store, thread}) =>
        thread?.channel_type === "livechat" &&
        store.has_access_cem_contact &&
        !owner.isDiscussSidebarChannelActions,
    icon: "fa fa-fw fa-pencil-square-o",
    name: _t("Wrap Up"),
    async open({store, thread}) {
        const {action, orm} = store.env.services;
        const wrapUp = await orm.call("discuss.channel", "action_cem_wrap_up", [
            [thread.id],
        ]);
        await action.doAction(wrapUp);
    },
    sequence: 12,
    sequenceGroup: 25,
});
