"""Fields that a client may write, each with the reason why.

A reason, and below it models with their fields. What is not here is the server's; see
``test_guards.py``.
"""

from odoo.addons.cem_experience.tests.base.guard_attacks import declared

WRITABLE = declared(
    """
Design of the manager.
    cem.activity.module: activity_id effect is_waived meets module sense_ids
        sequence touchpoint_id waive_reason
    cem.activity.risk: activity_id impact likelihood name prevention sequence
        user_id
    cem.activity.rule: action activity_id kind sequence
    cem.activity.step: activity_id date_start dimension_id duration execution_points
        is_done is_rated item_ids key_points kind module name offset role sequence
        touchpoint_id user_id zone_id
    cem.activity.zone: activity_id capacity color look name segment_ids sequence
        user_id
Frozen when the commitment is published.
    cem.activity.prize: draw_id name quantity sequence
Given by the participant, ticked by staff, by no default; when is the server's.
    event.registration: cem_consent
No role may write opinions but through the page.
    cem.activity.opinion: active activity_id comment date device emotion has_mark
        mark module partner_id registration_id segment_id step_id touchpoint_id
        zone_id
No role may write the list.
    cem.activity.draw.entry: code draw_id name number registration_id
No role may write which device named whom.
    cem.activity.alias: activity_id key registration_id
No role may write who has won.
    cem.activity.win: draw_id entry_id place prize_id
Part of the product; no role may write it.
    cem.activity.template: code icon sequence
Rules and prizes: frozen when the commitment is published; the word only after the
list is frozen.
    cem.activity.draw: activity_id audience entry_ids may_win_again name prize_ids
        sequence step_id win_ids word zone_ids
The manager's own budget of the day.
    cem.activity.cost: activity_id actual name note planned sequence
The other side of records that guard themselves.
    event.event: cem_activity_ids
The plan of the manager; company and dates are the event's.
    cem.activity: active address_id background cost_ids date_begin date_end draw_ids
        event_id journey_id lead_goal lesson_ids module_ids name participant_goal
        purpose risk_ids rule_ids segment_ids state step_ids theme user_id zone_ids
What is to be got ready, ticked off by staff.
    cem.activity.item: is_ready kind name quantity sequence step_id
What the manager has learnt.
    cem.activity.lesson: activity_id description kind module name sequence step_id
What was bought, corrected by managers.
    cem.activity.purchase: activity_id amount date name partner_id registration_id
        user_id
Where and who the participant is, noted by staff.
    event.registration: cem_segment_id cem_zone_id
Which activity a lead comes from: Sales' own note.
    crm.lead: cem_activity_id
    """
)
