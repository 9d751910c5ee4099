import type {
  ChatEvent,
  ChatOptions,
  CommandError,
  NewBot,
  PlanRequest,
  Preferences,
  VaultStatus,
} from "./bindings";
import type { Host } from "./host";
import { localhostCertificate, overviewOf, sessionFor } from "./practice/admin";
import { PracticeCat, random } from "./practice/cat";
import { type Draft, carryOut, draft } from "./practice/plans";
import { postureOf } from "./practice/posture";
import { secretRows, settingRows } from "./practice/rows";
import { ADMIN_PASSWORD } from "./practice/settings";
import { Talk } from "./practice/talk";

const fail = (code: CommandError["code"], what: string, advice: string): never => {
  throw { code, what, advice } satisfies CommandError;
};
const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** A host that lives in the page: for `npm run dev`, and for tests, which may set `vault` and `pace`. */
export class BrowserHost implements Host {
  readonly cats = new Map<string, PracticeCat>();
  vault: VaultStatus = {
    state: "available",
    store: "Secret Service",
    what: "The keychain answers.",
    advice: "",
    lasting: true,
  };
  #drafts = new Map<string, Draft>();
  #talks = new Map<string, Talk>();
  #preferences: Preferences = { theme: "system" };

  /** `pace` scales every pause of the make-believe bot; 0 answers at once. */
  constructor(readonly pace = 1) {}

