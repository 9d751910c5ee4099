import { type TextFormat, append, numbered, without } from "./text-format";

/** A list of keys, one on each line. They have no names: `key2` is what stands on the second line. */
export const LIST_TEXT: TextFormat = {
  entries: (text) =>
    numbered(text).flatMap(({ line, no, start }) => {
      const value = line.trim();
      const from = start + line.indexOf(value);
      return value === "" || value.startsWith("#")
        ? []
        : [{ path: `key${no}`, value, line: no, from, to: from + value.length }];
    }),
  write(text, path, value) {
    const no = Number(path.slice("key".length));
    return value === null ? without(text, no) : append(text, value);
  },
  problem: () => null,
};
