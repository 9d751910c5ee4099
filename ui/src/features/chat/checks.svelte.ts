import type { ChatCheck, CheckEvent, CheckOutcome, Host, SavedCheck, StepOutcome } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";

/** A check that is open for editing; it has no id before it is saved for the first time. */
export type Draft = { id: string | null; check: ChatCheck };

/** The saved checks of a bot, what came of them when they ran, and the one that is being written. */
export class Checks {
  saved = $state.raw<SavedCheck[]>([]);
  /** What came of the last run of each in this window, by id. */
  outcomes = $state.raw<Record<string, CheckOutcome>>({});
  draft = $state<Draft | null>(null);
  /** What came of the draft, once it is known. */
  tried = $state.raw<CheckOutcome | null>(null);
  /** What came of each step of the draft so far. */
  steps = $state.raw<StepOutcome[]>([]);
  /** The saved check that runs with the others, and how many of its steps are done. */
  running = $state.raw<{ id: string; done: number } | null>(null);
  /** Whether the draft is being run. */
  testing = $state(false);
  working = new Attempt();
  trying = new Attempt();

  constructor(
    private readonly host: Host,
    private readonly bot: string,
  ) {}

  async refresh(): Promise<void> {
    this.saved = (await this.working.run(() => this.host.chatChecks(this.bot))) ?? this.saved;
  }

  /** Opens what was said in a conversation, with the replies as what is expected. */
  async record(chat: string): Promise<void> {
    const check = await this.working.run(() => this.host.chatCheckFrom(this.bot, chat));
    if (check) this.#open({ id: null, check });
  }

  /** A check that passes when the bot turns a stranger away. */
  refusal(transport: string | null): void {
    const check: ChatCheck = {
      format: "chatelaine-check",
      version: 1,
      name: "refuses without a credential",
      transport,
      auth: "none",
      user: null,
      oauth: null,
      custom: null,
      refused: true,
      steps: [],
    };
    this.#open({ id: null, check });
  }

  edit(saved: SavedCheck): void {
    if (saved.check) this.#open({ id: saved.id, check: saved.check });
    this.tried = this.outcomes[saved.id] ?? null;
    this.steps = this.tried?.steps ?? [];
  }

  close = (): void => {
    this.draft = this.tried = null;
    this.steps = [];
    this.trying.dismiss();
  };

  /** Runs the draft, and shows each step as soon as it is done. */
  async try(): Promise<void> {
    const { draft } = this;
    if (!draft) return;
    this.tried = null;
    this.steps = [];
    const check = $state.snapshot(draft.check) as ChatCheck;
    const onEvent = (event: CheckEvent) => {
      if (event.event === "step" && this.draft === draft) this.steps = [...this.steps, event.outcome];
    };
    this.testing = true;
    const outcome = await this.trying.run(() => this.host.runChatCheck(this.bot, check, onEvent));
    this.testing = false;
    if (outcome && this.draft === draft) {
      this.tried = outcome;
      this.steps = outcome.steps;
    }
    if (outcome && draft.id) this.outcomes = { ...this.outcomes, [draft.id]: outcome };
  }

  async save(): Promise<void> {
    const { draft } = this;
    if (!draft) return;
    const check = $state.snapshot(draft.check) as ChatCheck;
    const saved = await this.trying.run(() => this.host.saveChatCheck(this.bot, draft.id, check));
    if (!saved) return;
    if (this.tried) this.outcomes = { ...this.outcomes, [saved.id]: this.tried };
    this.close();
    await this.refresh();
  }

  async remove(id: string): Promise<void> {
    const gone = await this.trying.run(async () => (await this.host.deleteChatCheck(this.bot, id), true));
    if (!gone) return;
    this.close();
    await this.refresh();
  }

  /** Runs every saved check, one after the other: two at once could disturb each other at the bot. */
  async runAll(): Promise<void> {
    await this.working.run(async () => {
      for (const { id, check } of this.saved) {
        if (!check) continue;
        this.running = { id, done: 0 };
        const outcome = await this.host.runChatCheck(this.bot, check, (event) => {
          if (event.event === "step") this.running = { id, done: event.index + 1 };
        });
        this.outcomes = { ...this.outcomes, [id]: outcome };
      }
    });
    this.running = null;
  }

  wipe(): void {
    this.close();
    this.outcomes = {};
  }

  #open(draft: Draft): void {
    this.tried = null;
    this.steps = [];
    this.draft = draft;
  }
}
