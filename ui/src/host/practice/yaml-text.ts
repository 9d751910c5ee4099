import { type Entry, type TextFormat, append, numbered, opensOnly, valueIn, without } from "./text-format";

const PAIR = /^( *)([\w.-]+):(.*)$/;
type Key = Entry & { indent: number; nested: boolean };

/** YAML as far as the practice bots need it: maps in maps, one key a line. */
export const YAML_TEXT: TextFormat = {
  entries: (text) => keys(text).filter((key) => !key.nested),
  write(text, path, value) {
    const known = keys(text);
    const old = known.find((key) => key.path === path);
    if (value === null) return old ? without(text, old.line) : text;
    if (old && !old.nested) {
      const bare = text.charAt(old.from - 1);
      const lead = bare === ":" ? " " : "";
      const written = bare === '"' || bare === "'" ? value : spelled(value);
      return text.slice(0, old.from) + lead + written + text.slice(old.to);
    }
    return inserted(text, known, path.split("."), value);
  },
  problem(text) {
    for (const { line, no } of numbered(text)) {
      if (line.trim() === "" || line.trimStart().startsWith("#") || line === "---") continue;
      if (/^\s*\t/.test(line)) return { line: no, what: `line ${no} is indented with a tab` };
      const raw = PAIR.exec(line)?.[3];
      if (raw === undefined) return { line: no, what: `line ${no} is no key with a value` };
      if (opensOnly(raw)) return { line: no, what: `the quote in line ${no} is never closed` };
    }
    return null;
  },
};

function keys(text: string): Key[] {
  const above: Key[] = [];
  const found: Key[] = [];
  for (const { line, no, start } of numbered(text)) {
    const [, blanks = "", name, raw = ""] = PAIR.exec(line) ?? [];
    if (name === undefined) continue;
    const indent = blanks.length;
    while (above.length && (above.at(-1)?.indent ?? 0) >= indent) above.pop();
    const parent = above.at(-1);
    if (parent) parent.nested = true;
    const place = valueIn(raw, start + indent + name.length + 1);
    const key: Key = {
      path: parent ? `${parent.path}.${name}` : name,
      line: no,
      indent,
      nested: false,
      ...place,
    };
    found.push(key);
    above.push(key);
  }
  return found;
}

/** Puts a new key below the nearest parent that is there, with the parents that are not. */
function inserted(text: string, known: Key[], steps: string[], value: string): string {
  const parents = steps.slice(0, -1).map((_, i) => steps.slice(0, i + 1).join("."));
  const there = parents.filter((path) => known.some((key) => key.path === path)).length;
  const parent = known.find((key) => key.path === parents[there - 1]);
  const inside = known.filter((key) => parent && key.path.startsWith(`${parent.path}.`));
  const step = inside[0] && parent ? inside[0].indent - parent.indent : 2;
  const indent = parent ? parent.indent + step : 0;
  const lines = steps.slice(there).map((name, i, all) => {
    const end = i === all.length - 1 ? ` ${spelled(value)}` : "";
    return `${" ".repeat(indent + 2 * i)}${name}:${end}`;
  });
  if (!parent) return append(text, lines.join("\n"));
  const all = text.split("\n");
  all.splice((inside.at(-1) ?? parent).line, 0, ...lines);
  return all.join("\n");
}

/** Words and numbers as they are, everything else in quotes. */
const spelled = (value: string): string =>
  /^(true|false|\d+|[A-Za-z][A-Za-z_-]*)$/.test(value) ? value : `"${value}"`;
