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
 * A text whose markers stand for the secrets of one file, with markers that stand for the same secrets in another one.
 * Nothing where a secret is not there any more: only the backend knows its bytes, and it knows those on disk.
 */
export function renumbered(text: string, before: string[], after: string[]): string | null {
  const numbers = new Map(before.map((secret, i) => [i + 1, after.indexOf(secret) + 1]));
  if (markersIn(text, before.length).some(({ no }) => !numbers.get(no))) return null;
  return text.replace(MARKER, (marker, no: string) => {
    const fresh = numbers.get(Number(no));
    return fresh ? `⟦secret ${fresh}⟧` : marker;
  });
}
