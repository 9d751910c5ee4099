import type { ChatCheck, ChatEvent, ChatOptions, Frame, TranscriptEntry, TranscriptInfo } from "../bindings";
import { type PracticeBot, random } from "./bot";
import { REPLIES, STORY, type Reply } from "./replies";
import { guardOf } from "./ways";

/** Transports that write a reply piece by piece. */
const STREAMING = ["websocket", "sse"];
/** Transports that keep a connection; the others ask anew for each message. */
const LASTING = ["websocket", "socketio", "any-websocket"];
const MASK = "••••••••";

/** Events that a transcript leaves out. */
const PASSING: ChatEvent["event"][] = ["frame", "token", "turn_over"];

/** One make-believe conversation; `pause` sets the pace, so that tests need not wait. */
export class Talk {
  readonly frames: Frame[] = [];
  /** What is kept of it. */
  readonly transcript: TranscriptEntry[] = [];
  readonly #steps: NonNullable<ChatCheck["steps"]> = [];
  #said = 0;
  #smiled = false;
  #open = true;

  constructor(
    readonly bot: PracticeBot,
    private readonly options: ChatOptions,
    private readonly listener: (events: ChatEvent[]) => void,
    private readonly pause: (ms: number) => Promise<void>,
  ) {}

  async start(): Promise<void> {
    const { auth, transport } = this.options;
    const address = this.bot.bot.url ?? "http://127.0.0.1";
    const open = auth === "none";
    const user = auth === "jwt" ? "admin" : (this.options.user_id ?? "console-5f1c");
    this.#keep({ opened: { transport: transport ?? "", auth: auth ?? "none", user, url: address } });
    this.#emit([{ event: "connecting", url: address }]);
    await this.pause(40);
    if (!this.bot.running)
      return this.#refuse(0, `Nothing listens on ${address}.`, "Start the bot, then reconnect.");
    const guard = guardOf(this.bot, transport ?? "");
    if (open && guard && this.bot.inForce(guard)) {
      return this.#refuse(
        403,
        "The bot wants a credential and this connection carried none.",
        "Choose the key or a log-in above. This refusal is what a stranger sees.",
      );
    }
    const lasting = LASTING.includes(transport ?? "");
    this.#emit([
      {
        event: "connected",
        request: `GET /${transport}/${user}${open ? "" : `?token=${MASK}`}`,
        status: lasting ? "101 Switching Protocols" : "200 OK",
        ms: 9,
        user_id: user,
        credential: auth === "jwt" ? "JWT · admin" : open ? "no credential" : (guard ?? "a token"),
        session: this.options.session ?? random(12),
        request_head: [
          { name: "Host", value: new URL(address).host },
          ...(open ? [] : [{ name: "Authorization", value: `Bearer ${MASK}` }]),
        ],
        response_head: [{ name: "Server", value: "practice" }],
        command: `curl '${address}/${transport}/${user}' --header "Authorization: Bearer $TOKEN"`,
      },
    ]);
  }

  async say(text: string): Promise<void> {
    this.#keep({ said: text });
    this.#frame("sent", "text", { text });
    this.#steps.push({ say: text, within_ms: null, expect: [] });
    const began = performance.now();
    await this.pause(120);
    const scripted = REPLIES.find(({ asked }) => asked.test(text));
    if (!scripted) return this.#reply({ text: STORY[this.#said++ % STORY.length] ?? "" }, began);
    if (scripted.reply) return this.#reply(scripted.reply, began);
    if (scripted.breaks) return this.#end({ event: "closed", code: 1006, reason: "cut off", clean: false });
    if (scripted.instead?.event === "error") {
      const { name, description } = scripted.instead;
      this.#frame("received", "error", { type: "error", name, description });
    }
    if (scripted.instead) this.#emit([scripted.instead]);
  }

  /** What a list of conversations tells of it. */
  info(id: string): TranscriptInfo {
    const bytes = JSON.stringify(this.transcript).length;
    return { id, started: this.transcript[0]?.at ?? "", bytes, running: this.#open };
  }

  /** What was said so far, with the replies as they were. */
  recorded(): ChatCheck {
    const { transport, auth } = this.options;
    const who = { transport, auth, user: null, oauth: null, custom: null };
    return { format: "chatelaine-check", version: 1, name: "", ...who, refused: false, steps: this.#steps };
  }

  close(): void {
    this.#end({ event: "closed", code: 1000, reason: "closed by the console", clean: true });
  }

  async #reply(reply: Reply, began: number): Promise<void> {
    const since = () => Math.round(performance.now() - began);
    const streams = STREAMING.includes(this.options.transport ?? "");
    const pieces = streams ? reply.text.split(/(?<= )/) : [];
    let first: number | null = null;
    if (!this.#smiled && streams) {
      this.#smiled = true;
      const content = "Looking for my smile";
      this.#frame("received", "notification", { type: "notification", content });
      this.#emit([{ event: "notification", text: content }]);
    }
    for (const content of pieces) {
      await this.pause(45);
      if (!this.#open) return;
      first ??= since();
      this.#frame("received", "chat_token", { type: "chat_token", content });
      this.#emit([{ event: "token", text: content, count: 1 }]);
    }
    this.#frame("received", "chat", { type: "chat", user_id: "admin", who: "AI", ...reply });
    const whole = { buttons: [], images: [], attachments: [], custom: null, ...reply };
    this.#steps.at(-1)?.expect?.push({ exact: reply.text });
    const timing = { first_token_ms: first, total_ms: since(), tokens: pieces.length };
    this.#emit([
      { event: "message", ...whole, ...timing },
      { event: "turn_over", total_ms: since(), replies: 1 },
    ]);
  }

  #refuse(status: number, cause: string, advice: string): void {
    this.#end({ event: "refused", status, cause, advice });
  }
  #end(event: ChatEvent): void {
    if (!this.#open) return;
    this.#open = false;
    this.#emit([event]);
  }

  #emit(events: ChatEvent[]): void {
    for (const heard of events) if (!PASSING.includes(heard.event)) this.#keep({ heard });
    this.listener(events);
  }
  #keep(entry: TranscriptEntry["entry"]): void {
    this.transcript.push({ at: new Date().toISOString(), entry });
  }

  #frame(direction: Frame["direction"], kind: string, body: object): void {
    const raw = JSON.stringify(body);
    const frame = {
      seq: this.frames.length + 1,
      at: new Date().toISOString(),
      direction,
      kind,
      size: raw.length,
      body: JSON.stringify(body, null, 2),
      cut: false,
      head: [],
      command: direction === "sent" ? `websocat "$URL" <<< '${raw}'` : null,
    };
    this.frames.push(frame);
    this.#emit([{ event: "frame", frame }]);
  }
}
