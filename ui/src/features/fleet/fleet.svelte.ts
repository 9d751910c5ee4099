import { SvelteSet } from "svelte/reactivity";
import type { BotSummary, Host, Platform, Round, RoundEvent } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";
import type { Bots } from "../bots/bots.svelte";
import type { Preferred } from "../frame/preferences.svelte";
import { due } from "./schedule";

/** All bots together: rounds of checks, when they are due, and the alarms that they raise. */
export class Fleet {
  /** The bots that are being asked right now. */
  readonly asking = new SvelteSet<string>();
  done = $state(0);
  total = $state(0);
  /** What came of the last round, and when it began. */
  last = $state.raw<{ round: Round; at: number } | null>(null);
  /** The round that runs. */
  checking = new Attempt();
  /** Everything else that is done to one bot from the list. */
  acting = new Attempt();
  #begun: number | null = null;

  constructor(
    private readonly host: Host,
    private readonly bots: Bots,
    private readonly preferred: Preferred,
    /** A bot was asked; whatever shows it is out of date. */
    private readonly onasked: (bot: string) => void,
  ) {}

  get alarmed(): BotSummary[] {
    return this.bots.list.filter(({ alarm }) => alarm !== null);
  }

  /** Checks all bots when the schedule says so; `now` in milliseconds since 1970. */
  async tick(now: number): Promise<void> {
    if (this.bots.list.length && due(this.preferred.current.schedule, this.#begun, now)) {
      await this.checkAll(now);
    }
  }

  async checkAll(now: number): Promise<void> {
    if (this.checking.busy) return;
    this.#begun = now;
    this.done = this.total = 0;
    const round = await this.checking.run(() => this.host.checkAll(this.#hear));
    this.asking.clear();
    if (round) this.last = { round, at: now };
    await this.bots.refresh();
  }

  /** Ends the round; what was asked by then counts. */
  async stop(): Promise<void> {
    await this.acting.run(() => this.host.stopChecks());
  }

  async checkOne(bot: string): Promise<void> {
    if (this.asking.has(bot)) return;
    this.asking.add(bot);
    await this.acting.run(() => this.host.checkLive(bot, false));
    this.asking.delete(bot);
    this.onasked(bot);
    await this.bots.refresh();
  }

  /** Starts a practice bot beside those that run, and stays where the operator is. */
  async startPractice(platform: Platform): Promise<void> {
    const bot = await this.bots.startPractice(platform);
    if (bot) await this.checkOne(bot.name);
  }

  async stopPractice(bot: string): Promise<void> {
    await this.acting.run(() => this.host.stopPractice(bot));
    this.onasked(bot);
    await this.bots.refresh();
  }

  async dismiss(bot: string): Promise<void> {
    await this.acting.run(() => this.host.dismissAlarm(bot));
    await this.bots.refresh();
  }

  #hear = (event: RoundEvent): void => {
    this.total = event.total;
    if (event.event === "asking") {
      this.asking.add(event.bot);
      return;
    }
    const { bot } = event.summary;
    this.done = event.done;
    this.asking.delete(bot.name);
    this.bots.put(event.summary);
    this.onasked(bot.name);
  };
}
