-- What an addon may leave behind in a database: one line for each thing.
SELECT 'table ' || table_name FROM information_schema.tables WHERE table_schema = 'public'
UNION ALL
SELECT 'column ' || table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'constraint ' || conname || ' on ' || conrelid::regclass FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT 'sequence ' || sequencename FROM pg_sequences WHERE schemaname = 'public'
UNION ALL
SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL
SELECT 'trigger ' || tgname || ' on ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'ir.model.data ' || module || '.' || name FROM ir_model_data
UNION ALL
SELECT 'model ' || model FROM ir_model
UNION ALL
SELECT 'field ' || model || '.' || name FROM ir_model_fields
UNION ALL
SELECT 'selection ' || f.model || '.' || f.name || '=' || s.value
  FROM ir_model_fields_selection s JOIN ir_model_fields f ON f.id = s.field_id
UNION ALL
SELECT 'access ' || a.name || ' ' || a.id FROM ir_model_access a
UNION ALL
SELECT 'rule ' || coalesce(name, '') || ' ' || id FROM ir_rule
UNION ALL
SELECT 'cron ' || id || ' ' || cron_name FROM ir_cron
UNION ALL
SELECT 'action ' || type || ' ' || id FROM ir_actions
UNION ALL
SELECT 'menu ' || id || ' ' || (name ->> 'en_US') FROM ir_ui_menu
UNION ALL
SELECT 'view ' || id || ' ' || coalesce(name, '') FROM ir_ui_view
UNION ALL
SELECT 'parameter ' || key FROM ir_config_parameter
UNION ALL
SELECT 'sequence record ' || coalesce(code, '') || ' ' || id FROM ir_sequence
UNION ALL
SELECT 'group ' || id || ' ' || (name ->> 'en_US') FROM res_groups
UNION ALL
SELECT 'activity type ' || id || ' ' || (name ->> 'en_US') FROM mail_activity_type
UNION ALL
SELECT 'mail template ' || id || ' ' || (name ->> 'en_US') FROM mail_template
UNION ALL
SELECT 'default ' || id FROM ir_default
UNION ALL
SELECT 'attachment ' || coalesce(res_model, '-') || ' ' || coalesce(res_field, '') || ' ' || name
  FROM ir_attachment WHERE coalesce(url, '') NOT LIKE '/web/assets/%';
