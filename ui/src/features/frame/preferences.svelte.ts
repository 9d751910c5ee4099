import type { Host, Preferences } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";

/** What the operator prefers; one record, so that a change of one choice keeps the others. */
export class Preferred {
  current = $state.raw<Preferences>({ theme: "system", schedule: "off" });
  saving = new Attempt();

  constructor(private readonly host: Host) {}

  async load(): Promise<void> {
    this.current = (await this.saving.run(() => this.host.preferences())) ?? this.current;
  }

  async change(part: Partial<Preferences>): Promise<void> {
    this.current = { ...this.current, ...part };
    await this.saving.run(() => this.host.setPreferences(this.current));
  }
}
