/** Waits before a lost connection is tried again, in milliseconds. After the last one the operator decides. */
export const WAITS = [1000, 2000, 4000];
/** A connection that held this long was a good one, and its loss starts the count anew. Milliseconds. */
const HELD = 10_000;

/** Comes back after a connection broke: a few times, with growing pauses. */
export class Return {
  #tries = 0;
  #since = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly again: () => Promise<void>) {}

  /** There is a connection. */
  arrived(): void {
    this.#since = Date.now();
  }
  /** The bot answered over it: it works. */
  proven(): void {
    this.#tries = 0;
  }
  /** The operator decides. */
  rest(): void {
    clearTimeout(this.#timer);
    this.#tries = this.#since = 0;
  }

  /** The connection broke. Says what will be done about it, if anything. */
  broke(): string | null {
    if (this.#since > 0 && Date.now() - this.#since >= HELD) this.#tries = 0;
    this.#since = 0;
    const wait = WAITS[this.#tries];
    if (wait === undefined) return null;
    const attempt = ++this.#tries;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.again(), wait);
    return `Connecting again in ${wait / 1000} s (${attempt} of ${WAITS.length}), in the same session.`;
  }
}
