import type { ChatEvent, ChatOptions, Frame } from "../bindings";
import type { PracticeCat } from "./cat";

const ANSWERS = [
  "Late? It is always tea-time here, and nobody has moved one place on since March.",
  "The gardeners did, two, five and seven, and they used rather too much paint.",
  "We're all mad here. I'm mad, you're mad, and the handshake was perfectly in order.",
];

/** One make-believe conversation; `pause` sets the pace, so that tests need not wait. */
export class Talk {
  #seq = 0;
  #said = 0;
  #open = true;

  constructor(
    private readonly cat: PracticeCat,
    private readonly options: ChatOptions,
    private readonly emit: (event: ChatEvent) => void,
    private readonly pause: (ms: number) => Promise<void>,
  ) {}

  async start(): Promise<void> {
    const { auth } = this.options;
    const user = auth === "jwt" ? "admin" : (this.options.user_id ?? "console-5f1c");
    const request = `GET /ws/${user}${auth === "none" ? "" : "?token=••••••••"}`;
    this.emit({ event: "connecting", url: "ws://127.0.0.1:1865/ws" });
    await this.pause(40);
    if (!this.cat.running)
      return this.#refuse(0, "Nothing listens on 127.0.0.1:1865.", "Start the bot, then reconnect.");
    if (auth === "none" && this.cat.active["CCAT_API_KEY_WS"]) {
      return this.#refuse(
        403,
        "The bot wants a credential and this connection carried none.",
        "Choose the WebSocket key or a log-in above. This refusal is what a stranger sees.",
      );
    }
    const credential = auth === "key" ? "WebSocket key" : auth === "jwt" ? "JWT · admin" : "no credential";
    this.emit({
      event: "connected",
      request,
      status: "101 Switching Protocols",
      ms: 9,
      user_id: user,
      credential,
    });
  }

  async say(text: string): Promise<void> {
    this.#frame("sent", "text", { text });
    const began = performance.now();
    await this.pause(120);
    if (/fail/i.test(text)) {
      this.#frame("received", "error", {
        type: "error",
        name: "AttributeError",
        description: "'dict' object has no attribute 'model_dump'",
      });
      this.emit({
        event: "error",
        name: "AttributeError",
        description: "'dict' object has no attribute 'model_dump'",
        hint: "The bot could not recall its memory. Its log names the cause, often an embedder that is not reachable.",
      });
      return;
    }
    if (/nothing/i.test(text)) {
      this.emit({
        event: "no_reply",
        seconds: 30,
        causes: [
          "Another connection of the same user took the answer over.",
          "The language model has not answered yet.",
        ],
      });
      return;
    }
    if (this.#said === 0) {
      this.#frame("received", "notification", { type: "notification", content: "Looking for my smile" });
      this.emit({ event: "notification", text: "Looking for my smile" });
    }
    await this.#answer(ANSWERS[this.#said++ % ANSWERS.length] ?? "", began);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.emit({ event: "closed", code: 1000, reason: "closed by the console", clean: true });
  }

  async #answer(text: string, began: number): Promise<void> {
    const tokens = text.split(/(?<= )/);
    let first: number | null = null;
    for (const token of tokens) {
      await this.pause(45);
      if (!this.#open) return;
      first ??= Math.round(performance.now() - began);
      this.#frame("received", "chat_token", { type: "chat_token", content: token });
      this.emit({ event: "token", text: token });
    }
    this.#frame("received", "chat", { type: "chat", user_id: "admin", who: "AI", text, content: text });
    const total_ms = Math.round(performance.now() - began);
    this.emit({ event: "message", text, first_token_ms: first, total_ms, tokens: tokens.length });
  }

  #refuse(status: number, cause: string, advice: string): void {
    this.#open = false;
    this.emit({ event: "refused", status, cause, advice });
  }

  #frame(direction: Frame["direction"], kind: string, body: object): void {
    const raw = JSON.stringify(body);
    const frame = {
      seq: ++this.#seq,
      at: new Date().toISOString(),
      direction,
      kind,
      size: raw.length,
      body: JSON.stringify(body, null, 2),
      cut: false,
    };
    this.emit({ event: "frame", frame });
  }
}
