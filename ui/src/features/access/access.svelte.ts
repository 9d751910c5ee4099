import type { AdminOverview, BotUser, Host, Session } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";
import { Countdown } from "../../shared/countdown.svelte";

/** The operator's session with one bot, and what an administrator sees through it. */
export class Access {
  session = $state.raw<Session | null>(null);
  overview = $state.raw<AdminOverview | null>(null);
  loaded = $state(false);
  expiry = new Countdown();
  loading = new Attempt();
  loggingIn = new Attempt();
  reading = new Attempt();
  changing = new Attempt();
  keeping = new Attempt();

  constructor(
    private readonly host: Host,
    private readonly bot: string,
    /** Vault and history changed: a password or a provider key was kept. */
    private readonly onkept: () => Promise<void>,
  ) {}

  async refresh(): Promise<void> {
    const session = await this.loading.run(() => this.host.session(this.bot));
    this.loaded = true;
    this.#take(session ?? null);
    if (session) await this.#read();
  }

  async login(username: string, password: string | null, remember: boolean): Promise<boolean> {
    const session = await this.loggingIn.run(() => this.host.login(this.bot, username, password, remember));
    if (!session) return false;
    this.#take(session);
    await this.#read();
    if (remember) await this.onkept();
    return true;
  }

  /** With the remembered password a click is enough; otherwise the form has to come back. */
  async loginAgain(): Promise<void> {
    const { session } = this;
    if (session?.remembers_password) await this.login(session.username, null, false);
    else await this.logout();
  }

  async logout(): Promise<void> {
    await this.loggingIn.run(() => this.host.logout(this.bot));
    this.#take(null);
  }

  async changePassword(user: BotUser, password: string | null): Promise<boolean> {
    const done = await this.changing.run(async () => {
      await this.host.changePassword(this.bot, user.id, user.username, password);
      return true;
    });
    if (done) await Promise.all([this.#read(), this.onkept()]);
    return done === true;
  }

  async keepProviderKey(id: string): Promise<void> {
    await this.keeping.run(() => this.host.keepProviderKey(this.bot, id));
    await Promise.all([this.#read(), this.onkept()]);
  }

  wipe(): void {
    this.#take(null);
  }

  #take(session: Session | null): void {
    this.session = session;
    if (!session) this.overview = null;
    if (session?.seconds_left != null) this.expiry.start(session.seconds_left);
    else this.expiry.stop();
  }

  async #read(): Promise<void> {
    this.overview = (await this.reading.run(() => this.host.adminOverview(this.bot))) ?? this.overview;
  }
}
