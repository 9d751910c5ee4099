import type { ChatAuth, ChatOptions, ChatWay, ChatWays, Custom, Host, Oauth } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";

/** An earlier connection, and what it was opened with. */
export type Earlier = { session: string; user_id: string; transport: string; auth: ChatAuth };

/** Over what, with what and as whom the operator will talk. */
export class Choice {
  ways = $state.raw<ChatWay[]>([]);
  transport = $state("");
  auth = $state<ChatAuth>("none");
  user = $state("");
  custom = $state<Custom>({ path: "", body: "", reply: "" });
  oauth = $state<Oauth>({ token_url: "", client_id: "", scope: "", audience: "" });
  loading = new Attempt();
  keeping = new Attempt();
  #usual: ChatWays | null = null;
  /** A choice of the operator's is not changed by what becomes usual. */
  #chosen = false;

  constructor(
    private readonly host: Host,
    private readonly bot: string,
  ) {}

  get way(): ChatWay | undefined {
    return this.ways.find(({ id }) => id === this.transport);
  }
  /** Whether the transport belongs to no platform and has to be told how to talk. */
  get generic(): boolean {
    return this.transport.startsWith("any-");
  }
  /**
   * What the credential needs that stands in no file of the bot. Where a token is the usual credential of a bot's own
   * transport, it is the bot's own and stands in its files.
   */
  get keeps(): string | null {
    if (this.auth === "oauth") return "Client secret";
    if (this.auth === "token" && (this.generic || this.way?.auths[0] !== "token")) return "Token";
    return this.auth === "basic" && this.generic ? "user:password" : null;
  }
  /** Whether the choice has to be told more than can be chosen. */
  get told(): boolean {
    return this.generic || this.keeps !== null;
  }
  /** Whether the credential itself says who speaks. */
  get named(): boolean {
    return this.auth === "jwt";
  }

  /** Asks what there is; the usual becomes the choice unless the operator has made one. */
  async refresh(): Promise<void> {
    const ways = await this.loading.run(() => this.host.chatWays(this.bot));
    if (!ways) return;
    this.#usual = ways;
    this.ways = ways.ways;
    if (this.#chosen && this.way) return;
    this.transport = ways.transport;
    this.auth = ways.auth;
  }

  over(transport: string): void {
    this.#chosen = true;
    this.transport = transport;
    const usual = transport === this.#usual?.transport ? this.#usual.auth : this.way?.auths[0];
    this.auth = usual ?? "none";
  }
  with(auth: ChatAuth): void {
    this.#chosen = true;
    this.auth = auth;
  }

  /** Puts the secret of the credential into the keychain, from where it is read at every connect. */
  async keep(secret: string): Promise<boolean> {
    const { auth } = this;
    return (
      (await this.keeping.run(async () => (await this.host.keepChatSecret(this.bot, auth, secret), true))) ??
      false
    );
  }

  /** How to open the chat; the conversation of an earlier connection goes on where that was opened the same way. */
  options(earlier: Earlier | null): ChatOptions {
    const same = earlier?.transport === this.transport && earlier.auth === this.auth;
    const resumed = same ? earlier : null;
    const asks = this.way?.user !== null && !this.named;
    const { token_url, client_id, scope, audience } = this.oauth;
    return {
      transport: this.transport || null,
      auth: this.transport ? this.auth : null,
      user_id: asks ? this.user.trim() || resumed?.user_id || null : null,
      session: resumed?.session || null,
      oauth:
        this.auth === "oauth"
          ? {
              token_url: token_url.trim(),
              client_id: client_id.trim(),
              scope: scope?.trim() || null,
              audience: audience?.trim() || null,
            }
          : null,
      custom: this.generic ? { ...this.custom } : null,
    };
  }
}
