import type { Bot, Host, PlanRequest } from "../../host";
import { Access } from "../access/access.svelte";
import { BotPosture } from "../bots/bot-posture.svelte";
import { Certificates } from "../certificates/certificates.svelte";
import { Changes } from "../changes/changes.svelte";
import { Chat } from "../chat/chat.svelte";
import { Faces } from "../configuration/faces.svelte";
import { BotHistory } from "../history/bot-history.svelte";
import { BotSecrets } from "../secrets/bot-secrets.svelte";
import { PLATFORMS } from "../../messages/en";

/** Everything the window holds about one bot; staged edits and the conversation survive a change of page. */
export class OpenBot {
  readonly posture: BotPosture;
  readonly secrets: BotSecrets;
  readonly faces: Faces;
  readonly certificates: Certificates;
  readonly access: Access;
  readonly chat: Chat;
  readonly history: BotHistory;
  readonly changes: Changes;

  constructor(
    host: Host,
    readonly bot: Bot,
    private readonly onlisted: () => Promise<void>,
  ) {
    const { name } = bot;
    this.posture = new BotPosture(host, name, bot.url !== null, () => void this.onlisted());
    this.secrets = new BotSecrets(host, name, this.reload);
    this.faces = new Faces(host, name, () => this.changes.writing, this.reread);
    this.certificates = new Certificates(host, name);
    this.access = new Access(host, name, this.reload);
    this.chat = new Chat(host, name);
    this.history = new BotHistory(host, name);
    this.changes = new Changes(host, bot, this.settle, this.checkAgain, () => void this.faces.look());
  }

  /** Whether the running bot can be logged in to. */
  get logsIn(): boolean {
    return PLATFORMS[this.bot.platform].logsIn;
  }

  async open(): Promise<void> {
    await Promise.all([
      this.posture.open(),
      this.secrets.refresh(),
      this.history.refresh(),
      this.faces.refresh(),
      this.certificates.refresh(),
      this.access.refresh(),
    ]);
    // Only the first check tells which passwords are the shipped ones.
    await this.secrets.refresh();
  }

  /** After a change that wrote no file: everything that shows keychain or history. */
  reload = async (): Promise<void> => {
    await Promise.all([this.faces.refresh(), this.history.refresh(), this.reread()]);
  };

  /** After a plan was applied, or taken back. */
  settle = async (done: PlanRequest | null): Promise<void> => {
    await Promise.all([this.faces.settle(done), this.history.refresh(), this.reread()]);
  };

  /** After a change by somebody else: what shows the files, apart from form and text. */
  reread = async (): Promise<void> => {
    await Promise.all([this.posture.refresh(), this.secrets.refresh(), this.onlisted()]);
  };

  checkAgain = async (): Promise<void> => {
    await this.posture.check();
    await this.#checked();
  };

  /** The same with forged tokens, to which the operator said yes. */
  forge = async (): Promise<void> => {
    await this.posture.check(true);
    await this.#checked();
  };

  /** After a check from elsewhere: a round, the list, the schedule. */
  asked = async (): Promise<void> => {
    await Promise.all([this.posture.refresh(), this.#checked()]);
  };

  async #checked(): Promise<void> {
    await Promise.all([this.secrets.refresh(), this.access.refresh(), this.history.refresh()]);
  }

  /** Forgets what must not outlive a lock or a removal. */
  wipe(): void {
    this.access.wipe();
    this.chat.wipe();
    this.faces.wipe();
    this.secrets.clearing.stop();
  }
}
