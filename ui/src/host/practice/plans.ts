import type { Applied, DiffLine, Edit, FileDiff, Plan, PlanRequest, PlanStep } from "../bindings";
import { lineDiff } from "../../shared/line-diff";
import { type PracticeBot, type Texts, type Values, random } from "./bot";
import { ADMIN_PASSWORD } from "./settings";

/** A previewed plan together with what it will write. */
export type Draft = { plan: Plan; bot: PracticeBot; texts: Texts; kept: Values; password: string | null };

/** Works a request out on a copy of the files. */
export function draft(bot: PracticeBot, request: PlanRequest): Draft {
  const texts = { ...bot.texts };
  const kept: Values = {};
  let password: string | null = null;
  const edits = editsOf(bot, request);
  for (const edit of edits) {
    const value = valueOf(bot, edit);
    if (edit.setting === ADMIN_PASSWORD) {
      password = value;
    } else {
      const [role = "", ...path] = edit.setting.split(".");
      texts[role] = bot.format(role).write(texts[role] ?? "", path.join("."), value);
    }
    if (value !== null && bot.isSecret(edit.setting)) kept[edit.setting] = value;
  }
  if (request.kind === "text") {
    const whole = bot.restored(request.role, request.text, request.fingerprint);
    texts[request.role] = whole;
    const before = bot.file(request.role).text ?? "";
    const old = new Set(bot.hidden(request.role, before).map((entry) => entry.value));
    const fresh = bot.hidden(request.role, whole).filter((entry) => !old.has(entry.value));
    for (const { path, value } of fresh) kept[`${request.role}.${path}`] = value;
  }
  const files = bot.files.flatMap(({ role, text }) => {
    const after = texts[role] ?? null;
    return after === null || after === text ? [] : [fileDiff(bot, role, text, after)];
  });
  const names = files.map((file) => file.path.split("/").pop() ?? "");
  const plan: Plan = {
    id: random(8),
    bot: bot.bot.name,
    title: titleOf(request, edits),
    files,
    steps: stepsOf(names, Object.keys(kept).length, password !== null),
    notes:
      request.kind === "lock_everything"
        ? [
            "Traffic stays plain HTTP: fine on loopback, not beyond. Put a TLS proxy in front before you publish it.",
          ]
        : [],
    changes: request.kind === "text" ? files.length : edits.length,
  };
  return { plan, bot, texts, kept, password };
}

/** Carries a draft out on the bot's state. */
export function carryOut({ bot, plan, texts, kept, password }: Draft): Applied {
  const before = bot.backup();
  bot.proven = [];
  for (const file of bot.files) file.text = texts[file.role] ?? null;
  bot.vault = { ...bot.vault, ...kept };
  if (password !== null) bot.password = password;
  const details = plan.steps.map((step) => step.text);
  const entry = bot.record("change", plan.title, details, true);
  bot.backups.set(entry.seq, before);
  return {
    entry,
    warnings:
      password === null
        ? []
        : ["Tokens issued before stay valid until they expire or the signing key changes."],
    restart_hint: null,
  };
}

function editsOf(bot: PracticeBot, request: PlanRequest): Edit[] {
  if (request.kind === "edits") return request.edits;
  if (request.kind === "text") return [];
  const wanted = bot.findings().filter((finding) => finding.fixable);
  const rules = wanted.map((finding) => finding.rule);
  const asked = request.kind === "rules" ? rules.filter((rule) => request.rules.includes(rule)) : rules;
  return asked.flatMap((rule) => bot.fixes[rule] ?? []);
}

function valueOf(bot: PracticeBot, { setting, change }: Edit): string | null {
  if (change.kind === "generate") return random(setting === ADMIN_PASSWORD ? 20 : 43);
  if (change.kind === "from_vault") return bot.vault[setting] ?? "";
  return change.kind === "value" ? change.value : null;
}

function titleOf(request: PlanRequest, edits: Edit[]): string {
  if (request.kind === "text") return "Edit as text";
  if (request.kind === "lock_everything") return "Lock everything";
  if (request.kind === "rules") return `Fix ${request.rules.join(", ")}`;
  const name = edits[0]?.setting.split(".").slice(1).join(".");
  return `Change ${edits.length === 1 ? name : `${edits.length} settings`}`;
}

function stepsOf(files: string[], secrets: number, password: boolean): PlanStep[] {
  const steps: (PlanStep | false)[] = [
    secrets > 0 && {
      kind: "vault",
      text: `Keep ${secrets} new ${secrets === 1 ? "secret" : "secrets"} in the keychain`,
    },
    ...files.map((name): PlanStep => ({ kind: "file", text: `Write ${name}; a sealed backup is kept` })),
    password && { kind: "password", text: "Change the password of admin through the bot" },
    files.length > 0 && { kind: "restart", text: "Restart the bot, so that it reads the new values" },
  ];
  return steps.filter((step) => step !== false);
}

function fileDiff(bot: PracticeBot, role: string, before: string | null, after: string): FileDiff {
  const [old, fresh] = [masked(bot, role, before ?? ""), masked(bot, role, after)];
  // Compared as they are: behind a mask, a changed secret looks like the old one.
  const lines = lineDiff(before ?? "", after, 2).map((line): DiffLine => {
    const text = line.kind === "removed" ? old[(line.old ?? 1) - 1] : fresh[(line.new ?? 1) - 1];
    return { ...line, text: text ?? "" };
  });
  return { path: bot.path(role), created: before === null, lines };
}

const masked = (bot: PracticeBot, role: string, text: string): string[] =>
  bot
    .hidden(role, text)
    .reduceRight((shown, { from, to }) => `${shown.slice(0, from)}••••••••${shown.slice(to)}`, text)
    .split("\n");
