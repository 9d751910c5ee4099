import type { Change, Edit, Host, SettingRow } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";
import { SvelteMap } from "svelte/reactivity";

export type Group = { title: string; rows: SettingRow[] };

/** The settings of one bot with the edits that wait for review; nothing here touches the disk. */
export class Configuration {
  rows = $state.raw<SettingRow[]>([]);
  loaded = $state(false);
  loading = new Attempt();
  /** The setting that the palette asked for; the page scrolls to it. */
  wanted = $state<string | null>(null);
  readonly staged = new SvelteMap<string, Change>();

  constructor(
    private readonly host: Host,
    private readonly bot: string,
  ) {}

  async refresh(): Promise<void> {
    const rows = await this.loading.run(() => this.host.settings(this.bot));
    if (rows) this.rows = rows;
    this.loaded = true;
    for (const row of this.rows) {
      const change = this.staged.get(row.id);
      if (change && isOriginal(row, change)) this.staged.delete(row.id);
    }
  }

  get groups(): Group[] {
    const names = this.rows.map((row) => row.group).filter((name, i, all) => all.indexOf(name) === i);
    return names.map((name) => ({
      title: titled(name),
      rows: this.rows.filter((row) => row.group === name),
    }));
  }

  get edits(): Edit[] {
    return [...this.staged].map(([setting, change]) => ({ setting, change }));
  }

  /** The file the staged edits will change; the bar names it. */
  get file(): string {
    const path = this.rows.find((row) => this.staged.has(row.id) && row.file)?.file;
    return path?.split("/").pop() ?? "the configuration";
  }

  /** What the form shows for a row: the staged value, else the one in the file. */
  shown(row: SettingRow): string {
    const change = this.staged.get(row.id);
    if (change?.kind === "value") return change.value;
    return change?.kind === "unset" ? "" : (row.value ?? "");
  }

  /** A change back to the original leaves the stage by itself. */
  stage(row: SettingRow, change: Change): void {
    if (isOriginal(row, change)) this.staged.delete(row.id);
    else this.staged.set(row.id, change);
  }

  /** An emptied field that stood in no file before is no change; otherwise it is an empty value. */
  type(row: SettingRow, value: string): void {
    this.stage(row, value === "" && !row.present ? { kind: "unset" } : { kind: "value", value });
  }

  revert(row: SettingRow): void {
    this.staged.delete(row.id);
  }

  discard(): void {
    this.staged.clear();
  }
}

function isOriginal(row: SettingRow, change: Change): boolean {
  if (change.kind === "unset") return !row.present;
  return change.kind === "value" && !row.secret && row.present && row.value === change.value;
}

const titled = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
