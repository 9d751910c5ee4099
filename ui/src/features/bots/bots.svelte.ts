import type { Bot, BotSummary, Host, NewBot, Platform } from "../../host";
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

  /** The practice bot of a platform, whether it runs or not. */
  practice(platform: Platform): BotSummary | undefined {
    return this.list.find(({ bot }) => bot.practice && bot.platform === platform);
  }

  /** News about one bot, from a round that still runs. */
  put(news: BotSummary): void {
    this.list = this.list.map((summary) => (summary.bot.name === news.bot.name ? news : summary));
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

  async startPractice(platform: Platform): Promise<Bot | undefined> {
    const bot = await this.starting.run(() => this.host.startPractice(platform));
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
