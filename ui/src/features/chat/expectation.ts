import type { Expectation } from "../../host";

export type ExpectationKind = "exact" | "contains" | "regex" | "json";

export const kindOf = (wanted: Expectation): ExpectationKind =>
  "exact" in wanted ? "exact" : "contains" in wanted ? "contains" : "regex" in wanted ? "regex" : "json";

/** What stands in the field: the words, or the value at the pointer as JSON. */
export function valueOf(wanted: Expectation): string {
  if ("exact" in wanted) return wanted.exact;
  if ("contains" in wanted) return wanted.contains;
  if ("regex" in wanted) return wanted.regex;
  const { equals } = wanted.json;
  return typeof equals === "string" ? equals : JSON.stringify(equals);
}

export const pointerOf = (wanted: Expectation): string =>
  "json" in wanted ? wanted.json.pointer : "/0/text";

/** The expectation that the fields describe. */
export function expectation(kind: ExpectationKind, value: string, pointer: string): Expectation {
  if (kind === "json") return { json: { pointer, equals: scalar(value) } };
  return { [kind]: value } as Expectation;
}

/** `12`, `true` and `null` are what they are in JSON; everything else is words. */
function scalar(value: string): string | number | boolean | null {
  if (/^(true|false|null|-?\d+(\.\d+)?)$/.test(value)) return JSON.parse(value) as number | boolean | null;
  return value;
}
