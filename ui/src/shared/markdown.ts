/** A stretch of a line. There are no links: an address is text like any other. */
export type Inline =
  { kind: "text" | "code"; text: string } | { kind: "strong" | "emphasis"; parts: Inline[] };
export type Block =
  | { kind: "paragraph"; parts: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "list"; ordered: boolean; first: number; items: Inline[][] };

/** How far the end of a stretch is looked for: a flood of openings must not cost the square of its length. */
const REACH = 1000;
/** How deep stretches stand in one another. */
const DEPTH = 4;
const FENCE = /^ {0,3}(`{3,}|~{3,})[^`]*$/;
const ENTRY = /^ {0,3}(?:[-*+]|(\d{1,9})[.)])[ \t]+(.*)$/;

/** The part of Markdown that can do no harm: bold, italic, code, lists and line breaks. All else stays as it was written. */
export function markdown(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split("\n");
  let open: string[] = [];
  const end = () => {
    if (open.length) blocks.push({ kind: "paragraph", parts: inlines(open.join("\n")) });
    open = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const fence = FENCE.exec(line)?.[1];
    const entry = ENTRY.exec(line);
    if (fence) {
      end();
      const rest = lines.slice(at + 1);
      const length = rest.findIndex((candidate) => candidate.trim().startsWith(fence));
      const body = length < 0 ? rest : rest.slice(0, length);
      blocks.push({ kind: "code", text: body.join("\n") });
      at += body.length + 1;
    } else if (entry) {
      end();
      put(blocks, entry[1], inlines(entry[2] ?? ""));
    } else if (line.trim() === "") {
      end();
    } else open.push(line);
  }
  end();
  return blocks;
}

function put(blocks: Block[], number: string | undefined, item: Inline[]): void {
  const ordered = number !== undefined;
  const last = blocks.at(-1);
  if (last?.kind === "list" && last.ordered === ordered) last.items.push(item);
  else blocks.push({ kind: "list", ordered, first: Number(number ?? 1), items: [item] });
}

/** Cuts a line into stretches. */
export function inlines(text: string, depth = 0): Inline[] {
  const parts: Inline[] = [];
  let plain = "";
  const add = (part: Inline) => {
    if (plain) parts.push({ kind: "text", text: plain });
    plain = "";
    parts.push(part);
  };
  for (let at = 0; at < text.length;) {
    const found = depth < DEPTH ? stretch(text, at, depth) : null;
    if (!found) plain += text[at++];
    else {
      if (typeof found.part === "string") plain += found.part;
      else add(found.part);
      at = found.end;
    }
  }
  if (plain) parts.push({ kind: "text", text: plain });
  return parts;
}

type Stretch = { part: Inline | string; end: number };

function stretch(text: string, at: number, depth: number): Stretch | null {
  switch (text[at]) {
    case "\\":
      return /[\\`*_[\]!]/.test(text[at + 1] ?? "") ? { part: text[at + 1] ?? "", end: at + 2 } : null;
    case "`":
      return code(text, at);
    case "*":
    case "_":
      return emphasis(text, at, depth);
    case "!":
      return text[at + 1] === "[" ? link(text, at + 1) : null;
    case "[":
      return link(text, at);
    default:
      return null;
  }
}

function code(text: string, at: number): Stretch | null {
  const end = closing(text, "`", at + 1);
  return end > at + 1 ? { part: { kind: "code", text: text.slice(at + 1, end) }, end: end + 1 } : null;
}

function emphasis(text: string, at: number, depth: number): Stretch {
  const letter = text[at] ?? "";
  const sign = text[at + 1] === letter ? letter + letter : letter;
  const from = at + sign.length;
  const plain = { part: sign, end: from };
  // `snake_case` and `2 * 3 * 4` are no emphasis.
  if (/^\s?$/.test(text[from] ?? "") || (letter === "_" && /\w/.test(text[at - 1] ?? ""))) return plain;
  const end = sign === letter ? alone(text, letter, from) : closing(text, sign, from);
  if (end <= from || /\s/.test(text[end - 1] ?? "")) return plain;
  if (letter === "_" && /\w/.test(text[end + sign.length] ?? "")) return plain;
  const parts = inlines(text.slice(from, end), depth + 1);
  return { part: { kind: sign === letter ? "emphasis" : "strong", parts }, end: end + sign.length };
}

/** The next letter that is not one of a pair: `*a **b** c*` ends with the last one. */
function alone(text: string, letter: string, from: number): number {
  const last = Math.min(text.length, from + REACH);
  for (let at = from; at < last; at++) {
    if (text[at] !== letter) continue;
    if (text[at + 1] !== letter) return at;
    at++;
  }
  return -1;
}

/** `[label](address)` reads `label (address)`: whoever follows it copies an address that was in sight. */
function link(text: string, at: number): Stretch | null {
  const middle = closing(text, "](", at + 1);
  const end = middle < 0 ? -1 : closing(text, ")", middle + 2);
  if (end < 0) return null;
  const label = text.slice(at + 1, middle);
  const address = text.slice(middle + 2, end);
  return { part: label.trim() && label !== address ? `${label} (${address})` : address, end: end + 1 };
}

function closing(text: string, sign: string, from: number): number {
  const within = text.slice(from, from + REACH).indexOf(sign);
  return within < 0 ? -1 : from + within;
}
