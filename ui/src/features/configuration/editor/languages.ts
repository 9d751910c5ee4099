import { yaml } from "@codemirror/lang-yaml";
import { StreamLanguage } from "@codemirror/language";
import { json } from "@codemirror/legacy-modes/mode/javascript";
import { properties } from "@codemirror/legacy-modes/mode/properties";
import { python } from "@codemirror/legacy-modes/mode/python";
import type { Extension } from "@codemirror/state";

const LANGUAGES: Record<string, () => Extension> = {
  yaml,
  json: () => StreamLanguage.define(json),
  python: () => StreamLanguage.define(python),
  properties: () => StreamLanguage.define(properties),
};

/** Colours for a kind of file; none for plain text. */
export const languageFor = (name: string): Extension => LANGUAGES[name]?.() ?? [];
