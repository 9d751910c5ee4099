import type { HistoryView, Host } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";

/** Who did what when with one bot, newest first. */
export class BotHistory {
  view = $state.raw<HistoryView | null>(null);
  loading = new Attempt();

  constructor(
    private readonly host: Host,
    private readonly bot: string,
  ) {}

  async refresh(): Promise<void> {
    this.view = (await this.loading.run(() => this.host.history(this.bot))) ?? this.view;
  }
}
