import type { ChatEvent } from "../../host";

/** Turns that count for the percentiles. */
const KEPT = 200;

/** One turn, in milliseconds from sending: until the first piece, where there are pieces, and until the last reply. */
export type Turn = { first: number | null; total: number };

/** How long the bot takes. */
export class Latency {
  connect = $state<number | null>(null);
  turns = $state.raw<Turn[]>([]);
  #first: number | null = null;

  get last(): Turn | undefined {
    return this.turns.at(-1);
  }

  take(event: ChatEvent): void {
    if (event.event === "connected") this.connect = event.ms;
    else if (event.event === "message") this.#first ??= event.first_token_ms;
    else if (event.event === "turn_over") {
      const turn = { first: this.#first, total: event.total_ms };
      this.turns = [...this.turns, turn].slice(-KEPT);
      this.#first = null;
    } else if (event.event === "error" || event.event === "no_reply") this.#first = null;
  }

  wipe(): void {
    this.connect = this.#first = null;
    this.turns = [];
  }
}

/** The value below or at which `share` of all values lie (nearest rank), for values in any order; 0 for none. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
