import type {
  AdminOverview,
  Applied,
  Bot,
  BotSummary,
  Certificate,
  ChatAuth,
  ChatCheck,
  ChatEvent,
  ChatOptions,
  ChatWays,
  CheckEvent,
  CheckOutcome,
  ConfigFile,
  ConfigText,
  Detection,
  Doctor,
  DoctorStep,
  ExportFormat,
  Exported,
  Finding,
  Frame,
  HistoryView,
  NewBot,
  Plan,
  PlanRequest,
  Platform,
  Posture,
  Preferences,
  Round,
  RoundEvent,
  SavedCheck,
  SecretRow,
  Session,
  SettingRow,
  TranscriptEntry,
  TranscriptInfo,
  VaultStatus,
} from "./bindings";

/** Everything the window may ask of the backend. Each method rejects with a `CommandError`. */
export interface Host {
  /** Every registered bot with its count of open findings; reads files, no network. */
  listBots(): Promise<BotSummary[]>;
  /** What lies in a folder: platform, files, suggested name and address. */
  detectBot(dir: string): Promise<Detection>;
  /** Registers a bot; its files stay untouched. */
  addBot(bot: NewBot): Promise<Bot>;
  /** Forgets a bot; files and keychain entries stay. */
  removeBot(name: string): Promise<void>;

  /** What the files say plus the last live check; no network. */
  posture(bot: string): Promise<Posture>;
  /** Knocks on every access point of the bot and reports what answered; forged tokens only with the operator's word. */
  checkLive(bot: string, mayForge: boolean): Promise<Posture>;
  /** Knocks on every bot that has an address, a few at a time; never with forged tokens. */
  checkAll(onEvent: (event: RoundEvent) => void): Promise<Round>;
  /** Ends the round that runs; its `checkAll` then resolves. */
  stopChecks(): Promise<void>;
  /** The operator has seen that a lock opened. */
  dismissAlarm(bot: string): Promise<void>;

  /** The platform's settings with their values (secrets masked) and origins. */
  settings(bot: string): Promise<SettingRow[]>;
  /** The bot's secrets, without their values. */
  secrets(bot: string): Promise<SecretRow[]>;
  /** The one call that brings a secret's value into the window. */
  revealSecret(bot: string, setting: string): Promise<string>;
  /** Copies in the backend; resolves to the seconds until the clipboard is cleared. */
  copySecret(bot: string, setting: string): Promise<number>;
  /** Takes secrets that only stand in files into the keychain; resolves to how many. */
  importSecrets(bot: string): Promise<number>;

  /** The bot's configuration files, those that do not exist yet included; cheap enough for every two seconds. */
  configFiles(bot: string): Promise<ConfigFile[]>;
  /** The text of one file, with markers where secrets stand. */
  configText(bot: string, role: string): Promise<ConfigText>;
  /** What would be wrong if the file had this text; refused with `changed_on_disk` when it moved on meanwhile. */
  lintText(bot: string, role: string, text: string, fingerprint: string): Promise<Finding[]>;

  /** Works out a change without touching anything; the diff is masked. */
  previewPlan(bot: string, request: PlanRequest): Promise<Plan>;
  /** Carries a previewed plan out; refused with `changed_on_disk` when a file moved on meanwhile. */
  applyPlan(planId: string): Promise<Applied>;
  /** Drops a previewed plan and the secrets generated for it. */
  discardPlan(planId: string): Promise<void>;
  /** Takes the newest undoable change back. */
  undo(bot: string): Promise<Applied>;
  /** The hash-chained record, newest first; `null` for all bots. */
  history(bot: string | null): Promise<HistoryView>;

  /** Logs in; a `null` password means the one in the keychain. */
  login(bot: string, username: string, password: string | null, remember: boolean): Promise<Session>;
  /** The session held by the backend, if any. */
  session(bot: string): Promise<Session | null>;
  /** Forgets the session. */
  logout(bot: string): Promise<void>;
  /** What an administrator looks for first; needs a session. */
  adminOverview(bot: string): Promise<AdminOverview>;
  /** Changes a user's password through the bot; a `null` password generates one into the keychain. */
  changePassword(bot: string, userId: string, username: string, password: string | null): Promise<void>;
  /** Stores a provider key, which the bot returns in clear, in the keychain. */
  keepProviderKey(bot: string, id: string): Promise<void>;

