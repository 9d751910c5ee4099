import type { ChatEvent } from "../../host";
import type { FromBot } from "./from-bot.svelte";
import type { Mine } from "./mine.svelte";

type Of<K extends ChatEvent["event"]> = Extract<ChatEvent, { event: K }>;

/** One thing the conversation shows. */
export type ChatItem =
  | Mine
  | FromBot
  | { kind: "hint" | "note" | "notification"; text: string }
  | { kind: "error"; error: Of<"error"> }
  | { kind: "refused"; refusal: Of<"refused"> }
  | { kind: "no_reply"; silence: Of<"no_reply"> }
  | { kind: "closed"; closing: Of<"closed"> };
