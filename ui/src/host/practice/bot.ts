import type {
  Alarm,
  Bot,
  BotSummary,
  Certificate,
  Change,
  CommandError,
  ConfigFile,
  ConfigText,
  Finding,
  HistoryEntry,
  Posture,
  SecretRow,
  Session,
  Severity,
  State,
} from "../bindings";
import { ENV_TEXT } from "./env-text";
import { LIST_TEXT } from "./list-text";
import { type Setting, looksSecret } from "./settings";
import type { Entry, TextFormat } from "./text-format";
import { YAML_TEXT } from "./yaml-text";

export type Values = Record<string, string>;
/** One file of a practice bot; `null` when there is none. */
export type PracticeFile = {
  role: string;
  name: string;
  format: "properties" | "yaml" | "text";
  text: string | null;
};
/** The text of every file by its role. */
export type Texts = Record<string, string | null>;
/** A snapshot that undo goes back to. */
export type Backup = { texts: Texts; vault: Values; password: string };

export const FINE: State[] = ["locked", "proven_locked", "loopback_only"];
/** From what needs a look most to what needs none. */
const WORST: State[] = [
  "open",
  "default_password",
  "forgeable",
  "weak",
  "unknown",
  "locked",
  "loopback_only",
  "proven_locked",
];
/** What counts in the list of bots. */
const OPEN: Severity[] = ["critical", "high", "medium"];
const MARKER = /⟦secret (\d+)⟧/g;
const FORMATS: Record<PracticeFile["format"], TextFormat> = {
  properties: ENV_TEXT,
  yaml: YAML_TEXT,
  text: LIST_TEXT,
};

export const fail = (code: CommandError["code"], what: string, advice: string): never => {
  throw { code, what, advice } satisfies CommandError;
};

/** The state of one make-believe bot: its files, and what the keychain holds for it. */
export abstract class PracticeBot {
  running = true;
  vault: Values = {};
  password = "admin";
  checkedAt: string | null = null;
  /** The ways in that the last check found locked, and those of them that a later one found open. */
  proven: string[] = [];
  alarm: Alarm | null = null;
  history: HistoryEntry[] = [];
  backups = new Map<number, Backup>();
  session: Session | null = null;
  certificates: Certificate[] = [];

  abstract readonly files: PracticeFile[];
  abstract readonly table: Setting[];
  /** What mends a rule. */
  abstract readonly fixes: Record<string, { setting: string; change: Change }[]>;

  constructor(readonly bot: Bot) {}

  abstract posture(): Posture;
  /** What the process read for a setting when it last started. */
  abstract inForce(setting: string): string | undefined;
  /** The rules that these texts break, apart from texts that cannot be read. */
  abstract breaches(texts: Texts): Finding[];
  /** Secrets that live in no file. */
  otherSecrets(): SecretRow[] {
    return [];
  }
  get settings(): Setting[] {
    return this.table;
  }
  get texts(): Texts {
    return Object.fromEntries(this.files.map((file) => [file.role, file.text]));
  }
  restart(): void {
    this.running = true;
    this.session = null;
  }

  /** Marks a check at this moment; a lock that held at the last one and stands open now is an alarm. */
  check(): Posture {
    const before = this.checkedAt;
    this.checkedAt = new Date().toISOString();
    const posture = this.posture();
    if (!this.running) return posture;
    const opened = posture.access_points.filter(
      ({ id, state }) => this.proven.includes(id) && !FINE.includes(state),
    );
    if (opened.length) {
      this.alarm = {
        at: this.checkedAt,
        proven_at: before ?? this.checkedAt,
        opened: opened.map(({ id, title, state }) => ({ id, title, state })),
      };
      this.record(
        "alarm",
        `${opened.map(({ title }) => title).join(", ")}: proven locked, open now`,
        [],
        false,
      );
    }
    this.proven = posture.access_points.filter(({ state }) => state === "proven_locked").map(({ id }) => id);
    return posture;
  }

  summary(): BotSummary {
    const { findings, access_points, connection, config_state, fine, total } = this.posture();
    const worst = WORST.find((state) => access_points.some((point) => point.state === state));
    return {
      bot: this.bot,
      findings: findings.filter(({ severity }) => OPEN.includes(severity)).length,
      worst: findings[0]?.severity ?? null,
      fine: fine === total,
      problem: null,
      running: this.bot.practice && this.running,
      total,
      proven: access_points.filter(({ state }) => state === "proven_locked").length,
      worst_state: worst ?? null,
      checked_at: this.checkedAt,
      connection: this.checkedAt ? connection : null,
      restart_needed: config_state === "restart_needed",
      alarm: this.alarm,
    };
  }

  file(role: string): PracticeFile {
    return (
      this.files.find((file) => file.role === role) ??
      fail("not_found", `${this.bot.name} has no file called ${role}.`, "Choose one that the page shows.")
    );
  }
  format(role: string): TextFormat {
    return FORMATS[this.file(role).format];
  }
  path(role: string): string {
    return `${this.bot.dir ?? "~"}/${this.file(role).name}`;
  }
  fingerprint(role: string): string {
    const text = this.file(role).text;
    return text === null ? "absent" : hashed(text);
  }

