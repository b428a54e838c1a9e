"""Fields that a client may write, each with the reason why.

A reason, and below it models with their fields. What is not here is the server's; see
``test_guards.py``.
"""

from .guard_attacks import declared

WRITABLE = declared(
    """
A date that staff note about a customer.
    cem.lifecycle.date: date event_id note partner_id
A figure may be overruled, with its reason; each time leaves a row in the history.
    cem.assessment.line: assessment_id dimension_id expectation expectation_origin
        expectation_overruled expectation_reason experience experience_overruled
        experience_reason ideal ideal_overruled ideal_reason importance
        importance_overruled importance_reason requirement_ids
A list for the person who imports; nothing rests on it.
    cem.score.import.reject: content external_id import_id reason row
A list of words that managers keep.
    cem.tone: active name tone
    cem.topic: active color dimension_id name sequence words
A list that administrators keep.
    cem.cause: active child_ids color description dimension_id name parent_id
        sequence touchpoint_id
A list that managers keep.
    cem.channel: active color name sequence
    cem.dimension: active code color description kind name sequence
    cem.lifecycle.event: active code name sequence
    cem.sense: active code color description icon name sequence
A manager may take it out of all figures.
    cem.score: active
A person may correct how words were read; that it was corrected, and by whom, is the
server's.
    cem.remark: sentiment topic_ids
    cem.score: sentiment topic_ids
A preset that managers keep.
    cem.listen.setup: active after_days date_field delay description dimension_id
        domain icon min_days model months name once partner_path priority
        reminder_max sequence survey_id touchpoint_ids trigger user_path
A tier that a person sets is kept, and noted in the history.
    res.partner: cem_value_tier_fixed cem_value_tier_id
About which record the button was: shown to whoever may read that one.
    cem.followup: res_id res_model
Actions are the administrators of Odoo's.
    ir.actions.server: cem_touchpoint_id
An opinion is recorded once by who may, and never rewritten; only where it comes
from is the server's.
    cem.score: comment company_id date dimension_id journey_id measure partner_id
        raw_value res_id res_model source touchpoint_id user_id value
As its population.
    cem.population.share: group_ref population_id share
Design of the manager.
    cem.journey: active company_id description faq_ids industry name persona_ids
        segment_ids sequence stage_ids standard_ids touchpoint_ids user_id
    cem.journey.stage: active channel_id customer_action customer_barrier
        customer_question description emotion_designed is_moment_of_truth journey_id
        name phase sense_ids sequence template_key touchpoint_ids user_id
    cem.persona: active color company_id description fears goals journey_ids name
        segment_ids sequence template_key
    cem.standard: active brand_check_ids description kind name photo sense_id
        sequence template_key touchpoint_id
    cem.touchpoint.weight: dimension_id touchpoint_id weight
    survey.question: active cem_change cem_dimension_id cem_explains_id cem_measure
        cem_reversed cem_scale_max
        cem_scale_min cem_touchpoint_id
    survey.question.answer: active cem_counts cem_dimension_id cem_touchpoint_id cem_value
Design of the manager: what is asked, of whom and when. The token of the link is the
server's.
    cem.touchpoint: active ask_after_days ask_channel ask_date_field ask_delay
        ask_domain ask_expiry_days ask_ignore_fatigue ask_min_days ask_model_id
        ask_months ask_once ask_partner_path ask_priority ask_quota ask_quota_period
        ask_reminder_days ask_reminder_max ask_share ask_sms_template_id
        ask_team_path ask_template_id ask_thank_template_id ask_trigger
        ask_user_path brand_check_ids channel_id child_ids company_id
        customer_action customer_barrier customer_question description embed_origins
        emotion_designed faq_ids is_moment_of_truth journey_id kiosk_ids
        link_audience name own_weight parent_id sense_ids sequence stage_id
        standard_ids survey_id template_key user_id weight weight_ids
Design of the manager; anonymous it stays once it is answered.
    survey.survey: cem_anonymous cem_company_id cem_count_partial
Figures of a result that is typed, and says so; a measured one is computed anew.
    cem.result: after before date has_after has_before unit
How a column is to be read; frozen while it is imported.
    cem.score.import.column: dimension_id import_id leave_out_if leave_out_value measure
        new_dimension_code new_dimension_name reversed role scale_max scale_min sequence
        touchpoint_id
    cem.score.import.value: meaning value
Known shares of the population, which the manager types and which are named with
each weighted figure.
    cem.population: active company_id name note sequence share_ids
Managers correct times, which is tracked; staff are refused by the model.
    cem.followup: contact_deadline date_contacted deadline
No role may write the log.
    cem.answer.pace: address date link user_input_id
    cem.dashboard.mail.run: due_date mail_id note state user_id
No role may write the result.
    cem.driver.study.line: answer_count derived dimension_id has_stated reason share
        share_high share_low significant slope stated study_id touchpoint_id
No role may write the sums.
    cem.problem.cause.week: case_count cause_id company_id week
    cem.problem.recount: company_id week
    cem.problem.week: answer_count company_id measure squares total touchpoint_id
        unhappy_count week
No role may write who has been told.
    cem.requirement.notice: partner_id requirement_id
Part of the product; no role may write it.
    cem.journey.template: code icon sequence
Rules of the administrator.
    cem.followup.deadline: active close_hours company_id contact_hours priority
        sequence value_tier_id
    cem.followup.escalation: active deadline hours name raise_priority sequence
        target user_id
    cem.followup.rule: active activity_type_id cause_id company_id contact_hours
        days deadline_hours dimension_ids escalation_user_id fall_count fall_points
        fallback_user_id journey_ids kind measure name owner_policy priority
        sequence several_count team_id threshold touchpoint_ids user_id
        value_tier_ids words
    cem.followup.stage: description fold kind name sequence
    cem.lifecycle.rule: active company_id date_path days_from days_to domain
        model_id name partner_path segment_id sequence
    cem.value.tier: active ask_months color description is_valuable minimum_amount
        minimum_rfm name sequence
Scope, company value and notes of the manager who judges; frozen once it is done.
    cem.assessment: brand_evidence brand_value company_id cycle_months date_from
        date_to followup_ids journey_id line_ids name next_ids population_id
        requirement_ids result_ids segment_ids stage_ids step team_ids
        touchpoint_ids user_id value_tier_ids
Settings of the administrator.
    res.company: cem_case_cost cem_costly_share cem_followup_user_id
        cem_hide_own_answers cem_recovery_days cem_recovery_touchpoint_id
        cem_value_method cem_value_months
The answer; when it changes, its approval goes.
    cem.faq: active answer journey_id name phase sequence template_key touchpoint_id
As of a file, where rows come from elsewhere.
    cem.source: missing zone
The file and how it is to be read; nothing counts before it is imported.
    cem.score.import: column_ids company_id date date_order delimiter encoding
        file filename import_again journey_id missing open_followups
        partner_policy reject_ids sheet touchpoint_id form header_row header_rows
        repeat_policy skip_hidden value_ids zone
The judgement itself: written once, by whom and when is the server's.
    cem.brand.check: name reason requirement_id standard_id touchpoint_id verdict
The limit itself: administrators only.
    cem.compensation.budget: amount company_id date_from date_to
    cem.compensation.limit: amount company_id days role
The manager's own judgement: confirmed, solved, dismissed; the figures of the alarm
are the server's.
    cem.problem: cause_id company_id date_first description name requirement_ids
        state touchpoint_id user_id
The other side of records that guard themselves.
    res.partner: cem_consent_ids cem_lifecycle_date_ids
        cem_value_change_ids
    survey.user_input: cem_invitation_ids cem_score_ids
The question; when it changes, the result goes.
    cem.driver.study: assessment_id company_id coverage date_from date_to
        driver_kind journey_id method name outcome_dimension_id outcome_measure
        population_id
The work itself: staff say what they found, did and whom it is given to.
    cem.followup: assessment_id cause_ids compensation_ids
        dimension_id journey_id name note outcome partner_id priority score_ids
        stage_id touchpoint_id user_id
What a customer wishes, noted by whoever may edit contacts.
    res.partner: cem_company_no_survey cem_no_survey
What a manager wants mailed, and to whom.
    cem.dashboard.mail: active company_id compare_by domain file_type filter_id
        interval journey_id name next_date period population_id run_ids user_ids
What counts as value: administrators only.
    cem.value.source: active amount_field company_id currency_field date_field
        domain model_id name partner_path sequence
What is asked for; frozen once it has been sent for approval. The case cannot be
changed after.
    cem.compensation: amount currency_id document_ref followup_id kind name reason
What is to be done, until when and at what cost: the manager's own plan, tracked.
    cem.requirement: assessment_id brand_check_ids company_id cost
        date_done date_due date_start description effort expected_gap followup_ids
        line_id name next_ids notice_ids people people_aligned problem_id process
        process_aligned result_ids state strategy strategy_aligned technology
        technology_aligned tell_body tell_subject touchpoint_id user_id
What is to be measured.
    cem.result: amount_field_id assessment_id company_id comparison_domain
        comparison_journey_ids comparison_name comparison_touchpoint_ids
        comparison_user_ids date_change date_field_id days dimension_id domain
        journey_ids kind lower_is_better measure model_id name note requirement_id
        touchpoint_ids user_ids
When it is opened only: fixed from then on.
    cem.followup: company_id
Which device it is, what it asks and its PIN: the manager's. The token is the
server's.
    cem.kiosk: active company_id name pin reset_seconds touchpoint_id
Which figures a person wants mailed.
    digest.digest: kpi_cem_nps kpi_cem_satisfaction
    """
)
