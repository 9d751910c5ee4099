import type { ChatEvent } from "../../host";
import type { ChatItem } from "./chat-items";
import { FromBot } from "./from-bot.svelte";

/** Items that are kept; the transcript on disk has them all. */
const KEPT = 2000;

/** What was said, and what happened, in order. */
export class Conversation {
  items = $state.raw<ChatItem[]>([]);
  /** How many items are no longer here. */
  gone = $state(0);
  /** Grows with everything that is shown. */
  growth = $state(0);

  add(...added: ChatItem[]): void {
    const items = [...this.items, ...added];
    this.gone += Math.max(0, items.length - KEPT);
    this.items = items.slice(-KEPT);
    this.growth++;
  }

  /** Everything of one batch at once: copying the list for each would be slow in a flood. */
  take(events: ChatEvent[]): void {
    const added: ChatItem[] = [];
    for (const event of events) this.#take(event, added);
    if (added.length) this.add(...added);
  }

  /** The turn is over: whatever waited has its outcome, and nothing streams any more. */
  settle(outcome: "answered" | "failed", added: ChatItem[] = []): void {
    for (const item of [...this.items, ...added]) {
      if (item.kind === "mine" && item.state === "waiting") item.state = outcome;
      if (item.kind === "bot") item.streaming = false;
    }
  }

  wipe(): void {
    this.items = [];
    this.gone = 0;
  }

  #take(event: ChatEvent, added: ChatItem[]): void {
    switch (event.event) {
      case "token":
        this.#writing(added).add(event.text, event.count);
        this.growth++;
        return;
      case "message":
        this.#writing(added).finish(event);
        this.growth++;
        return this.settle("answered", added);
      case "turn_over":
        return this.settle("answered", added);
      case "hint":
      case "notification":
        added.push({ kind: event.event, text: event.text });
        return;
      case "left_out":
        added.push({ kind: "note", text: leftOut(event.count) });
        return;
      case "error":
        added.push({ kind: "error", error: event });
        return this.settle("failed", added);
      case "no_reply":
        added.push({ kind: "no_reply", silence: event });
        return this.settle("failed", added);
      case "refused":
        added.push({ kind: "refused", refusal: event });
        return this.settle("failed", added);
      case "closed":
        added.push({ kind: "closed", closing: event });
        return this.settle("failed", added);
    }
  }

  #writing(added: ChatItem[]): FromBot {
    const last = added.findLast(isBots) ?? this.items.findLast(isBots);
    if (last?.streaming) return last;
    const begun = new FromBot();
    added.push(begun);
    return begun;
  }
}

const leftOut = (count: number) =>
  count === 1
    ? "One more came too fast to be shown. It is kept under Earlier conversations."
    : `${count.toLocaleString("en")} more came too fast to be shown. They are kept under Earlier conversations.`;

const isBots = (item: ChatItem): item is FromBot => item.kind === "bot";
