import type { DiffLine } from "../host";

/** Unchanged lines that are shown around a change. */
const CONTEXT = 3;
/** Beyond this many comparisons the changed part is shown as replaced as a whole, so that the window never stalls. */
const COMPARISON_LIMIT = 4_000_000;

/** What turns one text into another, line by line, with a little around it. */
export function lineDiff(before: string, after: string, context = CONTEXT): DiffLine[] {
  const lines = allLines(linesOf(before), linesOf(after));
  const near = new Set<number>();
  lines.forEach(({ kind }, at) => {
    if (kind === "context") return;
    for (let i = at - context; i <= at + context; i++) near.add(i);
  });
  return lines.filter((_, at) => near.has(at));
}

/** The last line break ends a line and starts none. */
function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function allLines(old: string[], fresh: string[]): DiffLine[] {
  let head = 0;
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++;
  let tail = 0;
  const rest = Math.min(old.length, fresh.length) - head;
  while (tail < rest && old.at(-1 - tail) === fresh.at(-1 - tail)) tail++;

  const lines: DiffLine[] = [];
  let [o, n] = [0, 0];
  const both = () => lines.push({ kind: "context", old: ++o, new: ++n, text: fresh[n - 1] ?? "" });
  const gone = () => lines.push({ kind: "removed", old: ++o, new: null, text: old[o - 1] ?? "" });
  const come = () => lines.push({ kind: "added", old: null, new: ++n, text: fresh[n - 1] ?? "" });

  while (o < head) both();
  const [oldEnd, newEnd] = [old.length - tail, fresh.length - tail];
  const common = commonLengths(old.slice(head, oldEnd), fresh.slice(head, newEnd));
  while (o < oldEnd && n < newEnd) {
    if (old[o] === fresh[n] && common) both();
    else if (!common || common(o + 1 - head, n - head) >= common(o - head, n + 1 - head)) gone();
    else come();
  }
  while (o < oldEnd) gone();
  while (n < newEnd) come();
  while (o < old.length) both();
  return lines;
}

/** How many lines two texts have in common from a place on; nothing when they are too long to compare. */
function commonLengths(old: string[], fresh: string[]): ((o: number, n: number) => number) | null {
  const width = fresh.length + 1;
  if ((old.length + 1) * width > COMPARISON_LIMIT) return null;
  const table = new Uint32Array((old.length + 1) * width);
  const at = (o: number, n: number) => table[o * width + n] ?? 0;
  for (let o = old.length - 1; o >= 0; o--) {
    for (let n = fresh.length - 1; n >= 0; n--) {
      table[o * width + n] =
        old[o] === fresh[n] ? at(o + 1, n + 1) + 1 : Math.max(at(o + 1, n), at(o, n + 1));
    }
  }
  return at;
}
