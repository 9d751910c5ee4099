import type { Bot, BotSummary, Host, NewBot } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";

/** The registered bots, as the sidebar shows them. */
export class Bots {
  list = $state.raw<BotSummary[]>([]);
  loaded = $state(false);
  loading = new Attempt();
  starting = new Attempt();
  removing = new Attempt();

  constructor(private readonly host: Host) {}

  async refresh(): Promise<void> {
    const list = await this.loading.run(() => this.host.listBots());
    if (list) this.list = list;
    this.loaded = true;
  }

  find(name: string): BotSummary | undefined {
    return this.list.find((summary) => summary.bot.name === name);
  }

  get runningPractice(): number {
    return this.list.filter((summary) => summary.bot.practice && summary.running).length;
  }

  /** Rejects with a `CommandError`; the dialog shows it beside its fields. */
  async add(bot: NewBot): Promise<Bot> {
    const added = await this.host.addBot(bot);
    await this.refresh();
    return added;
  }

  async startPractice(): Promise<Bot | undefined> {
    const bot = await this.starting.run(() => this.host.startPractice());
    await this.refresh();
    return bot;
  }

  /** True when the bot is gone from the list; a practice bot is stopped first. */
  async remove(bot: Bot): Promise<boolean> {
    const done = await this.removing.run(async () => {
      if (bot.practice && this.find(bot.name)?.running) await this.host.stopPractice(bot.name);
      await this.host.removeBot(bot.name);
      return true;
    });
    await this.refresh();
    return done === true;
  }
}
