const pad = (n: number, width = 2): string => String(n).padStart(width, "0");

/** This moment, as the backend writes moments (RFC 3339). */
export const now = (): string => new Date().toISOString();

/** 14:02:31 in the operator's time zone. */
export function clock(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime())
    ? at
    : [date.getHours(), date.getMinutes(), date.getSeconds()].map((n) => pad(n)).join(":");
}

/** 14:02:31.207, for frames. */
export function preciseClock(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : `${clock(at)}.${pad(date.getMilliseconds(), 3)}`;
}

/** 2026-11-22 in the operator's time zone. */
export function day(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime())
    ? at
    : `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** 14:02:31 today, 2026-11-22 on another day, both in the operator's time zone; `now` in milliseconds since 1970. */
export function recent(at: string, now: number): string {
  return day(at) === day(new Date(now).toISOString()) ? clock(at) : day(at);
}

/** 23:59:41, or 4:07 below an hour. */
export function duration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const tail = pad(Math.floor(seconds % 60));
  return hours ? `${hours}:${pad(minutes)}:${tail}` : `${minutes}:${tail}`;
}

/** 281 ms below a second, 1.09 s above. */
export function milliseconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** 58 B, 2.3 kB, 1.2 MB. */
export function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  return size < 1_000_000 ? `${(size / 1000).toFixed(1)} kB` : `${(size / 1_000_000).toFixed(1)} MB`;
}

/** now, 12 d, or never. */
export function age(days: number | null): string {
  return days === null ? "never" : days < 1 ? "now" : `${Math.floor(days)} d`;
}

/** Host and port of an address, as the sidebar shows it. */
export function hostOf(url: string | null): string {
  if (!url) return "no address";
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}
