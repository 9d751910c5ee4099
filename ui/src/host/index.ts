import type { Host } from "./host";
import { tauriHost } from "./tauri";

export type { Host } from "./host";
export type * from "./bindings";

/** The shell's host inside the desktop window, the in-memory one in a plain browser. */
export async function connectHost(): Promise<Host> {
  if ("__TAURI_INTERNALS__" in window) return tauriHost;
  return new (await import("./browser")).BrowserHost();
}
