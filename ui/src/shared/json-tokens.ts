export type JsonToken = { kind: "key" | "string" | "plain"; text: string };

const STRING = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/** Cuts JSON text into keys, strings and the rest, so that it can be coloured without any markup in it. */
export function jsonTokens(text: string): JsonToken[] {
  const tokens: JsonToken[] = [];
  let end = 0;
  for (const match of text.matchAll(STRING)) {
    if (match.index > end) tokens.push({ kind: "plain", text: text.slice(end, match.index) });
    tokens.push({ kind: match[1] === undefined ? "string" : "key", text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) tokens.push({ kind: "plain", text: text.slice(end) });
  return tokens;
}
