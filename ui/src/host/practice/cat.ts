import type { Bot, Finding, Posture, SecretRow } from "../bindings";
import { type PracticeFile, PracticeBot, type Texts, type Values } from "./bot";
import { ENV_TEXT } from "./env-text";
import { breaches, postureOf } from "./posture";
import { adminPassword } from "./rows";
import { ADMIN_PASSWORD, SETTINGS } from "./settings";

const FIRST_FILE = `# Practice Cat
CCAT_CORE_HOST=localhost
CCAT_CORE_PORT=1865

# who may come in
# CCAT_API_KEY=
CCAT_DEBUG=true
CCAT_LOG_LEVEL=INFO
`;
const generate = (setting: string) => [{ setting, change: { kind: "generate" as const } }];

/** The practice cat: one `.env`, and a process that read it when it last started. */
export class PracticeCat extends PracticeBot {
  readonly table = SETTINGS;
  readonly fixes = {
    "cat/http-key": generate("env.CCAT_API_KEY"),
    "cat/ws-key": generate("env.CCAT_API_KEY_WS"),
    "cat/jwt-default": generate("env.CCAT_JWT_SECRET"),
    "cat/default-password": generate(ADMIN_PASSWORD),
  };
  readonly files: PracticeFile[] = [{ role: "env", name: ".env", format: "properties", text: FIRST_FILE }];
  /** What the process read when it last started. */
  active: Values;

  constructor(bot: Bot) {
    super(bot);
    this.active = this.env;
  }

  /** What stands in the `.env`, by name. */
  get env(): Values {
    return valuesOf(this.files[0]?.text ?? "");
  }
  get restartNeeded(): boolean {
    return this.running && JSON.stringify(this.env) !== JSON.stringify(this.active);
  }
  override restart(): void {
    super.restart();
    this.active = this.env;
  }
  inForce(setting: string): string | undefined {
    return this.active[setting.replace(/^env\./, "")];
  }
  posture(): Posture {
    return postureOf(this);
  }
  breaches(texts: Texts): Finding[] {
    return breaches(this, valuesOf(texts["env"] ?? ""), texts);
  }
  override otherSecrets(): SecretRow[] {
    return [adminPassword(this)];
  }
}

const valuesOf = (text: string): Values =>
  Object.fromEntries(ENV_TEXT.entries(text).map(({ path, value }) => [path, value]));
