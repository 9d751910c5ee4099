import type { Alarm, BotSummary, Round } from "../../host";
import { STATES, count } from "../../messages/en";

/** The whole fleet in one line: `4 bots · 1 stands open · 2 never checked`. */
export function sumOf(bots: BotSummary[]): string {
  const open = bots.filter(({ worst_state }) => worst_state && STATES[worst_state].tone === "bad").length;
  const unknown = bots.filter((summary) => summary.checked_at === null).length;
  const parts = [count(bots.length, "bot")];
  if (open) parts.push(`${open} ${open === 1 ? "stands" : "stand"} open`);
  if (unknown) parts.push(`${unknown} never checked`);
  if (bots.length && !open && !unknown) parts.push("none stands open");
  return parts.join(" · ");
}

/** What came of a round. */
export function outcomeOf({ asked, total, silent, stopped }: Round): string {
  if (total === 0) return "No bot has an address that could be asked.";
  const begun = stopped ? `Stopped after ${asked} of ${total}` : `${count(asked, "bot")} asked`;
  if (!silent) return `${begun}.`;
  return `${begun}; ${silent === 1 ? "one" : silent} gave no answer of its own.`;
}

/** Which locks opened: `HTTP API and WebSocket were proven locked and are open now`. */
export function openedIn({ opened }: Alarm): string {
  const titles = opened.map(({ title }) => title);
  const names = titles.length > 2 ? `${titles.length} ways in` : titles.join(" and ");
  const [was, is] = titles.length > 1 ? ["were", "are"] : ["was", "is"];
  const states = new Set(opened.map(({ state }) => state));
  const now =
    states.size > 1 || states.has("default_password") ? "open" : STATES[opened[0]?.state ?? "open"].text;
  return `${names} ${was} proven locked and ${is} ${now.toLowerCase()} now`;
}
