import { SvelteMap } from "svelte/reactivity";
import type { Bot, Host, Platform } from "../../host";
import { noticingVaultTrouble } from "../../host/noticing";
import type { PageId } from "../../messages/en";
import { Attempt } from "../../shared/attempt.svelte";
import { Bots } from "../bots/bots.svelte";
import { Fleet } from "../fleet/fleet.svelte";
import { Appearance } from "./appearance.svelte";
import { OpenBot } from "./open-bot.svelte";
import { Preferred } from "./preferences.svelte";
import { Vault } from "./vault.svelte";

/** What lies over the page; only one thing at a time does. */
export type Layer = "palette" | "settings" | "shortcuts" | "add-bot" | "remove-bot" | "doctor";
/** What the window shows: one bot, all of them, or the keychain. */
export type Place = "bot" | "fleet" | "vault";

/** A bot that answers at an address and is not in the list. */
export type Found = { url: string; platform: Platform };

/** The whole window: which bot, which page, what lies on top, and whether it is locked. */
export class Console {
  readonly bots: Bots;
  readonly vault: Vault;
  readonly fleet: Fleet;
  readonly preferred: Preferred;
  readonly appearance: Appearance;
  open = $state.raw<OpenBot | null>(null);
  page = $state<PageId>("overview");
  place = $state<Place>("bot");
  layer = $state<Layer | null>(null);
  /** What the doctor found, for the form that adds it. */
  found = $state.raw<Found | null>(null);
  locked = $state(false);
  locking = new Attempt();
  #opened = new SvelteMap<string, OpenBot>();

  readonly host: Host;

  constructor(host: Host) {
    this.vault = new Vault(host);
    this.host = noticingVaultTrouble(host, () => void this.vault.refresh());
    this.bots = new Bots(this.host);
    this.preferred = new Preferred(this.host);
    this.appearance = new Appearance(this.preferred);
    this.fleet = new Fleet(
      this.host,
      this.bots,
      this.preferred,
      (bot) => void this.#opened.get(bot)?.asked(),
    );
  }

  async start(): Promise<void> {
    await Promise.all([this.dress(), this.vault.refresh(), this.bots.refresh()]);
    const first = this.bots.list[0];
    if (first) this.show(first.bot);
  }

  private async dress(): Promise<void> {
    await this.preferred.load();
    this.appearance.paint();
  }

  /** Opens a bot on the page that was open last. */
  show(bot: Bot, page: PageId = this.page): void {
    const known = this.#opened.get(bot.name);
    const open = known ?? new OpenBot(this.host, bot, () => this.bots.refresh());
    this.#opened.set(bot.name, open);
    this.open = open;
    this.go(page);
    void open.open();
  }

  go(page: PageId): void {
    if (page !== this.page) this.open?.changes.dismissApplied();
    this.page = page;
    this.place = "bot";
  }

  async tryPractice(platform: Platform): Promise<void> {
    const bot = await this.bots.startPractice(platform);
    if (bot) this.show(bot, "overview");
  }

  addFound(url: string, platform: Platform): void {
    this.found = { url, platform };
    this.layer = "add-bot";
  }

  checkFound(bot: Bot): void {
    this.layer = null;
    this.show(bot, "overview");
    void this.open?.checkAgain();
  }

  added(bot: Bot): void {
    this.layer = this.found = null;
    this.show(bot, "overview");
  }

  async remove(): Promise<void> {
    const open = this.open;
    if (!open || !(await this.bots.remove(open.bot))) return;
    open.wipe();
    this.#opened.delete(open.bot.name);
    this.layer = null;
    this.open = null;
    const next = this.bots.list[0];
    if (next) this.show(next.bot, "overview");
  }

  /** Hides everything at once, then lets the backend forget its sessions. */
  async lock(): Promise<void> {
    if (this.locked) return;
    this.locked = true;
    for (const open of this.#opened.values()) open.wipe();
    this.#opened.clear();
    this.open = null;
    this.layer = null;
    await this.locking.run(() => this.host.lock());
  }
}
