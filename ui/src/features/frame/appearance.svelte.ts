import type { Theme } from "../../host";
import type { Preferred } from "./preferences.svelte";

const ZOOM_STEP = 0.1;
const ZOOM_RANGE = { least: 0.8, most: 1.5 } as const;

/** Theme and text size, carried by <html>. */
export class Appearance {
  zoom = $state(1);
  #light = window.matchMedia("(prefers-color-scheme: light)");

  constructor(
    private readonly preferred: Preferred,
    private readonly root: HTMLElement = document.documentElement,
  ) {
    this.#light.addEventListener("change", this.paint);
  }

  get theme(): Theme {
    return this.preferred.current.theme;
  }

  async choose(theme: Theme): Promise<void> {
    const saved = this.preferred.change({ theme });
    this.paint();
    await saved;
  }

  /** One step larger (+1), smaller (-1), or back to normal (0). */
  scale(step: -1 | 0 | 1): void {
    const next = step === 0 ? 1 : this.zoom + step * ZOOM_STEP;
    this.zoom = Math.min(ZOOM_RANGE.most, Math.max(ZOOM_RANGE.least, next));
    this.root.style.setProperty("--zoom", this.zoom.toFixed(2));
  }

  paint = (): void => {
    const light = this.theme === "light" || (this.theme === "system" && this.#light.matches);
    this.root.dataset["theme"] = light ? "light" : "dark";
  };
}
