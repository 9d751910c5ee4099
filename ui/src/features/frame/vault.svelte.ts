import type { Host, VaultStatus } from "../../host";
import { VAULTS, type Tone } from "../../messages/en";
import { Attempt } from "../../shared/attempt.svelte";

/** Whether the keychain answers; asked at start, on demand, and after a command failed on it. */
export class Vault {
  status = $state.raw<VaultStatus | null>(null);
  asking = new Attempt();

  constructor(private readonly host: Host) {}

  async refresh(): Promise<void> {
    this.status = (await this.asking.run(() => this.host.vaultStatus())) ?? this.status;
  }

  get word(): { text: string; tone: Tone } {
    if (!this.status) return { text: "Asking the keychain", tone: "plain" };
    if (this.status.state === "available" && !this.status.lasting)
      return { text: "Memory only", tone: "warn" };
    return VAULTS[this.status.state];
  }
}
