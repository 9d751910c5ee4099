import type { ChatEvent } from "../../host";
import { Words } from "./words.svelte";

export type Message = Extract<ChatEvent, { event: "message" }>;

/** A reply of the bot: being written, or whole. Nothing in it is to be trusted. */
export class FromBot {
  readonly kind = "bot";
  readonly words = new Words();
  streaming = $state(true);
  tokens = $state(0);
  /** What came at its end; nothing while it is written, or when it was cut off. */
  done = $state.raw<Message | null>(null);

  get text(): string {
    return this.words.text;
  }

  add(text: string, tokens: number): void {
    this.words.add(text);
    this.tokens += tokens;
  }

  finish(message: Message): void {
    this.words.replace(message.text);
    this.tokens = message.tokens;
    this.done = message;
    this.streaming = false;
  }
}
