import { PLATFORMS } from "../messages/en";
import type {
  Bot,
  ChatAuth,
  ChatCheck,
  ChatEvent,
  ChatOptions,
  CheckEvent,
  DoctorStep,
  ExportFormat,
  NewBot,
  PlanRequest,
  Platform,
  Preferences,
  Round,
  RoundEvent,
  VaultStatus,
} from "./bindings";
import type { Host } from "./host";
import { localhostCertificate, overviewOf, sessionFor } from "./practice/admin";
import { type PracticeBot, fail, random } from "./practice/bot";
import { PracticeCat } from "./practice/cat";
import { PracticeChecks } from "./practice/checks";
import { PracticeChatto } from "./practice/chatto";
import { examined } from "./practice/doctor";
import { PracticePlain } from "./practice/plain";
import { HOUSES } from "./practice/houses";
import { type Draft, carryOut, draft } from "./practice/plans";
import { secretRows, settingRows } from "./practice/rows";
import { ADMIN_PASSWORD } from "./practice/settings";
import { Talk } from "./practice/talk";
import { guardOf, waysOf } from "./practice/ways";

const PRACTICE_NAMES: Record<Platform, string> = {
  "cheshire-cat": "practice-cat",
  "cheshire-cat-2": "practice-cat-2",
  chatto: "practice-chatto",
  "program-y": "practice-program-y",
  rasa: "practice-rasa",
};
const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

function practiceOf(bot: Bot): PracticeBot {
  if (bot.platform === "cheshire-cat") return new PracticeCat(bot);
  if (bot.platform === "chatto") return new PracticeChatto(bot);
  return new PracticePlain(bot, HOUSES[bot.platform]);
}

/** A host that lives in the page: for `npm run dev`, and for tests, which may set `vault` and `pace`. */
export class BrowserHost implements Host {
  readonly bots = new Map<string, PracticeBot>();
  vault: VaultStatus = {
    state: "available",
    store: "Secret Service",
    what: "The keychain answers.",
    advice: "",
    lasting: true,
  };
  #drafts = new Map<string, Draft>();
  #talks = new Map<string, Talk>();
  readonly checks = new PracticeChecks();
  #preferences: Preferences = { theme: "system", schedule: "off" };
  #stopped = false;

  /** `pace` scales every pause of the make-believe bot; 0 answers at once. */
  constructor(readonly pace = 1) {}

