import type { ChatEvent } from "../../host";

type Of<K extends ChatEvent["event"]> = Extract<ChatEvent, { event: K }>;

/** One thing the conversation shows. */
export type ChatItem =
  | { id: number; kind: "mine"; text: string; at: string; state: "waiting" | "answered" | "failed" }
  | { id: number; kind: "bot"; text: string; streaming: boolean; tokens: number; done: Of<"message"> | null }
  | { id: number; kind: "notification"; text: string }
  | { id: number; kind: "error"; error: Of<"error"> }
  | { id: number; kind: "refused"; refusal: Of<"refused"> }
  | { id: number; kind: "no_reply"; silence: Of<"no_reply"> }
  | { id: number; kind: "closed"; closing: Of<"closed"> };

export type Mine = Extract<ChatItem, { kind: "mine" }>;
export type FromBot = Extract<ChatItem, { kind: "bot" }>;
