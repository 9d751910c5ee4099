import type {
  ChatCheck,
  ChatEvent,
  CheckEvent,
  CheckOutcome,
  Expectation,
  SavedCheck,
  StepOutcome,
} from "../bindings";
import { type PracticeBot, fail, random } from "./bot";
import { Talk } from "./talk";
import { waysOf } from "./ways";

/** The saved checks of the page's own bots. */
export class PracticeChecks {
  #saved = new Map<string, SavedCheck[]>();

  of(bot: string): SavedCheck[] {
    return [...(this.#saved.get(bot) ?? [])];
  }

  save(bot: string, id: string | null, check: ChatCheck): SavedCheck {
    if (check.name.trim() === "") fail("invalid", "The check has no name.", "Name it after what it proves.");
    const saved = { id: id ?? random(6), check, problem: null };
    const others = this.of(bot).filter((other) => other.id !== saved.id);
    this.#saved.set(
      bot,
      [...others, saved].toSorted((a, b) => (a.check?.name ?? "").localeCompare(b.check?.name ?? "")),
    );
    return saved;
  }

  remove(bot: string, id: string): void {
    this.#saved.set(
      bot,
      this.of(bot).filter((saved) => saved.id !== id),
    );
  }

  async run(
    bot: PracticeBot,
    check: ChatCheck,
    pause: (ms: number) => Promise<void>,
    onEvent: (event: CheckEvent) => void,
  ): Promise<CheckOutcome> {
    const began = performance.now();
    let events: ChatEvent[] = [];
    const ways = waysOf(bot);
    const options = {
      transport: check.transport ?? ways.transport,
      auth: check.auth ?? ways.auth,
      user_id: check.user ?? null,
      session: null,
      oauth: null,
      custom: null,
    };
    const talk = new Talk(bot, options, (batch) => (events = [...events, ...batch]), pause);
    await talk.start();
    const refused = events.some(({ event }) => event === "refused");
    const steps: StepOutcome[] = [];
    for (const [index, step] of refused ? [] : (check.steps ?? []).entries()) {
      events = [];
      await talk.say(step.say);
      const replies = events.flatMap((event) => (event.event === "message" ? [event.text] : []));
      const problems = (step.expect ?? []).flatMap((wanted) => problemOf(wanted, replies));
      if (replies.length === 0) problems.push("Nothing came back.");
      steps.push({ say: step.say, replies, ms: 1, passed: problems.length === 0, problems });
      onEvent({ event: "step", index, outcome: steps.at(-1) as StepOutcome });
    }
    talk.close();
    const passed = check.refused ? refused : !refused && steps.every((step) => step.passed);
    const outcome: CheckOutcome = {
      name: check.name,
      verdict: passed ? "passed" : "failed",
      ms: Math.round(performance.now() - began),
      problem: refused === Boolean(check.refused) ? null : refused ? "The bot let nobody in." : "Let in.",
      advice: null,
      steps,
    };
    onEvent({ event: "finished", outcome });
    return outcome;
  }
}

function problemOf(wanted: Expectation, replies: string[]): string[] {
  const said = replies.join("\n");
  const { exact, contains, regex } = wanted as { exact?: string; contains?: string; regex?: string };
  if (exact !== undefined) return said === exact ? [] : [`Expected exactly: ${exact}`];
  if (contains !== undefined) return said.includes(contains) ? [] : [`Not there: ${contains}`];
  if (regex !== undefined) return new RegExp(regex).test(said) ? [] : [`No match: ${regex}`];
  return ["The page's own bots look at words only."];
}
