import type { Host, TranscriptEntry, TranscriptHead, TranscriptInfo } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";
import { Conversation } from "./conversation.svelte";
import { Mine } from "./mine.svelte";

/** A kept conversation, laid out as it was seen. */
export type Reading = { info: TranscriptInfo; head: TranscriptHead | null; conversation: Conversation };

/** The conversations with a bot that are kept on disk. */
export class Archive {
  /** Whether they are being looked at. */
  open = $state(false);
  list = $state.raw<TranscriptInfo[] | null>(null);
  reading = $state.raw<Reading | null>(null);
  /** What the operator is asked about before it is deleted: one, or all that are over. */
  doomed = $state.raw<TranscriptInfo | "all" | null>(null);
  /** Where the last one was written to. */
  exported = $state<string | null>(null);
  working = new Attempt();

  constructor(
    private readonly host: Host,
    private readonly bot: string,
  ) {}

  async show(): Promise<void> {
    this.open = true;
    await this.#refresh();
  }

  close = (): void => {
    this.open = false;
    this.list = null;
    this.back();
  };

  /** From one conversation to the list of all. */
  back = (): void => {
    this.reading = this.doomed = this.exported = null;
    this.working.dismiss();
  };

  async read(info: TranscriptInfo): Promise<void> {
    const entries = await this.working.run(() => this.host.chatTranscript(this.bot, info.id));
    if (entries && this.open) this.reading = { info, ...replayed(entries) };
  }

  async export(info: TranscriptInfo): Promise<void> {
    this.exported = null;
    const write = () => this.host.chatTranscriptExport(this.bot, info.id);
    this.exported = (await this.working.run(write)) ?? null;
  }

  /** Deletes what the operator was asked about. */
  async remove(): Promise<void> {
    const { doomed } = this;
    if (doomed === null) return;
    const id = doomed === "all" ? null : doomed.id;
    const done = await this.working.run(
      async () => (await this.host.chatTranscriptDelete(this.bot, id), true),
    );
    this.doomed = null;
    if (!done) return;
    this.back();
    await this.#refresh();
  }

  async #refresh(): Promise<void> {
    this.list = (await this.working.run(() => this.host.chatTranscripts(this.bot))) ?? this.list;
  }
}

/** Has the conversation happen once more, without a bot. */
export function replayed(entries: TranscriptEntry[]): Omit<Reading, "info"> {
  const conversation = new Conversation();
  let head: TranscriptHead | null = null;
  for (const { at, entry } of entries) {
    if (entry.opened) head = entry.opened;
    else if (entry.said !== undefined) conversation.add(new Mine(entry.said, entry.said, at));
    else if (entry.heard) conversation.take([entry.heard]);
  }
  conversation.settle("failed");
  return { head, conversation };
}
