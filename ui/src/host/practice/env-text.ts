import { type Entry, type TextFormat, append, numbered, opensOnly, valueIn, without } from "./text-format";

const ASSIGNMENT = /^((?:export\s+)?([A-Za-z_]\w*)=)(.*)$/;

/** `.env` as far as the practice bots need it: one assignment a line. */
export const ENV_TEXT: TextFormat = {
  entries(text) {
    return numbered(text).flatMap(({ line, no, start }): Entry[] => {
      const [, lead = "", path, raw = ""] = ASSIGNMENT.exec(line) ?? [];
      return path === undefined ? [] : [{ path, line: no, ...valueIn(raw, start + lead.length) }];
    });
  },
  write(text, path, value) {
    const old = this.entries(text).findLast((entry) => entry.path === path);
    if (value === null) return old ? without(text, old.line) : text;
    if (old) return text.slice(0, old.from) + value + text.slice(old.to);
    return append(text, `${path}=${value}`);
  },
  problem(text) {
    for (const { line, no } of numbered(text)) {
      if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
      const raw = ASSIGNMENT.exec(line)?.[3];
      if (raw === undefined) return { line: no, what: `line ${no} is no NAME=value` };
      if (opensOnly(raw)) return { line: no, what: `the quote in line ${no} is never closed` };
    }
    return null;
  },
};
