import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const bridge = {
  group: ["@tauri-apps/*"],
  message: "Only src/host/ talks to the desktop shell; everything else goes through the Host interface.",
};

export default ts.config(
  { ignores: ["dist", "node_modules", "src/host/bindings.ts"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig } },
  },
  {
    rules: {
      "no-restricted-imports": ["error", { patterns: [bridge] }],
      // A bot's words are untrusted: text nodes only, never markup.
      "svelte/no-at-html-tags": "error",
      "no-restricted-properties": ["error", { property: "innerHTML" }, { property: "outerHTML" }],
      "no-undef": "off",
    },
  },
  { files: ["src/host/**"], rules: { "no-restricted-imports": "off" } },
);
