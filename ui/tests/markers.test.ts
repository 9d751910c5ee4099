import { describe, expect, it } from "vitest";
import { diagnosticsOf, placeIn } from "../src/features/configuration/editor/diagnostics";
import { cutsMarker, markersIn, masked, renumbered } from "../src/features/configuration/editor/markers";
import type { Finding } from "../src/host";

const YML = `extensions:
  a:
    token: "⟦secret 1⟧"
  b:
    token: "⟦secret 2⟧"
`;
const KEYS = "⟦secret 1⟧\n⟦secret 2⟧\n";

describe("markers", () => {
  it("are found in order, with where they stand", () => {
    const [first, second] = markersIn(YML);
    expect(YML.slice(first?.from, first?.to)).toBe("⟦secret 1⟧");
    expect(second?.no).toBe(2);
    expect(masked(YML)).not.toContain("⟦");
  });

  it("that stand for nothing are left as text, so that nobody trusts them", () => {
    expect(markersIn("a: ⟦secret 3⟧\nb: ⟦secret 0⟧", 2)).toEqual([]);
  });

  const marker = { no: 1, from: 10, to: 20 };
  it.each([
    [10, 20, false, "replacing it as a whole"],
    [5, 25, false, "replacing more than it"],
    [0, 10, false, "changing what is before it"],
    [20, 20, false, "typing behind it"],
    [10, 10, false, "typing before it"],
    [15, 15, true, "typing into it"],
    [5, 15, true, "deleting its first half"],
    [19, 30, true, "deleting its last letter"],
  ])("a change of %i to %i cuts one: %s (%s)", (from, to, cuts) => {
    expect(cutsMarker([marker], from, to)).toBe(cuts);
  });
});

describe("the markers of a file that changed on disk", () => {
  const before = ["tag-a", "tag-b"];

  it("stay as they are when something else changed", () => {
    expect(renumbered(YML, before, before)).toBe(YML);
  });

  it("follow their secrets to other places, also in a bare list of keys", () => {
    const mine = `${KEYS}a-new-one\n`;
    expect(
      renumbered(mine, before, ["tag-c", "tag-b", "tag-a"]),
      "keeping mine would else write one secret in the place of another",
    ).toBe("⟦secret 3⟧\n⟦secret 2⟧\na-new-one\n");
  });

  it("cannot stand for a secret that is no longer there", () => {
    expect(renumbered(KEYS, before, ["tag-a", "tag-c"])).toBeNull();
    expect(renumbered("⟦secret 1⟧\n", before, ["tag-a"]), "one that mine took away is not missed").toBe(
      "⟦secret 1⟧\n",
    );
  });

  it("that stand for nothing stay text", () => {
    expect(renumbered("# ⟦secret 9⟧\n", before, before)).toBe("# ⟦secret 9⟧\n");
  });
});

describe("the place of a finding", () => {
  const doc = (text: string) => {
    const lines = text.split("\n");
    const line = (no: number) => {
      const from = lines.slice(0, no - 1).join("\n").length + (no > 1 ? 1 : 0);
      return { from, to: from + (lines[no - 1]?.length ?? 0), text: lines[no - 1] ?? "" };
    };
    return { lines: lines.length, line };
  };
  const marked = (text: string, line: number, column: number | null) => {
    const { from, to } = placeIn(doc(text), line, column);
    return text.slice(from, to);
  };

  it("runs from the column to the end of the line", () => {
    expect(marked("a: 1\n  ttl: 3600  ", 2, 8)).toBe("3600");
  });
  it("is the whole line without its margins where no column helps", () => {
    expect(marked("  ttl: 3600 ", 1, null)).toBe("ttl: 3600");
    expect(marked("x", 1, 40), "the text may be shorter by now").toBe("x");
    const behind = "  token: ⟦secret 1⟧ # c";
    expect(marked(behind, 1, 40), "the column counts bytes that are not here").toBe(behind.trim());
  });
  it("stays inside a text that lost its last lines", () => {
    expect(marked("a\nb", 9, 1)).toBe("b");
  });

  it("carries the rule's id, and only when there is a line", () => {
    const finding: Finding = {
      rule: "CC-001",
      severity: "critical",
      file: ".env",
      line: 1,
      column: 1,
      setting: null,
      message: "`KEY` is empty.",
      advice: "",
      fixable: true,
    };
    const marks = diagnosticsOf([finding, { ...finding, line: null }], doc("KEY="));
    expect(marks).toEqual([
      { from: 0, to: 4, severity: "error", source: "CC-001", message: "KEY is empty." },
    ]);
  });
});
