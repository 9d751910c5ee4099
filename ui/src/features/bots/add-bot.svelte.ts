import type { Bot, Detection, Host, NewBot, Platform } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The form that registers a bot; what a folder reveals fills the empty fields. */
export class AddBot {
  dir = $state("");
  url = $state("");
  name = $state("");
  allowPlainHttp = $state(false);
  /** The detected one until the operator says otherwise. */
  platform = $state<Platform | null>(null);
  detection = $state.raw<Detection | null>(null);
  detecting = new Attempt();
  adding = new Attempt();

  constructor(
    private readonly host: Host,
    private readonly add: (bot: NewBot) => Promise<Bot>,
    found: { url: string; platform: Platform } | null = null,
  ) {
    this.url = found?.url ?? "";
    this.platform = found?.platform ?? null;
  }

  /** Plain http to another machine carries every key in clear, so it needs the operator's word. */
  get needsConsent(): boolean {
    return leavesInClear(this.url.trim());
  }

  get ready(): boolean {
    const named = this.name.trim() !== "" && (this.dir.trim() !== "" || this.url.trim() !== "");
    return named && this.platform !== null && (!this.needsConsent || this.allowPlainHttp);
  }

  async browse(): Promise<void> {
    const dir = await this.detecting.run(() => this.host.pickFolder());
    if (!dir) return;
    this.dir = dir;
    await this.detect();
  }

  async detect(): Promise<void> {
    const dir = this.dir.trim();
    this.detection = null;
    if (dir === "") return;
    const found = await this.detecting.run(() => this.host.detectBot(dir));
    if (!found) return;
    this.detection = found;
    this.platform = found.platform ?? this.platform;
    this.url ||= found.suggested_url ?? "";
    this.name ||= found.suggested_name;
  }

  async submit(): Promise<Bot | undefined> {
    const { platform } = this;
    if (!this.ready || platform === null) return undefined;
    return this.adding.run(() =>
      this.add({
        name: this.name.trim(),
        platform,
        dir: this.dir.trim() || null,
        url: this.url.trim() || null,
        allow_plain_http: this.needsConsent && this.allowPlainHttp,
      }),
    );
  }
}

function leavesInClear(address: string): boolean {
  // Parsed, not matched as text: http://localhost.example.test is no loopback address.
  const { protocol, hostname } = URL.canParse(address) ? new URL(address) : { protocol: "", hostname: "" };
  return protocol === "http:" && !LOOPBACK.test(hostname);
}
