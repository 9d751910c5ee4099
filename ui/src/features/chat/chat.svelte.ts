import type { ChatAuth, ChatEvent, Frame, Host } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";
import { now } from "../../shared/format";
import type { ChatItem, FromBot, Mine } from "./chat-items";

/** Rows kept on the page; a large document is slow in the webview. */
export const FRAME_LIMIT = 500;
const ITEM_LIMIT = 500;

export type ChatStatus = "idle" | "connecting" | "connected" | "refused" | "closed";
export type Handshake = Extract<ChatEvent, { event: "connected" }>;

/** One conversation with a bot and the frames beneath it. */
export class Chat {
  auth = $state<ChatAuth>("key");
  userId = $state("");
  status = $state<ChatStatus>("idle");
  items = $state<ChatItem[]>([]);
  frames = $state.raw<Frame[]>([]);
  frameCount = $state(0);
  frameBytes = $state(0);
  selected = $state.raw<Frame | null>(null);
  handshake = $state.raw<Handshake | null>(null);
  opening = new Attempt();
  #id: string | null = null;
  /** Events of an earlier connection must not touch this one. */
  #generation = 0;
  #nextItem = 0;

  constructor(
    private readonly host: Host,
    private readonly bot: string,
  ) {}

  get live(): boolean {
    return this.status === "connecting" || this.status === "connected";
  }

  async connect(): Promise<void> {
    const generation = ++this.#generation;
    this.status = "connecting";
    this.handshake = null;
    const options = {
      transport: null,
      auth: this.auth,
      user_id: this.auth === "jwt" ? null : this.userId.trim() || null,
      session: null,
      oauth: null,
      custom: null,
    };
    const onEvents = (events: ChatEvent[]) => {
      for (const event of events) if (generation === this.#generation) this.#take(event);
    };
    const id = await this.opening.run(() => this.host.chatOpen(this.bot, options, onEvents));
    if (generation !== this.#generation) {
      if (id !== undefined) await this.host.chatClose(id).catch(() => undefined);
      return;
    }
    if (id === undefined) this.status = "idle";
    else if (this.live) this.#id = id;
  }

  async disconnect(): Promise<void> {
    const id = this.#id;
    this.#generation++;
    this.#id = null;
    this.status = "idle";
    this.#settle("failed");
    if (id !== null) await this.opening.run(() => this.host.chatClose(id));
  }

  async send(text: string): Promise<void> {
    const words = text.trim();
    if (words === "") return;
    const id = this.#add({ kind: "mine", text: words, at: now(), state: "waiting" });
    await this.#deliver(id, words);
  }

  async retry(item: Mine): Promise<void> {
    item.state = "waiting";
    await this.#deliver(item.id, item.text);
  }

  wipe(): void {
    void this.disconnect();
    this.items = [];
    this.frames = [];
    this.selected = this.handshake = null;
  }

  async #deliver(item: number, text: string): Promise<void> {
    const id = this.#id;
    const sent =
      id !== null &&
      this.status === "connected" &&
      (await this.opening.run(async () => (await this.host.chatSend(id, text), true)));
    const mine = this.items.find((candidate) => candidate.id === item);
    if (!sent && mine?.kind === "mine") mine.state = "failed";
  }

  #take(event: ChatEvent): void {
    switch (event.event) {
      case "connecting":
      case "turn_over":
        return;
      case "connected":
        this.status = "connected";
        this.handshake = event;
        return;
      case "token": {
        const bubble = this.#streaming();
        bubble.text += event.text;
        bubble.tokens += event.count;
        return;
      }
      case "message": {
        const bubble = this.#streaming();
        Object.assign(bubble, { text: event.text, streaming: false, tokens: event.tokens, done: event });
        return this.#settle("answered");
      }
      case "hint":
      case "notification":
        this.#add({ kind: "notification", text: event.text });
        return;
      case "error":
        this.#add({ kind: "error", error: event });
        return this.#settle("failed");
      case "no_reply":
        this.#add({ kind: "no_reply", silence: event });
        return this.#settle("failed");
      case "refused":
        this.status = "refused";
        this.#id = null;
        this.#add({ kind: "refused", refusal: event });
        return;
      case "closed":
        if (this.status === "refused") return;
        this.#id = null;
        this.status = "closed";
        this.#add({ kind: "closed", closing: event });
        return this.#settle("failed");
      case "frame":
        this.#frame(event.frame);
    }
  }

  #frame(frame: Frame): void {
    this.frameCount++;
    this.frameBytes += frame.size;
    this.frames = [...this.frames, frame].slice(-FRAME_LIMIT);
  }

  #streaming(): FromBot {
    const last = this.items.findLast((item) => item.kind === "bot");
    if (last?.streaming) return last;
    this.#add({ kind: "bot", text: "", streaming: true, tokens: 0, done: null });
    return this.items.at(-1) as FromBot;
  }

  /** The turn is over: whatever waited has its outcome, and nothing streams any more. */
  #settle(outcome: "answered" | "failed"): void {
    for (const item of this.items) {
      if (item.kind === "mine" && item.state === "waiting") item.state = outcome;
      if (item.kind === "bot") item.streaming = false;
    }
  }

  #add(item: ChatItem extends infer I ? (I extends { id: number } ? Omit<I, "id"> : never) : never): number {
    const id = ++this.#nextItem;
    this.items.push({ ...item, id } as ChatItem);
    if (this.items.length > ITEM_LIMIT) this.items.shift();
    return id;
  }
}
