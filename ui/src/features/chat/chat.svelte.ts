import type { ChatEvent, Host } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";
import { Archive } from "./archive.svelte";
import { Checks } from "./checks.svelte";
import { Choice, type Earlier } from "./choice.svelte";
import { Conversation } from "./conversation.svelte";
import { Latency } from "./latency.svelte";
import { Mine } from "./mine.svelte";
import { Return } from "./return";
import { shown } from "./shown";
import { Wire } from "./wire.svelte";

export type ChatStatus = "idle" | "connecting" | "connected" | "reconnecting" | "refused" | "closed";
export type Handshake = Extract<ChatEvent, { event: "connected" }>;

/** Events at once that nobody reads one by one; fewer are not waited for, so that each word is seen at once. */
const FLOOD = 50;

/** One conversation with a bot, over one connection after another. */
export class Chat {
  status = $state<ChatStatus>("idle");
  handshake = $state.raw<Handshake | null>(null);
  /** The running or the last connection, by which the backend knows it. */
  id = $state<string | null>(null);
  readonly choice: Choice;
  readonly checks: Checks;
  readonly archive: Archive;
  readonly conversation = new Conversation();
  readonly wire: Wire;
  readonly latency = new Latency();
  readonly opening = new Attempt();
  readonly return = new Return(() => this.#open("reconnecting"));
  /** Events of an earlier connection must not touch this one. */
  #generation = 0;
  #earlier: Earlier | null = null;

  constructor(
    private readonly host: Host,
    readonly bot: string,
  ) {
    this.choice = new Choice(host, bot);
    this.checks = new Checks(host, bot);
    this.archive = new Archive(host, bot);
    this.wire = new Wire(host);
  }

  get live(): boolean {
    return this.status === "connecting" || this.status === "connected" || this.status === "reconnecting";
  }
  get ready(): boolean {
    return this.status === "connected";
  }

  /** Connects; after a connection that broke, the same conversation goes on. */
  async connect(): Promise<void> {
    this.return.rest();
    await this.#open("connecting");
  }

  async disconnect(): Promise<void> {
    const id = this.live ? this.id : null;
    this.#generation++;
    this.return.rest();
    this.status = "idle";
    this.#earlier = null;
    this.conversation.settle("failed");
    if (id !== null) await this.opening.run(() => this.host.chatClose(id));
  }

  /** Says something; `shown` is what the operator sees, where that differs. */
  async send(text: string, shown?: string): Promise<void> {
    const words = text.trim();
    if (words === "") return;
    const mine = new Mine(words, shown);
    this.conversation.add(mine);
    await this.#deliver(mine);
  }

  async retry(mine: Mine): Promise<void> {
    mine.state = "waiting";
    await this.#deliver(mine);
  }

  wipe(): void {
    void this.disconnect();
    this.conversation.wipe();
    this.wire.clear();
    this.latency.wipe();
    this.checks.wipe();
    this.archive.close();
    this.handshake = this.id = null;
  }

  async #open(status: "connecting" | "reconnecting"): Promise<void> {
    const generation = ++this.#generation;
    this.status = status;
    this.id = this.handshake = null;
    this.wire.begin();
    const onEvents = async (events: ChatEvent[]) => {
      if (generation !== this.#generation) return;
      const began = performance.now();
      this.#take(events);
      if (events.length >= FLOOD) await shown(began);
    };
    const options = this.choice.options(this.#earlier);
    const id = await this.opening.run(() => this.host.chatOpen(this.bot, options, onEvents));
    if (generation !== this.#generation) {
      if (id !== undefined) await this.host.chatClose(id).catch(() => undefined);
      return;
    }
    if (id === undefined) this.status = "idle";
    else {
      this.id = id;
      this.wire.name(id);
    }
  }

  async #deliver(mine: Mine): Promise<void> {
    const id = this.id;
    const sent =
      id !== null &&
      this.ready &&
      (await this.opening.run(async () => (await this.host.chatSend(id, mine.payload), true)));
    if (!sent) mine.state = "failed";
  }

  #take(events: ChatEvent[]): void {
    this.wire.take(events.filter((event) => event.event === "frame").map(({ frame }) => frame));
    for (const event of events) this.latency.take(event);
    this.conversation.take(events);
    for (const event of events) this.#follow(event);
  }

  #follow(event: ChatEvent): void {
    switch (event.event) {
      case "connected":
        this.status = "connected";
        this.handshake = event;
        this.#earlier = { ...event, transport: this.choice.transport, auth: this.choice.auth };
        return this.return.arrived();
      case "message":
        return this.return.proven();
      case "refused":
        return this.#refused();
      case "closed":
        if (this.status !== "refused") this.#closed(event.clean);
    }
  }

  /** A bot that does not answer, as when it restarts, is worth another try; a refusal is not. */
  #refused(): void {
    const again = this.status === "reconnecting";
    this.status = "refused";
    if (again) this.#note("It is not tried again. Change what opens the chat above, then reconnect.");
  }

  #closed(clean: boolean): void {
    if (clean || !this.#returns()) this.status = "closed";
  }

  /** Whether the lost connection is tried again by itself. */
  #returns(): boolean {
    const said = this.return.broke();
    if (said === null) return false;
    this.status = "reconnecting";
    this.#note(said);
    return true;
  }

  #note(text: string): void {
    this.conversation.add({ kind: "note", text });
  }
}