  #pause = (ms: number) => sleep(ms * this.pace);
  #cat(name: string): PracticeCat {
    return this.cats.get(name) ?? fail("not_found", `There is no bot called ${name}.`, "Add it again.");
  }
  #needVault(): void {
    if (this.vault.state !== "available") fail("vault", this.vault.what, this.vault.advice);
  }

  async listBots() {
    return [...this.cats.values()].map((cat) => {
      const { findings, fine, total } = postureOf(cat);
      return {
        bot: cat.bot,
        findings: findings.length,
        worst: findings[0]?.severity ?? null,
        fine: fine === total,
        problem: null,
        running: cat.bot.practice === true && cat.running,
      };
    });
  }
  async detectBot(dir: string) {
    if (!dir.startsWith("/") && !dir.startsWith("~"))
      fail("not_found", `There is no folder ${dir}.`, "Choose the folder that holds the bot's .env.");
    return {
      dir,
      platform: "cheshire-cat" as const,
      files: [".env", "compose.yml"],
      version_hint: "1.9.2",
      suggested_url: "http://127.0.0.1:1865",
      suggested_name: dir.split("/").pop() ?? "cat",
    };
  }
  async addBot(bot: NewBot) {
    if (this.cats.has(bot.name))
      fail("conflict", `A bot called ${bot.name} exists already.`, "Choose another name.");
    const cat = new PracticeCat({ ...bot, practice: false });
    this.cats.set(bot.name, cat);
    return cat.bot;
  }
  async removeBot(name: string) {
    this.cats.delete(name);
  }

  posture = async (bot: string) => postureOf(this.#cat(bot));
  async checkLive(bot: string) {
    const cat = this.#cat(bot);
    await this.#pause(350);
    cat.checkedAt = new Date().toISOString();
    return postureOf(cat);
  }

  settings = async (bot: string) => settingRows(this.#cat(bot));
  secrets = async (bot: string) => secretRows(this.#cat(bot));
  async revealSecret(bot: string, setting: string) {
    this.#needVault();
    const cat = this.#cat(bot);
    return (
      cat.vault[setting] ??
      cat.file[setting] ??
      fail("not_found", "The keychain holds no value for it.", "Generate one.")
    );
  }
  async copySecret(bot: string, setting: string) {
    await this.revealSecret(bot, setting);
    return 30;
  }
  async importSecrets(bot: string) {
    this.#needVault();
    const cat = this.#cat(bot);
    const rows = secretRows(cat).filter((row) => row.state === "unmanaged");
    for (const row of rows) cat.vault[row.setting] = cat.file[row.setting] ?? "";
    return rows.length;
  }

  async previewPlan(bot: string, request: PlanRequest) {
    this.#needVault();
    const prepared = draft(this.#cat(bot), request);
    this.#drafts.set(prepared.plan.id, prepared);
    return prepared.plan;
  }
  async applyPlan(planId: string) {
    const prepared =
      this.#drafts.get(planId) ??
      fail("not_found", "This plan is no longer there.", "Review the change again.");
    await this.#pause(150);
    this.#drafts.delete(planId);
    return carryOut(prepared);
  }
  async discardPlan(planId: string) {
    this.#drafts.delete(planId);
  }
  async undo(bot: string) {
    const cat = this.#cat(bot);
    const entry =
      cat.history.find((candidate) => candidate.undoable) ??
      fail("conflict", "There is nothing to undo.", "Only the newest change can be undone.");
    const backup = cat.backups.get(entry.seq);
    if (backup) cat.restore(backup);
    entry.undone = true;
    return {
      entry: cat.record("undo", `Undid: ${entry.summary}`, [], false),
      warnings: [],
      restart_hint: null,
    };
  }
  async history(bot: string | null) {
    const entries = [...this.cats.values()]
      .filter((cat) => bot === null || cat.bot.name === bot)
      .flatMap((cat) => cat.history);
    return { entries: entries.map((entry) => ({ ...entry })), chain_ok: true, broken_at: null };
  }

  async login(bot: string, username: string, password: string | null, remember: boolean) {
    const cat = this.#cat(bot);
    await this.#pause(300);
    const given =
      password ??
      cat.vault[`password:${username}`] ??
      fail(
        "not_found",
        `The keychain holds no password for ${username}.`,
        "Type it once and let it be remembered.",
      );
    if (username !== "admin" || given !== cat.password)
      fail(
        "refused",
        "The bot refused this user name and password (403).",
        "Check both. There is no lock-out, but each refusal takes a second.",
      );
    if (remember && password) cat.vault[ADMIN_PASSWORD] = password;
    return (cat.session = sessionFor(username, ADMIN_PASSWORD in cat.vault));
  }
  session = async (bot: string) => this.#cat(bot).session;
  async logout(bot: string) {
    this.#cat(bot).session = null;
  }
  adminOverview = async (bot: string) => overviewOf(this.#cat(bot));
  async changePassword(bot: string, _userId: string, username: string, password: string | null) {
    const cat = this.#cat(bot);
    if (password !== null && password.length < 5)
      fail("invalid", "The bot wants at least five characters.", "Generate one instead.");
    cat.vault[`password:${username}`] = password ?? random(20);
    if (username === "admin") cat.password = cat.vault[ADMIN_PASSWORD] ?? cat.password;
    cat.record("password", `Changed the password of ${username}`, [], false);
  }
  async keepProviderKey(bot: string) {
    this.#needVault();
    this.#cat(bot).vault["provider"] = "kept";
  }

  async makeCertificate(bot: string) {
    const cat = this.#cat(bot);
    if (cat.certificates.length)
      fail(
        "conflict",
        `${cat.certificates[0]?.path} exists already.`,
        "Nothing is overwritten. Move it away first.",
      );
    const made = localhostCertificate(cat.bot.dir ?? "~");
    cat.certificates.push(made);
    return made;
  }
  certificates = async (bot: string) => [...this.#cat(bot).certificates];

  async chatOpen(bot: string, options: ChatOptions, onEvent: (event: ChatEvent) => void) {
    const cat = this.#cat(bot);
    if (options.auth === "jwt" && !cat.session)
      fail("refused", "Nobody is logged in to this bot.", "Log in on the Access page, then connect again.");
    if (options.auth === "key" && !cat.file["CCAT_API_KEY_WS"])
      fail(
        "not_found",
        "There is no WebSocket key yet.",
        "Use Lock everything…, or connect without a credential.",
      );
    const id = random(8);
    const talk = new Talk(cat, options, onEvent, this.#pause);
    this.#talks.set(id, talk);
    void talk.start();
    return id;
  }
  async chatSend(id: string, text: string) {
    const talk =
      this.#talks.get(id) ??
      fail("not_found", "This conversation is closed.", "Reconnect, then send it again.");
    void talk.say(text);
  }
  async chatClose(id: string) {
    this.#talks.get(id)?.close();
    this.#talks.delete(id);
  }

  async startPractice() {
    const taken = this.cats.size;
    const name = taken ? `practice-cat-${taken + 1}` : "practice-cat";
    const bot = {
      name,
      platform: "cheshire-cat" as const,
      dir: `~/.local/share/chatelaine/${name}`,
      url: "http://127.0.0.1:1865",
      allow_plain_http: true,
      practice: true,
    };
    await this.#pause(200);
    this.cats.set(name, new PracticeCat(bot));
    return bot;
  }
  async restartPractice(bot: string) {
    await this.#pause(300);
    this.#cat(bot).restart();
  }
  async stopPractice(bot: string) {
    this.#cat(bot).running = false;
  }

  vaultStatus = async () => ({ ...this.vault });
  preferences = async () => ({ ...this.#preferences });
  async setPreferences(preferences: Preferences) {
    this.#preferences = { ...preferences };
  }
  pickFolder = async () => "~/bots/alice";
  async lock() {
    for (const cat of this.cats.values()) cat.session = null;
  }
}
