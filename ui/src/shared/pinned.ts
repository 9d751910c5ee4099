/** How near to its end a list counts as read to the end, in pixels. */
const NEAR = 24;

/** Keeps the end of a growing list in sight, unless the operator scrolled away to read. */
export class Pinned {
  #list: HTMLElement | null = null;
  #pinned = true;
  #frame = 0;

  /** An attachment for the list. */
  attach = (list: HTMLElement) => {
    this.#list = list;
    this.follow();
    const scrolled = () => {
      this.#pinned = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
    };
    list.addEventListener("scroll", scrolled, { passive: true });
    const resized = new ResizeObserver(() => this.follow());
    resized.observe(list);
    return () => {
      list.removeEventListener("scroll", scrolled);
      resized.disconnect();
      cancelAnimationFrame(this.#frame);
      this.#list = null;
      this.#frame = 0;
    };
  };

  /** The list grew. It is measured once for each picture on the screen, however often that happens in between. */
  follow(): void {
    if (!this.#pinned || this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#list) this.#list.scrollTop = this.#list.scrollHeight;
    });
  }
}
