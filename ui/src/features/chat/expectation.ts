import type { Expectation } from "../../host";

export type ExpectationKind = "exact" | "contains" | "regex" | "json";
type Scalar = string | number | boolean | null;
/** The same with every kind in sight: only one of them is there. */
type Kinds = {
  exact?: string;
  contains?: string;
  regex?: string;
  json?: { pointer: string; equals: Scalar };
};

export function kindOf(wanted: Expectation): ExpectationKind {
  const { exact, contains, regex } = wanted as Kinds;
  if (exact !== undefined) return "exact";
  if (contains !== undefined) return "contains";
  return regex !== undefined ? "regex" : "json";
}

/** What stands in the field: the words, or the value at the pointer as JSON. */
export function valueOf(wanted: Expectation): string {
  const { exact, contains, regex, json } = wanted as Kinds;
  const equals = exact ?? contains ?? regex ?? json?.equals ?? null;
  return typeof equals === "string" ? equals : JSON.stringify(equals);
}

export const pointerOf = (wanted: Expectation): string => (wanted as Kinds).json?.pointer ?? "/0/text";

/** The expectation that the fields describe. */
export function expectation(kind: ExpectationKind, value: string, pointer: string): Expectation {
  return { [kind]: kind === "json" ? { pointer, equals: scalar(value) } : value } as unknown as Expectation;
}

/** `12`, `true` and `null` are what they are in JSON; everything else is words. */
function scalar(value: string): Scalar {
  return /^(true|false|null|-?\d+(\.\d+)?)$/.test(value) ? (JSON.parse(value) as Scalar) : value;
}
