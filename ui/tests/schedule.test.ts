import { describe, expect, it } from "vitest";
import type { Alarm, BotSummary, State } from "../src/host";
import { due } from "../src/features/fleet/schedule";
import { openedIn, outcomeOf, sumOf } from "../src/features/fleet/words";
import { recent } from "../src/shared/format";

const MINUTE = 60_000;
const NOON = Date.parse("2026-11-27T12:00:00Z");

describe("the schedule", () => {
  it.each([
    ["off", null, false, "nobody asked for rounds"],
    ["off", NOON - 600 * MINUTE, false, "off stays off, however long ago the last round was"],
    ["five_minutes", null, true, "the first round begins when the schedule is chosen"],
    ["five_minutes", NOON - 5 * MINUTE + 1, false, "not a moment early"],
    ["five_minutes", NOON - 5 * MINUTE, true, "on time"],
    ["quarter_hour", NOON - 14 * MINUTE, false, "not yet"],
    ["quarter_hour", NOON - 90 * MINUTE, true, "after a sleep of the machine, one round and not six"],
    ["hourly", NOON - 59 * MINUTE, false, "not yet"],
    ["hourly", NOON + 30 * MINUTE, true, "a clock that was set back does not silence it"],
  ] as const)("%s, last at %s: %s", (schedule, last, expected, why) => {
    expect(due(schedule, last, NOON), why).toBe(expected);
  });
});

const summary = (worst_state: State | null, checked_at: string | null = "2026-11-27T11:00:00Z") =>
  ({ worst_state, checked_at }) as BotSummary;

describe("the words of the fleet", () => {
  it("counts what stands open and what nobody asked", () => {
    expect(sumOf([])).toBe("0 bots");
    expect(sumOf([summary("proven_locked")])).toBe("1 bot · none stands open");
    expect(sumOf([summary("open"), summary("forgeable"), summary("weak"), summary("unknown", null)])).toBe(
      "4 bots · 2 stand open · 1 never checked",
    );
  });

  it("tells what came of a round", () => {
    const round = { asked: 5, total: 5, silent: 0, stopped: false };
    expect(outcomeOf(round)).toBe("5 bots asked.");
    expect(outcomeOf({ ...round, silent: 1 })).toBe("5 bots asked; one gave no answer of its own.");
    expect(outcomeOf({ ...round, asked: 2, stopped: true })).toBe("Stopped after 2 of 5.");
    expect(outcomeOf({ ...round, asked: 0, total: 0 })).toBe("No bot has an address that could be asked.");
  });

  it("names the locks that opened", () => {
    const opened = (...locks: [string, State][]): Alarm => ({
      at: "",
      proven_at: "",
      opened: locks.map(([title, state]) => ({ id: title, title, state })),
    });
    expect(openedIn(opened(["HTTP API", "open"]))).toBe("HTTP API was proven locked and is open now");
    expect(openedIn(opened(["REST", "weak"], ["Bot API", "weak"]))).toBe(
      "REST and Bot API were proven locked and are weak now",
    );
    expect(openedIn(opened(["a", "open"], ["b", "forgeable"], ["c", "open"]))).toBe(
      "3 ways in were proven locked and are open now",
    );
  });

  it("gives the time of today and the date of every other day", () => {
    const at = new Date(2026, 10, 27, 14, 2, 31);
    expect(recent(at.toISOString(), at.getTime() + MINUTE)).toBe("14:02:31");
    expect(recent(at.toISOString(), at.getTime() + 24 * 60 * MINUTE)).toBe("2026-11-27");
  });
});
