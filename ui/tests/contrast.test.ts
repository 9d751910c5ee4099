import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

type Rgb = [number, number, number];
type Theme = Record<string, string>;

/** WCAG 2.2, success criterion 1.4.3, for text of normal size. */
const LEAST = 4.5;
const GROUNDS = ["bg-app", "bg-side", "bg-panel", "bg-raised", "bg-hover"];
const TEXTS = ["fg", "fg-2", "fg-3", "ok", "warn", "bad", "info", "brass"];
const TONES = ["ok", "warn", "bad", "info"];

const css = readFileSync("src/shared/tokens.css", "utf8");
const read = (block: string | undefined): Theme =>
  Object.fromEntries([...(block ?? "").matchAll(/--([\w-]+):\s*(#\w+)/g)].map((m) => [m[1], m[2]]));
const dark = read(css.split("[data-theme")[0]);
const themes: Record<string, Theme> = { dark, light: { ...dark, ...read(css.split("[data-theme")[1]) } };

describe.each(Object.entries(themes))("contrast in the %s theme", (_, theme) => {
  it.each(TEXTS)("%s is readable on every ground", (text) => {
    for (const ground of GROUNDS) {
      const seen = ratio(rgb(theme, text), rgb(theme, ground));
      expect(seen, `--${text} on --${ground} must be readable`).toBeGreaterThanOrEqual(LEAST);
    }
  });

  it.each(TONES)("a %s pill is readable where pills lie", (tone) => {
    for (const ground of ["bg-app", "bg-side", "bg-panel"]) {
      const seen = ratio(rgb(theme, tone), over(theme[`${tone}-soft`] ?? "", rgb(theme, ground)));
      expect(seen, `--${tone} on --${tone}-soft over --${ground}`).toBeGreaterThanOrEqual(LEAST);
    }
  });

  it.each(["fg", "fg-2", "fg-3"])("%s is readable on a staged or tinted row", (text) => {
    for (const tint of ["brass-soft", "ok-soft", "warn-soft", "bad-soft", "info-soft"]) {
      for (const ground of ["bg-app", "bg-panel"]) {
        const seen = ratio(rgb(theme, text), over(theme[tint] ?? "", rgb(theme, ground)));
        expect(seen, `--${text} on --${tint} over --${ground}`).toBeGreaterThanOrEqual(LEAST);
      }
    }
  });

  it.each(["fg", "fg-2", "fg-3", "info", "ok", "bad"])("%s is readable on the line one is in", (text) => {
    const ground = over(theme["active"] ?? "", rgb(theme, "bg-panel"));
    expect(ratio(rgb(theme, text), ground), `--${text} on --active`).toBeGreaterThanOrEqual(LEAST);
  });

  it("the primary button is readable, at rest and under the pointer", () => {
    for (const ground of ["brass", "brass-hover"]) {
      expect(ratio(rgb(theme, "brass-fg"), rgb(theme, ground)), `--${ground}`).toBeGreaterThanOrEqual(LEAST);
    }
  });
});

function channels(hex: string): number[] {
  const digits = hex.slice(1);
  const long = digits.length < 6 ? [...digits].map((d) => d + d).join("") : digits;
  return (long.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
}

function rgb(theme: Theme, name: string): Rgb {
  const hex = theme[name];
  if (!hex) throw new Error(`tokens.css has no --${name}`);
  return channels(hex).slice(0, 3) as Rgb;
}

function over(hex: string, ground: Rgb): Rgb {
  const [r = 0, g = 0, b = 0, a = 255] = channels(hex);
  return [r, g, b].map((c, i) => c * (a / 255) + (ground[i] ?? 0) * (1 - a / 255)) as Rgb;
}

function luminance(colour: Rgb): number {
  const [r = 0, g = 0, b = 0] = colour.map((c) => {
    const s = c / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(a: Rgb, b: Rgb): number {
  const [light = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (darker + 0.05);
}
