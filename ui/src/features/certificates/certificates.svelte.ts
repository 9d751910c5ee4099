import type { Certificate, Host } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";

/** The certificates found for one bot. */
export class Certificates {
  list = $state.raw<Certificate[]>([]);
  loaded = $state(false);
  loading = new Attempt();
  making = new Attempt();

  constructor(
    private readonly host: Host,
    private readonly bot: string,
  ) {}

  async refresh(): Promise<void> {
    const list = await this.loading.run(() => this.host.certificates(this.bot));
    if (list) this.list = list;
    this.loaded = true;
  }

  async make(): Promise<void> {
    const made = await this.making.run(() => this.host.makeCertificate(this.bot));
    if (made) await this.refresh();
  }
}
