// ESLint's own recommended rules for Odoo's modules (run by dev/lint.sh, which
// sets NODE_PATH to where the packages are).
const js = require("@eslint/js");
const globals = require("globals");

module.exports = [
    js.configs.recommended,
    {
        files: ["**/*.js"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, odoo: "readonly", luxon: "readonly", Chart: "readonly"},
        },
        linterOptions: {reportUnusedDisableDirectives: "error"},
        rules: {
            curly: "error",
            eqeqeq: ["error", "always", {null: "ignore"}],
            "no-console": "error",
            "no-implicit-globals": "error",
            "no-shadow": "error",
            "no-unused-vars": ["error", {argsIgnorePattern: "^_"}],
            "no-var": "error",
            "object-shorthand": "error",
            "prefer-const": "error",
        },
    },
];
