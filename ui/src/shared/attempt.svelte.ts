import type { CommandError } from "../host";

/** A spinner that flashes is worse than none: only work longer than this shows one. Milliseconds. */
const SLOW_AFTER = 150;

/** One kind of work the operator can start: whether it runs, whether it takes long, and how it failed. */
export class Attempt {
  busy = $state(false);
  slow = $state(false);
  error = $state.raw<CommandError | null>(null);

  /** Runs `work`; resolves to its result, or to `undefined` after a failure, which stays in `error`. */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    this.busy = true;
    this.error = null;
    const timer = setTimeout(() => (this.slow = true), SLOW_AFTER);
    try {
      return await work();
    } catch (thrown) {
      this.error = commandError(thrown);
      return undefined;
    } finally {
      clearTimeout(timer);
      this.busy = this.slow = false;
    }
  }

  dismiss = (): void => {
    this.error = null;
  };
}

/** Whatever was thrown, as the card can show it. */
export function commandError(thrown: unknown): CommandError {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "what" in thrown) {
    return thrown as CommandError;
  }
  const what = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "internal", what, advice: "Try again. If it keeps happening, report it with these words." };
}
