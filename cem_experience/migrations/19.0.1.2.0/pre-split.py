"""Three rooms have become addons of their own: what was installed stays so."""

MODELS = {
    "cem_experience_audit": (
        "cem_audit",
        "cem_perception",
    ),
    "cem_experience_connect": (
        "cem_source",
        "cem_webhook",
    ),
    "cem_experience_contact": (
        "cem_contact",
        "cem_need",
        "cem_barrier",
        "cem_question",
        "cem_proposal_mixin",
    ),
}
# Names of records, and of fields of models that stay
NAMES = {
    "cem_experience_audit": """
        access_cem_audit_check_manager access_cem_audit_check_user
        access_cem_audit_line_manager access_cem_audit_line_user
        access_cem_audit_manager access_cem_audit_mark_manager
        access_cem_audit_mark_user access_cem_audit_user
        access_cem_perception_line_user access_cem_perception_user
        cem_audit_action cem_audit_action_mine cem_audit_check_action
        cem_audit_check_menu cem_audit_check_rule_company
        cem_audit_check_rule_manager cem_audit_check_rule_user
        cem_audit_check_view_list cem_audit_check_view_pivot
        cem_audit_check_view_search cem_audit_line_action
        cem_audit_line_rule_company cem_audit_line_rule_manager
        cem_audit_line_rule_user cem_audit_line_view_form
        cem_audit_line_view_list cem_audit_line_view_search
        cem_audit_mark_rule_company cem_audit_mark_rule_manager
        cem_audit_mark_rule_user cem_audit_menu cem_audit_menu_mine
        cem_audit_report cem_audit_report_action cem_audit_report_document
        cem_audit_report_step cem_audit_rule_company cem_audit_rule_manager
        cem_audit_rule_user cem_audit_view_form cem_audit_view_kanban
        cem_audit_view_list cem_audit_view_search cem_audit_walk_action
        cem_perception_action cem_perception_line_action
        cem_perception_line_rule_own cem_perception_line_view_list
        cem_perception_line_view_search cem_perception_menu
        cem_perception_rule_own cem_perception_view_form
        cem_requirement_view_form_audit mail_activity_type_audit
        field_cem_score__audit_mark_id field_cem_followup__audit_check_ids
        field_cem_requirement__audit_check_ids
        field_res_config_settings__cem_keep_photos_months
        selection__cem_score__source__audit
        selection__cem_followup__outcome__mended
    """,
    "cem_experience_connect": """
        access_cem_source_administrator access_cem_source_answer_administrator
        access_cem_source_manager access_cem_webhook_administrator
        access_cem_webhook_delivery_administrator
        access_cem_webhook_delivery_manager access_cem_webhook_manager
        cem_source_action cem_source_answer_rule_company cem_source_app_demo
        cem_source_menu cem_source_rule_company cem_source_view_form
        cem_source_view_list cem_source_view_search cem_webhook_action
        cem_webhook_delivery_action cem_webhook_delivery_menu
        cem_webhook_delivery_rule_company cem_webhook_delivery_view_form
        cem_webhook_delivery_view_list cem_webhook_delivery_view_search
        cem_webhook_menu cem_webhook_rule_company cem_webhook_service_desk_demo
        cem_webhook_view_form cem_webhook_view_list cem_webhook_view_search
        ir_cron_source ir_cron_webhook field_cem_score_import_column__source_id
        field_cem_score_import_reject__source_id
        field_res_config_settings__cem_private_hosts
        field_res_config_settings__cem_keep_deliveries_months
    """,
    "cem_experience_contact": """
        access_cem_barrier_manager access_cem_barrier_user
        access_cem_contact_manager access_cem_contact_user
        access_cem_need_manager access_cem_need_user
        access_cem_question_answer_manager access_cem_question_manager
        access_cem_question_report_manager access_cem_question_user
        cem_barrier_action cem_barrier_before cem_barrier_brand
        cem_barrier_decides cem_barrier_effort cem_barrier_fit cem_barrier_later
        cem_barrier_menu cem_barrier_price cem_barrier_quality
        cem_barrier_rule_company cem_barrier_unclear cem_barrier_view_list
        cem_barrier_view_search cem_contact_action cem_contact_action_callbacks
        cem_contact_action_report cem_contact_desk_action cem_contact_menu
        cem_contact_menu_callbacks cem_contact_menu_desk cem_contact_menu_report
        cem_contact_rule_company cem_contact_rule_manager
        cem_contact_rule_user_read cem_contact_rule_user_write
        cem_contact_view_form cem_contact_view_graph cem_contact_view_kanban
        cem_contact_view_list cem_contact_view_pivot cem_contact_view_search
        cem_menu_contact cem_need_action cem_need_appointment cem_need_buy
        cem_need_complaint cem_need_contract cem_need_help cem_need_information
        cem_need_invoice cem_need_menu cem_need_offer cem_need_parking_demo
        cem_need_pool_demo cem_need_repair cem_need_rule_company
        cem_need_view_form cem_need_view_list cem_need_view_search
        cem_question_answer_rule_own cem_question_answer_view_form
        cem_question_report_action cem_question_report_menu
        cem_question_report_rule_company cem_question_report_view_graph
        cem_question_report_view_list cem_question_report_view_search
        cem_question_rule_company mail_activity_type_callback
        res_partner_view_form_contact field_res_partner__cem_contact_ids
        field_res_partner__cem_contact_count field_res_partner__cem_need_count
        field_res_users__cem_contact_ids field_res_users__cem_contact_count
        field_res_users__cem_need_count field_crm_lead__cem_contact_id
        selection__cem_score__source__contact
    """,
}


def migrate(cr, version):
    """Give the addons what is theirs before anything is loaded, and install them.

    While this addon is loaded, views of addons that come later are left out of account.
    """
    for addon, models in MODELS.items():
        patterns = [
            f"{kind}{model}{end}".replace("_", r"\_")
            for model in models
            for kind in ("model_", "field_", "selection__", "constraint_")
            for end in ("", "_%")
        ]
        cr.execute(
            """
            UPDATE ir_model_data SET module = %s
             WHERE module = 'cem_experience' AND (name = ANY(%s) OR name LIKE ANY(%s))
            """,
            [addon, NAMES[addon].split(), patterns],
        )
        cr.execute(
            """
            UPDATE ir_module_module SET state = 'to install'
             WHERE name = %s AND state = 'uninstalled'
            """,
            [addon],
        )
    # Record rules are kept from updates; these say who may see what, and have changed.
    cr.execute(
        r"""
        WITH ours AS (
            DELETE FROM ir_model_data
             WHERE model = 'ir.rule' AND module LIKE 'cem\_experience%'
         RETURNING res_id
        )
        DELETE FROM ir_rule WHERE id IN (SELECT res_id FROM ours)
        """
    )
