import type { Schedule } from "../../host";
import { SCHEDULES } from "../../messages/en";

const MINUTE = 60_000;

/** How often the window asks itself whether a round is due. Milliseconds; far below the shortest schedule. */
export const TICK = 15_000;

/** Whether a round is due at `now`, when the last one began at `last`; both in milliseconds since 1970. */
export function due(schedule: Schedule, last: number | null, now: number): boolean {
  const { minutes } = SCHEDULES[schedule];
  if (minutes === null) return false;
  // A clock that was set back must not silence the schedule.
  return last === null || now < last || now - last >= minutes * MINUTE;
}
