/** A value in a configuration text: where it stands, without its quotes. */
export type Entry = {
  /** The key path within the file: `CCAT_DEBUG`, `auth.token`. */
  path: string;
  value: string;
  /** From 1. */
  line: number;
  /** Offsets in the text. */
  from: number;
  to: number;
};

/** Why a text cannot be read. */
export type Problem = { line: number; what: string };

/** What the practice bots can do with one kind of file. */
export type TextFormat = {
  entries(text: string): Entry[];
  /** The text with this value; `null` takes the line away. */
  write(text: string, path: string, value: string | null): string;
  problem(text: string): Problem | null;
};

/** Cuts a text into lines and says where each begins. */
export function numbered(text: string): { line: string; no: number; start: number }[] {
  let start = 0;
  return text.split("\n").map((line, i) => {
    const here = { line, no: i + 1, start };
    start += line.length + 1;
    return here;
  });
}

/** Where the value lies in `raw`, which begins at `start`: between quotes, or up to a comment. */
export function valueIn(raw: string, start: number): { value: string; from: number; to: number } {
  const quoted = /^\s*(["'])(.*?)\1/.exec(raw);
  const lead = raw.length - raw.trimStart().length;
  if (quoted) {
    const from = start + lead + 1;
    const value = quoted[2] ?? "";
    return { value, from, to: from + value.length };
  }
  const value = raw.replace(/(^|\s)#.*$/, "").trim();
  return { value, from: start + (value ? lead : 0), to: start + (value ? lead : 0) + value.length };
}

/** Whether a value begins with a quote that nothing ends. */
export function opensOnly(raw: string): boolean {
  const value = raw.trim();
  const quote = value.charAt(0);
  return (quote === '"' || quote === "'") && !value.slice(1).includes(quote);
}

/** The text with one more line at its end. */
export function append(text: string, line: string): string {
  return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${line}\n`;
}

/** The text without one of its lines; counted from 1. */
export function without(text: string, no: number): string {
  return text
    .split("\n")
    .filter((_, i) => i !== no - 1)
    .join("\n");
}
