import type { CommandError, ConfigFile, DiffLine, Finding, Host, PlanRequest } from "../../host";
import { Attempt, commandError } from "../../shared/attempt.svelte";
import { lineDiff } from "../../shared/line-diff";
import { Configuration } from "./configuration.svelte";
import { masked, renumbered } from "./editor/markers";
import { TextFile } from "./text-file.svelte";

/** How often the files are looked at while the page is open. Milliseconds. */
export const LOOK_EVERY = 2000;
/** The tab of the form; every other tab is a file's role. */
export const FORM = "form";

/** The two faces of one configuration, a form and texts, and whether the disk still agrees with them. */
export class Faces {
  readonly form: Configuration;
  /** The files as form and texts know them. */
  files = $state.raw<ConfigFile[]>([]);
  face = $state<string>(FORM);
  /** Roles whose file moved on while changes to it are waiting: the operator has to choose. */
  disputed = $state.raw<string[]>([]);
  /** Roles of which a waiting text holds a secret that is no longer on disk, so that it cannot be kept. */
  unkeepable = $state.raw<string[]>([]);
  /** Names of files that were taken anew because nothing was waiting. */
  reloaded = $state.raw<string[]>([]);
  trouble = $state.raw<CommandError | null>(null);
  reading = new Attempt();
  resolving = new Attempt();
  #texts = $state.raw<TextFile[]>([]);
  #loaded = false;
  #turn = 0;

  constructor(
    private readonly host: Host,
    private readonly bot: string,
    /** Whether the console itself is writing: then the disk moves on by its own hand. */
    private readonly writing: () => boolean,
    /** Reads again what else shows the files. */
    private readonly onmoved: () => Promise<void>,
  ) {
    this.form = new Configuration(host, bot);
  }

  text(role: string): TextFile | undefined {
    return this.#texts.find((text) => text.role === role);
  }
  file(role: string): ConfigFile | undefined {
    return this.files.find((file) => file.role === role);
  }
  /** The text of the open tab. */
  get open(): TextFile | undefined {
    return this.text(this.face);
  }

  get stagedTexts(): TextFile[] {
    return this.#texts.filter((text) => text.staged);
  }
  /** The staged text that the bar speaks of: the one in sight, else the first. */
  get stagedText(): TextFile | undefined {
    return this.open?.staged ? this.open : this.stagedTexts[0];
  }
  get staged(): number {
    return this.form.staged.size + this.stagedTexts.length;
  }
  /** What Review asks for. */
  get request(): PlanRequest | null {
    const text = this.stagedText;
    if (text?.base) {
      const { fingerprint } = text.base;
      return { kind: "text", role: text.role, text: text.text, fingerprint };
    }
    return this.form.staged.size ? { kind: "edits", edits: this.form.edits } : null;
  }
  discard(): void {
    if (this.stagedText) this.stagedText.discard();
    else this.form.discard();
  }

  /** Opens a tab; a text is fetched when it is looked at first. */
  show(face: string): void {
    this.face = face;
    const text = this.open;
    if (text && text.base === null && !text.loading.busy) void text.load();
  }
  showSetting(id: string): void {
    this.form.wanted = id;
    this.show(FORM);
  }
  /** The role of the file that a finding points into, when it can be shown. */
  roleOf(name: string | null): string | undefined {
    return this.files.find((file) => file.name === name)?.role;
  }
  canShow(finding: Finding): boolean {
    return finding.line !== null && this.roleOf(finding.file) !== undefined;
  }
  showFinding(finding: Finding): void {
    const role = this.roleOf(finding.file);
    const text = role ? this.text(role) : undefined;
    if (!text || finding.line === null) return;
    text.wanted = { line: finding.line, column: finding.column };
    this.show(text.role);
  }

  /** Reads everything again; never takes a decision from the operator. */
  async refresh(): Promise<void> {
    await this.#read(null);
  }
  /** The same after the console's own change: form edits stay valid, and what was applied is no longer staged. */
  async settle(done: PlanRequest | null): Promise<void> {
    this.form.settle(done);
    await this.#read({ role: done?.kind === "text" ? done.role : null });
  }

