import type { Bot, Finding, Posture } from "../bindings";
import { type PracticeFile, PracticeBot, type Texts } from "./bot";
import { type House, postureAt } from "./doors";
import type { Setting } from "./settings";

/** A bot of which the page knows no more than its files and the settings that lock it. */
export type PlainHouse = Omit<House, "active"> & { files: PracticeFile[]; settings: Setting[] };

/** A practice bot whose every way in is locked by a generated value. */
export class PracticePlain extends PracticeBot {
  readonly table: Setting[];
  readonly files: PracticeFile[];
  readonly fixes;
  active: Texts;

  constructor(
    bot: Bot,
    private readonly house: PlainHouse,
  ) {
    super(bot);
    this.table = house.settings;
    this.files = house.files.map((file) => ({ ...file }));
    this.fixes = Object.fromEntries(
      house.doors.flatMap(({ setting, rules }) =>
        rules.map((rule) => [rule, [{ setting, change: { kind: "generate" as const } }]]),
      ),
    );
    this.active = this.texts;
  }

  override restart(): void {
    super.restart();
    this.active = this.texts;
  }
  inForce(setting: string): string | undefined {
    return this.value(setting, this.active);
  }
  posture(): Posture {
    return postureAt(this, { ...this.house, active: this.active });
  }
  breaches(texts: Texts): Finding[] {
    return this.house.doors
      .filter(({ setting }) => !this.value(setting, texts))
      .flatMap(({ setting, title, rules }) =>
        rules.map((rule) => this.#finding(rule, setting, title, texts)),
      );
  }

  #finding(rule: string, setting: string, title: string, texts: Texts): Finding {
    return {
      rule,
      severity: "high",
      file: this.file(setting.split(".")[0] ?? "").name,
      line: this.entry(setting, texts)?.line ?? null,
      column: null,
      setting,
      message: `${title}: nothing is asked for, so anyone gets in.`,
      advice: "Generate a value, then restart the bot.",
      fixable: true,
    };
  }
}
