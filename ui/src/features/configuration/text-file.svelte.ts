import type { ConfigText, Finding, Host } from "../../host";
import { Attempt } from "../../shared/attempt.svelte";
import type { Memory } from "./editor/editor";

/** A pause in typing that is long enough to look at the text. Milliseconds. */
export const LINT_AFTER = 300;

export type Place = { line: number; column: number | null };

/** One file as text: what was read from disk, what the operator made of it, and what is wrong with that. */
export class TextFile {
  /** What the text was made from; nothing before the first look. */
  base = $state.raw<ConfigText | null>(null);
  text = $state("");
  findings = $state.raw<Finding[]>([]);
  /** The place that a finding pointed at; the editor goes there. */
  wanted = $state.raw<Place | null>(null);
  loading = new Attempt();
  linting = new Attempt();
  memory: Memory | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  constructor(
    private readonly host: Host,
    private readonly bot: string,
    readonly role: string,
    /** The backend says that the file on disk is another one by now. */
    private readonly onstale: () => void,
  ) {}

  get staged(): boolean {
    return this.base !== null && this.text !== this.base.text;
  }

  /** Takes the text on disk; what was typed is gone. */
  async load(): Promise<void> {
    const base = await this.loading.run(() => this.host.configText(this.bot, this.role));
    if (!base) return;
    this.base = base;
    this.text = base.text;
    this.memory = null;
    await this.lint();
  }

  type(text: string): void {
    if (text === this.text) return;
    this.text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.lint(), LINT_AFTER);
  }

  discard(): void {
    if (this.base) this.type(this.base.text);
  }

  /** Makes what was typed a change of another text; `mine` says the same with that one's markers. */
  async rebase(base: ConfigText, mine: string): Promise<void> {
    this.base = base;
    this.text = mine;
    this.memory = null;
    await this.lint();
  }

  async lint(): Promise<void> {
    const { base, text } = this;
    if (!base) return;
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    const findings = await this.linting.run(() =>
      this.host.lintText(this.bot, this.role, text, base.fingerprint),
    );
    if (turn !== this.#turn) return;
    if (findings) this.findings = findings;
    else if (this.linting.error?.code === "changed_on_disk") {
      this.linting.dismiss();
      this.onstale();
    }
  }

  wipe(): void {
    clearTimeout(this.#timer);
    this.#turn++;
    this.base = null;
    this.text = "";
    this.findings = [];
    this.memory = null;
  }
}
