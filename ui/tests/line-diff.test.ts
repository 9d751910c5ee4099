import { describe, expect, it } from "vitest";
import { lineDiff } from "../src/shared/line-diff";

const shown = (before: string, after: string, context = 1) =>
  lineDiff(before, after, context).map(({ kind, old, new: fresh, text }) => {
    const sign = kind === "added" ? "+" : kind === "removed" ? "-" : " ";
    return `${sign}${old ?? ""}/${fresh ?? ""} ${text}`;
  });

describe("a diff by lines", () => {
  it("shows what changed with a little around it, numbered on both sides", () => {
    expect(shown("a\nb\nc\nd\ne\n", "a\nb\nX\nd\ne\n")).toEqual([" 2/2 b", "-3/ c", "+/3 X", " 4/4 d"]);
  });
  it("finds what stayed between two changes", () => {
    expect(shown("a\nkeep\nb\n", "x\nkeep\ny\n")).toEqual(["-1/ a", "+/1 x", " 2/2 keep", "-3/ b", "+/3 y"]);
  });
  it("says nothing about equal texts, and everything about new ones", () => {
    expect(shown("a\n", "a\n")).toEqual([]);
    expect(shown("", "a\nb\n")).toEqual(["+/1 a", "+/2 b"]);
    expect(shown("a\nb\n", "")).toEqual(["-1/ a", "-2/ b"]);
  });
  it("never stalls on long texts that have nothing in common", () => {
    const long = (word: string) => Array.from({ length: 5000 }, (_, i) => `${word}${i}`).join("\n");
    const lines = lineDiff(long("a"), long("b"));
    expect(lines.filter((line) => line.kind === "removed")).toHaveLength(5000);
    expect(lines.filter((line) => line.kind === "added")).toHaveLength(5000);
  });
});
