import type { SecretRow, SettingRow } from "../bindings";
import type { PracticeBot } from "./bot";
import { ADMIN_PASSWORD } from "./settings";

const roleOf = (id: string): string => id.split(".")[0] ?? "";
const lastOf = (id: string): string => id.split(".").pop() ?? id;

export function settingRows(bot: PracticeBot): SettingRow[] {
  return bot.settings.map((row) => {
    const entry = bot.entry(row.id);
    const secret = row.kind === "secret";
    const value = entry?.value ?? null;
    return {
      id: row.id,
      name: row.id.slice(roleOf(row.id).length + 1),
      title: row.title,
      help: row.help,
      kind: row.kind,
      group: row.group,
      secret,
      choices: row.choices ?? [],
      file: bot.file(roleOf(row.id)).name,
      line: entry?.line ?? null,
      value: secret && value ? "••••••••" : value,
      present: entry !== null,
      default: row.default,
      source: entry ? "file" : "default",
      overridden_by: row.overridden ?? null,
      needs_restart: true,
    };
  });
}

export function secretRows(bot: PracticeBot): SecretRow[] {
  const secrets = bot.settings.filter((row) => row.kind === "secret");
  const keys = secrets.map((row): SecretRow => {
    const entry = bot.entry(row.id);
    const value = entry?.value;
    const kept = bot.vault[row.id];
    const guessable = value ? value.length < 32 : row.default !== null;
    return {
      setting: row.id,
      name: lastOf(row.id),
      title: row.title,
      lives_in: entry ? `${bot.file(entry.role).name}:${entry.line}` : "absent",
      state: !value
        ? row.default
          ? "default"
          : "absent"
        : kept === value
          ? "in_sync"
          : kept
            ? "drifted"
            : "unmanaged",
      strength: guessable ? "guessable" : value ? "256 bit" : "none",
      age_days: kept ? 0 : null,
      revealable: Boolean(value ?? kept),
      in_vault: Boolean(kept),
    };
  });
  return [...keys, ...bot.otherSecrets()];
}

export function adminPassword(cat: PracticeBot): SecretRow {
  const fine = cat.password !== "admin";
  return {
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
}
