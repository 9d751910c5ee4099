import type { Host, SecretRow } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";
import { Countdown } from "../../shared/countdown.svelte";

/** The secrets of one bot; values only ever pass through `reveal`. */
export class BotSecrets {
  rows = $state.raw<SecretRow[]>([]);
  loaded = $state(false);
  copied = $state<string | null>(null);
  clearing = new Countdown();
  loading = new Attempt();
  using = new Attempt();
  adopting = new Attempt();

  constructor(
    private readonly host: Host,
    private readonly bot: string,
    private readonly onadopted: () => Promise<void>,
  ) {}

  async refresh(): Promise<void> {
    const rows = await this.loading.run(() => this.host.secrets(this.bot));
    if (rows) this.rows = rows;
    this.loaded = true;
  }

  get unmanaged(): number {
    return this.rows.filter((row) => row.state === "unmanaged").length;
  }

  reveal(setting: string): Promise<string | undefined> {
    return this.using.run(() => this.host.revealSecret(this.bot, setting));
  }

  async copy(setting: string): Promise<void> {
    const seconds = await this.using.run(() => this.host.copySecret(this.bot, setting));
    if (seconds === undefined) return;
    this.copied = setting;
    this.clearing.start(seconds);
  }

  async adopt(): Promise<void> {
    await this.adopting.run(() => this.host.importSecrets(this.bot));
    await this.onadopted();
  }
}
