import type { Change, ConfigFile, Edit, Host, PlanRequest, SettingRow } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";
import { SvelteMap } from "svelte/reactivity";

export type Group = { title: string; rows: SettingRow[] };
/** The rows of one file; without it when they live in none that is known. */
export type Section = { name: string; file: ConfigFile | null; groups: Group[] };

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

  /** By file, then by group, in the order of the backend. */
  sections(files: ConfigFile[]): Section[] {
    const homes = this.rows.map((row) => homeOf(row, files));
    return unique(homes.map((home) => home.name)).map((name) => {
      const rows = this.rows.filter((_, i) => homes[i]?.name === name);
      const groups = unique(rows.map((row) => row.group));
      return {
        name,
        file: homes.find((home) => home.name === name)?.file ?? null,
        groups: groups.map((group) => ({
          title: titled(group),
          rows: rows.filter((row) => row.group === group),
        })),
      };
    });
  }

  get edits(): Edit[] {
    return [...this.staged].map(([setting, change]) => ({ setting, change }));
  }

  /** The files that the staged edits will change; the bar names them. */
  get file(): string {
    const staged = this.rows.filter((row) => this.staged.has(row.id));
    const names = unique(staged.flatMap((row) => row.file?.split("/").pop() ?? []));
    return names.join(" and ") || "the configuration";
  }

  /** Whether an edit of this file is waiting. */
  touches(role: string): boolean {
    return [...this.staged.keys()].some((id) => roleOf(id) === role);
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

  /** Drops what is staged, or only what is staged for one file. */
  discard(role?: string): void {
    for (const id of [...this.staged.keys()]) {
      if (role === undefined || roleOf(id) === role) this.staged.delete(id);
    }
  }

  /** What was applied leaves the stage, generated values included. */
  settle(done: PlanRequest | null): void {
    if (done?.kind !== "edits") return;
    for (const { setting, change } of done.edits) {
      if (this.staged.get(setting) === change) this.staged.delete(setting);
    }
  }
}

function isOriginal(row: SettingRow, change: Change): boolean {
  if (change.kind === "unset") return !row.present;
  return change.kind === "value" && !row.secret && row.present && row.value === change.value;
}

/** A setting's id begins with the role of its file. */
const roleOf = (id: string): string => id.split(".")[0] ?? "";

/** An environment may supply the value; the setting still belongs to its own file. */
function homeOf(row: SettingRow, files: ConfigFile[]): Pick<Section, "name" | "file"> {
  const file = files.find(({ role }) => role === roleOf(row.id)) ?? null;
  return { file, name: file?.name ?? row.file?.split("/").pop() ?? "" };
}

const unique = (words: string[]): string[] => [...new Set(words)];
const titled = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