  /** Looks whether the disk still has what form and texts were made from. */
  look = async (): Promise<void> => {
    if (!this.#loaded || this.writing()) return;
    const turn = this.#turn;
    try {
      const files = await this.host.configFiles(this.bot);
      if (turn !== this.#turn || this.writing()) return;
      this.trouble = null;
      if (this.#moved(files).length || files.length !== this.files.length) await this.#take(files, true);
      else this.#dispute([]);
    } catch (thrown) {
      const error = commandError(thrown);
      if (error.what !== this.trouble?.what) this.trouble = error;
    }
  };

  /** Looks now, on every return to the window, and every two seconds in between; ends with what it returns. */
  watch = (): (() => void) => {
    const look = () => document.visibilityState === "visible" && void this.look();
    look();
    const timer = setInterval(look, LOOK_EVERY);
    window.addEventListener("focus", look);
    return () => {
      clearInterval(timer);
      window.removeEventListener("focus", look);
      this.reloaded = [];
    };
  };

  /** Takes the disk's side: what was waiting for this file is gone. */
  async reload(role: string): Promise<void> {
    this.form.discard(role);
    this.text(role)?.discard();
    await this.look();
  }

  /** What keeping mine would change on the disk. */
  async compare(role: string): Promise<DiffLine[] | undefined> {
    const mine = this.text(role)?.text ?? "";
    const disk = await this.resolving.run(() => this.host.configText(this.bot, role));
    return disk && lineDiff(masked(disk.text), masked(mine));
  }

  /** Makes what is waiting a change of the file as it is now. */
  async keep(role: string): Promise<void> {
    const text = this.text(role);
    if (text?.staged && text.base) {
      const disk = await this.resolving.run(() => this.host.configText(this.bot, role));
      if (!disk) return;
      const mine = renumbered(text.text, text.base.secrets, disk.secrets);
      if (mine === null) {
        this.unkeepable = [...this.unkeepable, role];
        return;
      }
      await text.rebase(disk, mine);
    }
    const [files] = await Promise.all([
      this.resolving.run(() => this.host.configFiles(this.bot)),
      this.form.refresh(),
    ]);
    const file = files?.find((one) => one.role === role);
    if (!file) return;
    this.files = this.files.map((one) => (one.role === role ? file : one));
    this.#dispute(this.disputed.filter((one) => one !== role));
    await this.onmoved();
  }

  wipe(): void {
    this.form.discard();
    for (const text of this.#texts) text.wipe();
  }

  async #read(own: { role: string | null } | null): Promise<void> {
    const turn = ++this.#turn;
    const [files] = await Promise.all([
      this.reading.run(() => this.host.configFiles(this.bot)),
      this.form.refresh(),
    ]);
    if (!files || turn !== this.#turn) return;
    await this.#take(files, false, own);
  }

  #moved(files: ConfigFile[]): ConfigFile[] {
    return files.filter(({ role, fingerprint }) => {
      const base = this.text(role)?.base;
      return this.file(role)?.fingerprint !== fingerprint || (base && base.fingerprint !== fingerprint);
    });
  }

  /** Makes a fresh listing the one that counts, except for files about which the operator has to decide. */
  async #take(files: ConfigFile[], watched: boolean, own: { role: string | null } | null = null) {
    const waits = ({ role, fingerprint }: ConfigFile): boolean => {
      const text = this.text(role);
      if (text?.staged && text.base?.fingerprint !== fingerprint && role !== own?.role) return true;
      const known = this.file(role);
      return !own && known !== undefined && known.fingerprint !== fingerprint && this.form.touches(role);
    };
    const disputed = files.filter(waits).map((file) => file.role);
    const free = this.#moved(files).filter((file) => !disputed.includes(file.role));
    this.#texts = files.map(
      ({ role }) => this.text(role) ?? new TextFile(this.host, this.bot, role, () => void this.look()),
    );
    this.files = files.map((file) => (disputed.includes(file.role) ? (this.file(file.role) ?? file) : file));
    this.#dispute(disputed);
    this.#loaded = true;
    if (this.face !== FORM && !this.open) this.face = FORM;
    await Promise.all(free.map((file) => this.text(file.role)).map((text) => text?.base && text.load()));
    if (!watched || !free.length) return;
    this.reloaded = free.map((file) => file.name);
    await Promise.all([this.form.refresh(), this.onmoved()]);
  }

  #dispute(roles: string[]): void {
    if (roles.join() !== this.disputed.join()) this.disputed = roles;
    if (this.unkeepable.some((role) => !roles.includes(role)))
      this.unkeepable = this.unkeepable.filter((role) => roles.includes(role));
  }
}
