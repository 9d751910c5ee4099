/** Whole seconds left until a moment; ticks once a second until it is over. */
export class Countdown {
  left = $state(0);
  #until = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  start(seconds: number): void {
    this.stop();
    this.#until = Date.now() + seconds * 1000;
    this.left = Math.max(0, Math.round(seconds));
    this.#timer = setInterval(this.#tick, 1000);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.left = 0;
  }

  #tick = (): void => {
    this.left = Math.max(0, Math.round((this.#until - Date.now()) / 1000));
    if (this.left === 0) this.stop();
  };
}
