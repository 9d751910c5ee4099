/** What stands for the bytes of a secret in a text: `⟦secret 1⟧`. The backend puts it in and takes it out. */
export type Marker = { no: number; from: number; to: number };

export const BULLETS = "••••••••";
const MARKER = /⟦secret (\d+)⟧/g;

/** The markers of a text in their order; `known` leaves out those that stand for nothing. */
export function markersIn(text: string, known = Infinity): Marker[] {
  const all = [...text.matchAll(MARKER)].map((match) => ({
    no: Number(match[1]),
    from: match.index,
    to: match.index + match[0].length,
  }));
  return all.filter(({ no }) => no >= 1 && no <= known);
}

/** The text as people may see it. */
export const masked = (text: string): string => text.replace(MARKER, BULLETS);

/** Whether a change of this range leaves a piece of a marker behind: it goes as a whole or not at all. */
export const cutsMarker = (markers: Marker[], from: number, to: number): boolean =>
  markers.some((marker) => {
    const touches = from < marker.to && to > marker.from;
    return touches && !(from <= marker.from && to >= marker.to);
  });

/**
 * Whether the markers of two texts of one file stand for the same secrets. They are only numbered, so this looks at
 * where each one stands; where that tells nothing, as in a bare list of keys, the answer is no.
 */
export function standForTheSame(before: string, after: string): boolean {
  if (before === after) return true;
  const [old, fresh] = [places(before), places(after)];
  return old.length === fresh.length && old.every((place, i) => place !== null && place === fresh[i]);
}

function places(text: string): (string | null)[] {
  const lines = text.split("\n");
  return lines.flatMap((line, at) =>
    markersIn(line).map(({ from }) => {
      const own = masked(line.slice(0, from)).trim();
      // Nothing but the dash or quote of a list item: its neighbour would look the same.
      return /\w/.test(own) ? [...above(lines, at), own].join("\n") : null;
    }),
  );
}

/** What a line hangs under, outermost first. An item of a list has no name: there, all of it has to be the same. */
function above(lines: string[], at: number): string[] {
  const chain: string[] = [];
  const own = lines[at] ?? "";
  if (isItem(own)) chain.unshift(block(lines, at));
  let indent = indentOf(own);
  for (let i = at - 1; i >= 0 && indent > 0; i--) {
    const line = lines[i] ?? "";
    const blank = line.trim() === "" || line.trimStart().startsWith("#");
    if (blank || indentOf(line) >= indent) continue;
    indent = indentOf(line);
    chain.unshift(isItem(line) ? block(lines, i) : masked(line).trim());
  }
  return chain;
}

function block(lines: string[], at: number): string {
  const indent = indentOf(lines[at] ?? "");
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => line.trim() !== "" && indentOf(line) <= indent);
  const item = lines.slice(at, end < 0 ? undefined : at + 1 + end);
  return item.map((line) => masked(line).trim()).join("\n");
}

const isItem = (line: string): boolean => /^\s*-(\s|$)/.test(line);
const indentOf = (line: string): number => line.length - line.trimStart().length;