  /** The entry of a setting in a text, by default the one on disk. */
  entry(id: string, texts: Texts = this.texts): (Entry & { role: string }) | null {
    const [role = "", ...path] = id.split(".");
    const text = texts[role];
    if (text === null || text === undefined) return null;
    const found = this.format(role)
      .entries(text)
      .findLast((entry) => entry.path === path.join("."));
    return found ? { ...found, role } : null;
  }
  value(id: string, texts: Texts = this.texts): string | undefined {
    return this.entry(id, texts)?.value;
  }

  isSecret(id: string): boolean {
    const row = this.settings.find((setting) => setting.id === id);
    return row ? row.kind === "secret" : looksSecret(id);
  }
  /** What nobody may read in a text. */
  hidden(role: string, text: string): Entry[] {
    const entries = this.format(role).entries(text);
    return entries.filter((entry) => entry.value !== "" && this.isSecret(`${role}.${entry.path}`));
  }

  configFiles(): ConfigFile[] {
    return this.files.map(({ role, name, format, text }) => ({
      role,
      name,
      path: this.path(role),
      language: format,
      exists: text !== null,
      fingerprint: this.fingerprint(role),
      problem: text === null ? null : (this.format(role).problem(text)?.what ?? null),
    }));
  }
  configText(role: string): ConfigText {
    const text = this.file(role).text ?? "";
    let no = this.hidden(role, text).length;
    const shrouded = this.hidden(role, text).reduceRight(
      (shown, entry) => `${shown.slice(0, entry.from)}⟦secret ${no--}⟧${shown.slice(entry.to)}`,
      text,
    );
    const secrets = this.hidden(role, text).map((entry) => hashed(entry.value));
    return { role, text: shrouded, fingerprint: this.fingerprint(role), secrets };
  }
  /** The text that an editor sent back, with the secrets in the place of their markers. */
  restored(role: string, text: string, fingerprint: string): string {
    if (fingerprint !== this.fingerprint(role)) {
      const what = `${this.file(role).name} was changed by somebody else while you edited it.`;
      fail("changed_on_disk", what, "Compare the two, then reload the file or keep yours.");
    }
    const hidden = this.hidden(role, this.file(role).text ?? "");
    const whole = text.replace(MARKER, (marker, no: string) => hidden[Number(no) - 1]?.value ?? marker);
    if (!whole.includes("⟦secret ")) return whole;
    const what = "A mark that stands for a secret was cut or made up.";
    return fail("invalid", what, "Undo that edit, or replace the whole mark by a new value.");
  }

  /** Everything that is wrong with these texts, worst first. */
  findings(texts: Texts = this.texts): Finding[] {
    const broken = this.files.flatMap(({ role, name }) => {
      const text = texts[role];
      const problem = text === null || text === undefined ? null : this.format(role).problem(text);
      return problem ? [unreadable(name, problem.line, problem.what)] : [];
    });
    const unread = new Set(broken.map((finding) => finding.file));
    return [...broken, ...this.breaches(texts).filter((finding) => !unread.has(finding.file))];
  }
  lintText(role: string, text: string, fingerprint: string): Finding[] {
    const whole = this.restored(role, text, fingerprint);
    const { name } = this.file(role);
    return this.findings({ ...this.texts, [role]: whole }).filter((finding) => finding.file === name);
  }

  backup(): Backup {
    return { texts: this.texts, vault: { ...this.vault }, password: this.password };
  }
  restore(backup: Backup): void {
    this.proven = [];
    for (const file of this.files) file.text = backup.texts[file.role] ?? null;
    this.vault = { ...backup.vault };
    this.password = backup.password;
  }
  record(action: string, summary: string, details: string[], undoable: boolean): HistoryEntry {
    for (const entry of this.history) entry.undoable = false;
    const seq = this.history.length + 1;
    const at = new Date().toISOString();
    const hash = random(12).toLowerCase();
    const entry = { seq, at, bot: this.bot.name, action, summary, details, undoable, undone: false, hash };
    this.history.unshift(entry);
    return entry;
  }
}

function unreadable(file: string, line: number, what: string): Finding {
  return {
    rule: "GEN-001",
    severity: "high",
    file,
    line,
    column: 1,
    setting: null,
    message: `${file} cannot be read: ${what}.`,
    advice: "Repair the line: a bot that cannot read its configuration does not start.",
    fixable: false,
  };
}

/** FNV-1a, 32 bit: enough to tell two texts of one file apart. */
function hashed(text: string): string {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(16);
}

/** Letters and digits that need no quoting; the first one is a letter. */
export function random(length: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return [...bytes].map((byte, i) => alphabet[byte % (i === 0 ? 52 : alphabet.length)]).join("");
}
