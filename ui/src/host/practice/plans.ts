import type { Applied, DiffLine, Edit, Plan, PlanRequest } from "../bindings";
import { type PracticeCat, random } from "./cat";
import { ADMIN_PASSWORD, isSecret } from "./settings";

/** A previewed plan together with what it will write. */
export type Draft = {
  plan: Plan;
  cat: PracticeCat;
  lines: string[];
  kept: Record<string, string>;
  password: string | null;
};

const RULES: Record<string, string> = {
  "cat/http-key": "CCAT_API_KEY",
  "cat/ws-key": "CCAT_API_KEY_WS",
  "cat/jwt-default": "CCAT_JWT_SECRET",
  "cat/default-password": ADMIN_PASSWORD,
};

/** Works a request out on a copy of the file. */
export function draft(cat: PracticeCat, request: PlanRequest): Draft {
  const edits = editsOf(cat, request);
  const lines = [...cat.lines];
  const diff: DiffLine[] = [];
  const kept: Record<string, string> = {};
  let password: string | null = null;
  for (const { setting, change } of edits) {
    if (setting === ADMIN_PASSWORD) {
      password = change.kind === "value" ? change.value : random(20);
      kept[setting] = password;
      continue;
    }
    const value =
      change.kind === "generate"
        ? random(43)
        : change.kind === "value"
          ? change.value
          : change.kind === "from_vault"
            ? (cat.vault[setting] ?? "")
            : null;
    if (value !== null && isSecret(setting)) kept[setting] = value;
    const written = write(lines, setting, value);
    // The line above was shown already when it was added just now.
    diff.push(
      ...(diff.at(-1)?.kind === "added" ? written.filter((line) => line.kind !== "context") : written),
    );
  }
  const changed = diff.filter((line) => line.kind !== "context").length;
  const generated = Object.keys(kept);
  const plan: Plan = {
    id: random(8),
    bot: cat.bot.name,
    title:
      request.kind === "lock_everything"
        ? "Lock everything"
        : request.kind === "rules"
          ? `Fix ${request.rules.join(", ")}`
          : `Change ${edits.length === 1 ? edits[0]?.setting : `${edits.length} settings`}`,
    files: changed ? [{ path: `${cat.bot.dir}/.env`, created: false, lines: diff }] : [],
    steps: [
      ...(generated.length
        ? [
            {
              kind: "vault" as const,
              text: `Keep ${generated.length} new ${generated.length === 1 ? "secret" : "secrets"} in the keychain`,
            },
          ]
        : []),
      ...(changed ? [{ kind: "file" as const, text: `Write .env; a sealed backup is kept` }] : []),
      ...(password !== null
        ? [{ kind: "password" as const, text: "Change the password of admin through the bot" }]
        : []),
      ...(changed
        ? [{ kind: "restart" as const, text: "Restart the bot, so that it reads the new values" }]
        : []),
    ],
    notes:
      request.kind === "lock_everything"
        ? [
            "Traffic stays plain HTTP: fine on loopback, not beyond. Put a TLS proxy in front before you publish it.",
          ]
        : [],
    changes: edits.length,
  };
  return { plan, cat, lines, kept, password };
}

/** Carries a draft out on the bot's state. */
export function carryOut({ cat, plan, lines, kept, password }: Draft): Applied {
  const before = cat.backup();
  cat.lines = lines;
  cat.vault = { ...cat.vault, ...kept };
  if (password !== null) cat.password = password;
  const entry = cat.record(
    "apply",
    plan.title,
    plan.steps.map((step) => step.text),
    true,
  );
  cat.backups.set(entry.seq, before);
  return {
    entry,
    warnings:
      password === null
        ? []
        : ["Tokens issued before stay valid until they expire or the signing key changes."],
    restart_hint: null,
  };
}

function editsOf(cat: PracticeCat, request: PlanRequest): Edit[] {
  if (request.kind === "edits") return request.edits;
  const rules = request.kind === "rules" ? request.rules : Object.keys(RULES);
  const settings = rules.flatMap((rule) => RULES[rule] ?? []);
  const open = settings.filter((id) => (id === ADMIN_PASSWORD ? cat.password === "admin" : !cat.file[id]));
  return open.map((setting) => ({ setting, change: { kind: "generate" } }));
}

function write(lines: string[], name: string, value: string | null): DiffLine[] {
  const at = lines.findIndex((line) => line.startsWith(`${name}=`));
  const shown = value === null ? "" : `${name}=${isSecret(name) ? "••••••••" : value}`;
  const old = lines[at];
  const removed: DiffLine = {
    kind: "removed",
    old: at + 1,
    new: null,
    text: isSecret(name) ? `${name}=••••••••` : (old ?? ""),
  };
  if (value === null) {
    if (at < 0) return [];
    lines.splice(at, 1);
    return [removed];
  }
  if (at >= 0) {
    lines[at] = `${name}=${value}`;
    return [removed, { kind: "added", old: null, new: at + 1, text: shown }];
  }
  const last = lines.length;
  lines.push(`${name}=${value}`);
  return [
    {
      kind: "context",
      old: last,
      new: last,
      text: (lines[last - 1] ?? "").replace(/(KEY|SECRET)(_WS)?=.*/, "$1$2=••••••••"),
    },
    { kind: "added", old: null, new: last + 1, text: shown },
  ];
}
