import type { ExportFormat, Exported, Frame, Host } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";

/** Frames kept on the page; the backend holds more of the running conversation. */
export const FRAME_LIMIT = 1000;
/** Frames that are shown, or fetched from the backend, at once. */
export const FRAME_STEP = 150;
/** Between two changes of the list, in milliseconds: nobody reads faster, and drawing it must not hold up the words of a
 * reply, nor the keyboard in a flood. */
const PACE = 400;

export type FrameFilter = "all" | "sent" | "received" | "talk";
/** A frame under a number that no frame of another connection has. */
export type Row = { key: number; chat: string; frame: Frame };

/** What WebSocket, Engine.IO and Socket.IO send only to see whether the other side is still there. */
const HEARTBEAT = /^(ping|pong|heartbeat|2|3)$/i;

/** The frames beneath a conversation, over all of its connections. */
export class Wire {
  rows = $state.raw<Row[]>([]);
  /** Frames that crossed the wire, those that are not on the page included. */
  count = $state(0);
  /** Their bytes, as far as the frames arrived here. */
  bytes = $state(0);
  search = $state("");
  filter = $state<FrameFilter>("all");
  selected = $state.raw<Row | null>(null);
  fetching = new Attempt();
  exporting = new Attempt();
  exported = $state.raw<Exported | null>(null);
  #key = 0;
  #chat = "";
  #last = 0;
  #arrived: Row[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: Host) {}

  /** The rows that search and filter leave, oldest first. */
  get found(): Row[] {
    const words = this.search.trim().toLowerCase();
    if (words === "" && this.filter === "all") return this.rows;
    return this.rows.filter(({ frame }) => passes(frame, this.filter) && mentions(frame, words));
  }

  /** A new connection, whose frames count from 1 again. */
  begin(): void {
    this.#chat = "";
    this.#last = 0;
  }
  /** The connection's id, by which its frames can be asked for. */
  name(chat: string): void {
    this.#chat = chat;
    this.#publish();
    this.rows = this.rows.map((row) => (row.chat === "" ? { ...row, chat } : row));
  }

  take(frames: Frame[]): void {
    if (frames.length === 0) return;
    for (const frame of frames) {
      this.#arrived.push(this.#row(frame, this.#chat));
      // A flood thins frames out on the way; their numbers tell how many there were.
      this.count += frame.seq - this.#last;
      this.#last = frame.seq;
      this.bytes += frame.size;
    }
    if (this.#timer === undefined) this.#publish();
    else if (this.#arrived.length > 2 * FRAME_LIMIT) this.#arrived = this.#arrived.slice(-FRAME_LIMIT);
  }

  /** How many frames of the same connection are missing between a row and the one before it. */
  missing(row: Row, before: Row | undefined): number {
    return row.frame.seq - 1 - (before?.chat === row.chat ? before.frame.seq : 0);
  }

  /** Fetches frames that are missing in front of a row, the nearest ones, as far as the backend holds them. */
  async fetch(row: Row): Promise<void> {
    const before = this.rows[this.rows.indexOf(row) - 1];
    const count = Math.min(this.missing(row, before), FRAME_STEP);
    const from = row.frame.seq - count;
    const frames = await this.fetching.run(() => this.host.chatFrames(row.chat, from, count));
    const older = (frames ?? []).filter(({ seq }) => seq < row.frame.seq);
    const at = this.rows.indexOf(row);
    if (at < 0) return;
    const rows = older.map((frame) => this.#row(frame, row.chat));
    this.rows = [...this.rows.slice(0, at), ...rows, ...this.rows.slice(at)];
  }

  /** Writes the frames of a connection to a file. */
  async export(chat: string, format: ExportFormat): Promise<void> {
    this.exported = null;
    this.exported = (await this.exporting.run(() => this.host.chatExport(chat, format))) ?? null;
  }

  clear(): void {
    this.rows = this.#arrived = [];
    this.selected = this.exported = null;
    this.count = this.bytes = 0;
  }

  /** Shows what arrived, and again after a while if more arrives until then. */
  #publish(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#arrived.length === 0) return;
    this.rows = [...this.rows, ...this.#arrived].slice(-FRAME_LIMIT);
    this.#arrived = [];
    this.#timer = setTimeout(() => this.#publish(), PACE);
  }

  #row = (frame: Frame, chat: string): Row => ({ key: ++this.#key, chat, frame });
}

function passes(frame: Frame, filter: FrameFilter): boolean {
  if (filter === "all") return true;
  return filter === "talk" ? !HEARTBEAT.test(frame.kind) : frame.direction === filter;
}

function mentions(frame: Frame, words: string): boolean {
  if (words === "") return true;
  const heads = frame.head.map(({ name, value }) => `${name}: ${value}`);
  return [frame.kind, frame.body, ...heads].some((part) => part.toLowerCase().includes(words));
}
