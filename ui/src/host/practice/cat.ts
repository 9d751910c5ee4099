import type { Bot, Certificate, HistoryEntry, Session } from "../bindings";

export type Values = Record<string, string>;

const FIRST_FILE = [
  "# Practice Cat",
  "CCAT_CORE_HOST=localhost",
  "CCAT_CORE_PORT=1865",
  "",
  "# who may come in",
  "# CCAT_API_KEY=",
  "CCAT_DEBUG=true",
  "CCAT_LOG_LEVEL=INFO",
];

/** A snapshot that undo goes back to. */
export type Backup = { lines: string[]; vault: Values; password: string };

/** The state of one make-believe bot: its file, what the running process read, and what the keychain holds. */
export class PracticeCat {
  running = true;
  lines = [...FIRST_FILE];
  /** What the process read when it last started. */
  active: Values = readEnv(FIRST_FILE);
  vault: Values = {};
  password = "admin";
  checkedAt: string | null = null;
  history: HistoryEntry[] = [];
  backups = new Map<number, Backup>();
  session: Session | null = null;
  certificates: Certificate[] = [];

  constructor(readonly bot: Bot) {}

  get file(): Values {
    return readEnv(this.lines);
  }
  get restartNeeded(): boolean {
    return this.running && JSON.stringify(this.file) !== JSON.stringify(this.active);
  }
  restart(): void {
    this.running = true;
    this.active = this.file;
    this.session = null;
  }
  backup(): Backup {
    return { lines: [...this.lines], vault: { ...this.vault }, password: this.password };
  }
  restore(backup: Backup): void {
    this.lines = [...backup.lines];
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

export function readEnv(lines: string[]): Values {
  const pairs = lines.filter((line) => /^[A-Z]\w*=/.test(line)).map((line) => line.split(/=(.*)/s));
  return Object.fromEntries(pairs.map(([name, value]) => [name ?? "", value ?? ""]));
}

/** Letters and digits that need no quoting; the first one is a letter. */
export function random(length: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return [...bytes].map((byte, i) => alphabet[byte % (i === 0 ? 52 : alphabet.length)]).join("");
}
