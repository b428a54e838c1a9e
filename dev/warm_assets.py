# Run in an Odoo shell on a database: makes the asset bundles beforehand, so
# that the first browser test need not wait for them.
for bundle in (
    "web.assets_web",
    "web.assets_web_print",
    "web.assets_frontend",
    "web.assets_frontend_minimal",
    "web.assets_frontend_lazy",
    "web.assets_tests",
    "survey.survey_assets",
    "web.report_assets_common",
    "web.report_assets_pdf",
):
    files = env["ir.qweb"]._get_asset_bundle(bundle, css=True, js=True)  # noqa: F821
    files.css()
    files.js()
env.cr.commit()  # noqa: F821