  #pause = (ms: number) => sleep(ms * this.pace);
  #bot(name: string): PracticeBot {
    return this.bots.get(name) ?? fail("not_found", `There is no bot called ${name}.`, "Add it again.");
  }
  /** A bot of which more is asked than files: only the practice cat has log-in and users. */
  cat(name: string): PracticeCat {
    const bot = this.#bot(name);
    if (bot instanceof PracticeCat) return bot;
    return fail("invalid", "The page's own Chatto bot has no such thing.", "Use it with the desktop window.");
  }
  #needVault(): void {
    if (this.vault.state !== "available") fail("vault", this.vault.what, this.vault.advice);
  }

  async listBots() {
    return [...this.bots.values()].map((bot) => bot.summary());
  }
  async detectBot(dir: string) {
    if (!dir.startsWith("/") && !dir.startsWith("~"))
      fail("not_found", `There is no folder ${dir}.`, "Choose the folder that holds the bot's .env.");
    const suggested_name = dir.split("/").pop() ?? "bot";
    if (/empty/.test(dir))
      return { dir, platform: null, files: [], version_hint: null, suggested_url: null, suggested_name };
    const chatto = /chatto|trivia/.test(dir);
    return {
      dir,
      platform: chatto ? ("chatto" as const) : ("cheshire-cat" as const),
      files: chatto ? ["bot.yml", "chn.yml"] : [".env", "compose.yml"],
      version_hint: chatto ? null : "1.9.2",
      suggested_url: chatto ? "http://127.0.0.1:4770" : "http://127.0.0.1:1865",
      suggested_name,
    };
  }
  async addBot(bot: NewBot) {
    if (this.bots.has(bot.name))
      fail("conflict", `A bot called ${bot.name} exists already.`, "Choose another name.");
    const added = practiceOf({ ...bot, practice: false });
    this.bots.set(bot.name, added);
    return added.bot;
  }
  async removeBot(name: string) {
    this.bots.delete(name);
  }

  posture = async (bot: string) => this.#bot(bot).posture();
  /** What the checks were allowed to do, in order. */
  readonly forged: boolean[] = [];
  async checkLive(bot: string, mayForge: boolean) {
    const checked = this.#bot(bot);
    this.forged.push(mayForge);
    await this.#pause(350);
    return checked.check();
  }
  async checkAll(onEvent: (event: RoundEvent) => void): Promise<Round> {
    const bots = [...this.bots.values()].filter(({ bot, running }) => bot.url && (!bot.practice || running));
    const total = bots.length;
    this.#stopped = false;
    let asked = 0;
    let silent = 0;
    for (const bot of bots) {
      onEvent({ event: "asking", bot: bot.bot.name, total });
      await this.#pause(350);
      if (this.#stopped) break;
      bot.check();
      if (!bot.running) silent++;
      onEvent({ event: "asked", summary: bot.summary(), done: ++asked, total });
    }
    return { asked, total, silent, stopped: this.#stopped };
  }
  async stopChecks() {
    this.#stopped = true;
  }
  async dismissAlarm(bot: string) {
    this.#bot(bot).alarm = null;
  }

  settings = async (bot: string) => settingRows(this.#bot(bot));
  secrets = async (bot: string) => secretRows(this.#bot(bot));
  async revealSecret(bot: string, setting: string) {
    this.#needVault();
    const owner = this.#bot(bot);
    return (
      owner.vault[setting] ??
      owner.value(setting) ??
      fail("not_found", "The keychain holds no value for it.", "Generate one.")
    );
  }
  async copySecret(bot: string, setting: string) {
    await this.revealSecret(bot, setting);
    return 30;
  }
  async importSecrets(bot: string) {
    this.#needVault();
    const owner = this.#bot(bot);
    const rows = secretRows(owner).filter((row) => row.state === "unmanaged");
    for (const row of rows) owner.vault[row.setting] = owner.value(row.setting) ?? "";
    return rows.length;
  }

  configFiles = async (bot: string) => this.#bot(bot).configFiles();
  configText = async (bot: string, role: string) => this.#bot(bot).configText(role);
  async lintText(bot: string, role: string, text: string, fingerprint: string) {
    return this.#bot(bot).lintText(role, text, fingerprint);
  }

  async previewPlan(bot: string, request: PlanRequest) {
    this.#needVault();
    const prepared = draft(this.#bot(bot), request);
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
    const cat = this.#bot(bot);
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
    const entries = [...this.bots.values()]
      .filter((cat) => bot === null || cat.bot.name === bot)
      .flatMap((cat) => cat.history);
    return { entries: entries.map((entry) => ({ ...entry })), chain_ok: true, broken_at: null };
  }

  async login(bot: string, username: string, password: string | null, remember: boolean) {
    const cat = this.cat(bot);
    await this.#pause(300);
    const given =
      password ??
      cat.vault[`password.${username}`] ??
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
  session = async (bot: string) => this.#bot(bot).session;
  async logout(bot: string) {
    this.#bot(bot).session = null;
  }
  adminOverview = async (bot: string) => overviewOf(this.cat(bot));
  async changePassword(bot: string, _userId: string, username: string, password: string | null) {
    const cat = this.cat(bot);
    if (password !== null && password.length < 5)
      fail("invalid", "The bot wants at least five characters.", "Generate one instead.");
    cat.vault[`password.${username}`] = password ?? random(20);
    if (username === "admin") cat.password = cat.vault[ADMIN_PASSWORD] ?? cat.password;
    cat.record("password", `Changed the password of ${username}`, [], false);
  }
  async keepProviderKey(bot: string) {
    this.#needVault();
    this.#bot(bot).vault["provider"] = "kept";
  }

  async makeCertificate(bot: string) {
    const cat = this.#bot(bot);
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
  certificates = async (bot: string) => [...this.#bot(bot).certificates];

  async doctor(url: string, onStep: (step: DoctorStep) => void) {
    const owner = [...this.bots.values()].find(({ bot }) => bot.url !== null && url.startsWith(bot.url));
    const found = examined(url, owner);
    for (const step of found.steps) {
      await this.#pause(20);
      onStep(step);
    }
    return found;
  }

  chatWays = async (bot: string) => waysOf(this.#bot(bot));
  async keepChatSecret(bot: string, auth: ChatAuth, secret: string) {
    this.#needVault();
    this.#bot(bot).vault[`chat.${auth}`] = secret;
  }
  async chatOpen(bot: string, options: ChatOptions, onEvents: (events: ChatEvent[]) => void) {
    const owner = this.#bot(bot);
    const ways = waysOf(owner);
    const transport = options.transport ?? ways.transport;
    const auth = options.auth ?? ways.auth;
    const guard = guardOf(owner, transport);
    if (auth === "jwt" && !owner.session)
      fail("refused", "Nobody is logged in to this bot.", "Log in on the Access page, then connect again.");
    if (auth !== "none" && auth !== "jwt" && guard && !owner.value(guard))
      fail(
        "not_found",
        `${guard} has no value yet.`,
        "Use Lock everything…, or connect without a credential.",
      );
    const id = random(8);
    const talk = new Talk(owner, { ...options, transport, auth }, onEvents, this.#pause);
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
  }
  async chatFrames(id: string, from: number, count: number) {
    const talk =
      this.#talks.get(id) ?? fail("not_found", "This conversation is forgotten.", "Connect again.");
    return talk.frames.filter(({ seq }) => seq >= from).slice(0, count);
  }

  async chatExport(id: string, format: ExportFormat) {
    const frames = (await this.chatFrames(id, 1, Infinity)).length;
    return { path: `~/frames.${format}`, frames, dropped: 0 };
  }

  async chatTranscripts(bot: string) {
    const kept = [...this.#talks].filter(([, talk]) => talk.bot === this.#bot(bot));
    return kept.map(([id, talk]) => talk.info(id)).reverse();
  }
  #kept(bot: string, id: string): Talk {
    const talk = this.#talks.get(id);
    if (talk?.bot === this.#bot(bot)) return talk;
    return fail("not_found", "There is no such conversation.", "It may have been deleted.");
  }
  chatTranscript = async (bot: string, id: string) => [...this.#kept(bot, id).transcript];
  async chatTranscriptExport(bot: string, id: string) {
    this.#kept(bot, id);
    return "~/conversation.jsonl";
  }
  async chatTranscriptDelete(bot: string, id: string | null) {
    for (const { id: each, running } of await this.chatTranscripts(bot)) {
      if (each === id && running) fail("conflict", "This conversation still goes on.", "Disconnect first.");
      if (id === null ? !running : each === id) this.#talks.delete(each);
    }
  }

  chatChecks = async (bot: string) => this.checks.of(bot);
  async chatCheckFrom(_bot: string, id: string) {
    const talk =
      this.#talks.get(id) ?? fail("not_found", "This conversation is forgotten.", "Connect again.");
    return talk.recorded();
  }
  saveChatCheck = async (bot: string, id: string | null, check: ChatCheck) =>
    this.checks.save(bot, id, check);
  deleteChatCheck = async (bot: string, id: string) => this.checks.remove(bot, id);
  async runChatCheck(bot: string, check: ChatCheck, onEvent: (event: CheckEvent) => void) {
    return this.checks.run(this.#bot(bot), check, this.#pause, onEvent);
  }

  async startPractice(platform: Platform) {
    const name = PRACTICE_NAMES[platform];
    const known = this.bots.get(name);
    await this.#pause(200);
    if (known) {
      if (!known.running) known.restart();
      return known.bot;
    }
    const bot = {
      name,
      platform,
      dir: `~/.local/share/chatelaine/${name}`,
      url: PLATFORMS[platform].url,
      allow_plain_http: true,
      practice: true,
    };
    this.bots.set(name, practiceOf(bot));
    return bot;
  }
  async restartPractice(bot: string) {
    await this.#pause(300);
    this.#bot(bot).restart();
  }
  async stopPractice(bot: string) {
    this.#bot(bot).running = false;
  }

  vaultStatus = async () => ({ ...this.vault });
  preferences = async () => ({ ...this.#preferences });
  async setPreferences(preferences: Preferences) {
    this.#preferences = { ...preferences };
  }
  pickFolder = async () => "~/bots/alice";
  async lock() {
    for (const cat of this.bots.values()) cat.session = null;
  }
}
