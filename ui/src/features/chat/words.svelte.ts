/** Characters of one message that are shown at once; more of them make every layout of the page slow. */
export const SHOWN = 20_000;
/** Characters that are shown while more are coming: every new piece lays all of them out again. */
const LIVE = 4_000;

/** The words of one message. They are kept in pieces and only their end is shown, so that a flood of tokens stays cheap. */
export class Words {
  /** The last characters, at least [`SHOWN`] of them when there are as many. */
  tail = $state.raw("");
  length = $state(0);
  #pieces: string[] = [];

  constructor(text = "") {
    this.add(text);
  }

  /** Everything that was said, put together anew at each call. */
  get text(): string {
    return this.#pieces.join("");
  }

  /** The last characters, few enough to be laid out anew with each piece. */
  get live(): string {
    return endOf(this.tail, LIVE);
  }

  add(text: string): void {
    if (text === "") return;
    this.#pieces.push(text);
    this.length += text.length;
    const tail = this.tail + text;
    // Cut rarely: every cut copies what stays.
    this.tail = tail.length > 1.2 * SHOWN ? endOf(tail, SHOWN) : tail;
  }

  replace(text: string): void {
    this.#pieces = [];
    this.tail = "";
    this.length = 0;
    this.add(text);
  }
}

/** The last characters of a text, without half of one in front. */
function endOf(text: string, count: number): string {
  const end = text.slice(-count);
  const first = end.charCodeAt(0);
  return first >= 0xdc00 && first <= 0xdfff ? end.slice(1) : end;
}

/** A text in pieces of about [`SHOWN`] characters, cut where a line ends, if one does. */
export function inPieces(text: string): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length;) {
    let end = Math.min(from + SHOWN, text.length);
    const line = text.lastIndexOf("\n", end - 1) + 1;
    if (end < text.length && line > from) end = line;
    else if (end < text.length && (text.charCodeAt(end) & 0xfc00) === 0xdc00) end++;
    pieces.push(text.slice(from, end));
    from = end;
  }
  return pieces;
}
