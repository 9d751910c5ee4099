import type { Host, Posture } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";

/** Who can get in to one bot: from its files at once, from live checks when they ran. */
export class BotPosture {
  current = $state.raw<Posture | null>(null);
  reading = new Attempt();
  checking = new Attempt();

  constructor(
    private readonly host: Host,
    private readonly name: string,
    /** Whether an address is known; of other bots the files tell everything that is known. */
    private readonly addressed: boolean,
    private readonly onchecked: () => void,
  ) {}

  /** Shows what is known, and knocks by itself when nobody ever did. */
  async open(): Promise<void> {
    await this.refresh();
    if (this.addressed && this.current && this.current.checked_at === null) await this.check();
  }

  async refresh(): Promise<void> {
    this.current = (await this.reading.run(() => this.host.posture(this.name))) ?? this.current;
  }

  /** `mayForge`: the operator agreed to tokens that are forged with known keys, for this once. */
  async check(mayForge = false): Promise<void> {
    if (this.checking.busy) return;
    const look = () =>
      this.addressed ? this.host.checkLive(this.name, mayForge) : this.host.posture(this.name);
    const seen = await this.checking.run(look);
    if (seen) this.current = seen;
    this.onchecked();
  }
}
