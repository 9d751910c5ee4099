import type { SecretRow, SettingRow } from "../bindings";
import type { PracticeCat } from "./cat";
import { ADMIN_PASSWORD, SETTINGS } from "./settings";

export function settingRows(cat: PracticeCat): SettingRow[] {
  return SETTINGS.map((row) => {
    const value = cat.file[row.id];
    const secret = row.kind === "secret";
    return {
      id: row.id,
      name: row.id,
      title: row.title,
      help: row.help,
      kind: row.kind,
      group: row.group,
      secret,
      choices: row.choices ?? [],
      file: ".env",
      line: lineOf(cat, row.id),
      value: value === undefined ? null : secret ? "••••••••" : value,
      present: value !== undefined,
      default: row.default,
      source: value === undefined ? "default" : "file",
      overridden_by: row.id === "CCAT_LOG_LEVEL" ? "LOG_LEVEL in the environment of the running bot" : null,
      needs_restart: true,
    };
  });
}

export function secretRows(cat: PracticeCat): SecretRow[] {
  const keys = SETTINGS.filter((row) => row.kind === "secret").map((row): SecretRow => {
    const value = cat.file[row.id];
    const kept = cat.vault[row.id];
    const line = lineOf(cat, row.id);
    return {
      setting: row.id,
      name: row.id,
      title: row.title,
      lives_in: line ? `.env:${line}` : "absent",
      state: !value
        ? row.default
          ? "default"
          : "absent"
        : kept === value
          ? "in_sync"
          : kept
            ? "drifted"
            : "unmanaged",
      strength: value ? "256 bit" : row.default ? "guessable" : "none",
      age_days: kept ? 0 : null,
      revealable: Boolean(value ?? kept),
      in_vault: Boolean(kept),
    };
  });
  const fine = cat.password !== "admin";
  const admin: SecretRow = {
    setting: ADMIN_PASSWORD,
    name: "admin",
    title: "Admin password",
    lives_in: fine ? "keychain" : "the bot",
    state: fine ? "in_sync" : "default",
    strength: fine ? "119 bit" : "guessable",
    age_days: fine ? 0 : null,
    revealable: fine,
    in_vault: fine,
  };
  return [...keys, admin];
}

function lineOf(cat: PracticeCat, name: string): number | null {
  return cat.lines.findIndex((line) => line.startsWith(`${name}=`)) + 1 || null;
}
