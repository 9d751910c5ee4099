/** A value stays readable this long at most, even if the eye is held. Milliseconds. */
export const REVEAL_LIMIT = 15_000;

/** A value that is readable only while something is held down. */
export class Reveal {
  value = $state.raw<string | null>(null);
  #held = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Fetches and shows the value, unless it was let go meanwhile. */
  async hold(fetch: () => Promise<string | undefined>): Promise<void> {
    if (this.#held) return;
    this.#held = true;
    const value = await fetch();
    if (!this.#held || value === undefined) return;
    this.value = value;
    this.#timer = setTimeout(this.release, REVEAL_LIMIT);
  }

  release = (): void => {
    this.#held = false;
    clearTimeout(this.#timer);
    this.value = null;
  };
}