  /** Makes a key pair and a self-signed certificate for localhost; overwrites nothing. */
  makeCertificate(bot: string): Promise<Certificate>;
  /** The certificates found for this bot. */
  certificates(bot: string): Promise<Certificate[]>;

  /** Follows the way to an address step by step, without any credential; refused with `invalid` for what is no address. */
  doctor(url: string, onStep: (step: DoctorStep) => void): Promise<Doctor>;

  /** Over what and with what the bot can be talked to, the usual first. */
  chatWays(bot: string): Promise<ChatWays>;
  /** Puts what a credential needs and no file of the bot holds into the keychain. */
  keepChatSecret(bot: string, auth: ChatAuth, secret: string): Promise<void>;
  /**
   * Opens a conversation; resolves to its id. Events arrive in order, in batches that are never empty, and only so
   * many before those that came first are dealt with: a flood must not pile up in front of the page.
   */
  chatOpen(
    bot: string,
    options: ChatOptions,
    onEvents: (events: ChatEvent[]) => void | Promise<void>,
  ): Promise<string>;
  /** Sends one message; the answer arrives as events. */
  chatSend(id: string, text: string): Promise<void>;
  /** Ends a conversation. */
  chatClose(id: string): Promise<void>;
  /** The frames of a conversation that the backend still holds: up to `count` of them from the number `from` on. */
  chatFrames(id: string, from: number, count: number): Promise<Frame[]>;
  /** Writes the frames to a file that the system's dialog asks for; `null` when that was closed. */
  chatExport(id: string, format: ExportFormat): Promise<Exported | null>;

  /** The conversations with a bot that are kept, the newest first. */
  chatTranscripts(bot: string): Promise<TranscriptInfo[]>;
  /** The last 2,000 lines of one. */
  chatTranscript(bot: string, id: string): Promise<TranscriptEntry[]>;
  /** Writes all of one to a file that the system's dialog asks for; `null` when that was closed. */
  chatTranscriptExport(bot: string, id: string): Promise<string | null>;
  /** Deletes one, or with `null` all that are over; refused with `conflict` for one that goes on. */
  chatTranscriptDelete(bot: string, id: string | null): Promise<void>;

  /** The bot's saved checks, by name. */
  chatChecks(bot: string): Promise<SavedCheck[]>;
  /** What was said in a conversation as a check that expects the same replies; it is not saved yet. */
  chatCheckFrom(bot: string, id: string): Promise<ChatCheck>;
  /** Saves a check, a new one without an id; refused with `invalid` for a bad pattern or an empty name. */
  saveChatCheck(bot: string, id: string | null, check: ChatCheck): Promise<SavedCheck>;
  deleteChatCheck(bot: string, id: string): Promise<void>;
  /** Has the conversation of a check again, saved or not, and tells of each step. */
  runChatCheck(bot: string, check: ChatCheck, onEvent: (event: CheckEvent) => void): Promise<CheckOutcome>;

  /** Starts the practice bot of a platform on a free loopback port and registers it. */
  startPractice(platform: Platform): Promise<Bot>;
  /** Restarts a practice bot, so that it reads its files again. */
  restartPractice(bot: string): Promise<void>;
  /** Stops a practice bot. */
  stopPractice(bot: string): Promise<void>;

  /** Whether the keychain answers, and what to do when it does not. */
  vaultStatus(): Promise<VaultStatus>;
  preferences(): Promise<Preferences>;
  setPreferences(preferences: Preferences): Promise<void>;
  /** The system's folder chooser; `null` when cancelled. */
  pickFolder(): Promise<string | null>;
  /** Forgets every session held by the backend. */
  lock(): Promise<void>;
}
