import { describe, expect, it } from "vitest";
import { diagnosticsOf, placeIn } from "../src/features/configuration/editor/diagnostics";
import { cutsMarker, markersIn, masked, standForTheSame } from "../src/features/configuration/editor/markers";
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
  it("still mean the same when something else changed", () => {
    const disk = `# hello\n${YML}store:\n  ttl: 1h\n`;
    expect(standForTheSame(YML, disk)).toBe(true);
  });

  it.each([
    ["one went away", YML.replace('"⟦secret 2⟧"', "")],
    ["one came in front", `auth:\n  token: "⟦secret 1⟧"\n${YML.replace("2⟧", "3⟧").replace("1⟧", "2⟧")}`],
    ["two changed places", YML.replace("  a:", "  c:").replace("  b:", "  a:").replace("  c:", "  b:")],
  ])("mean something else when %s", (_, disk) => {
    expect(standForTheSame(YML, disk), "keeping mine would write one secret in the place of another").toBe(
      false,
    );
  });

  it("tell nothing in a bare list", () => {
    expect(standForTheSame(KEYS, `${KEYS}# new\n`)).toBe(false);
    expect(standForTheSame(KEYS, KEYS)).toBe(true);
    const items = '- "⟦secret 1⟧"\n- "⟦secret 2⟧"\n';
    expect(standForTheSame(items, `# new\n${items}`)).toBe(false);
  });

  it("in an item of a list depend on all of the item", () => {
    const list = "- name: a\n  token: ⟦secret 1⟧\n- name: b\n  token: ⟦secret 2⟧\n";
    expect(standForTheSame(list, `# new\n${list}`)).toBe(true);
    const swapped = "- name: b\n  token: ⟦secret 1⟧\n- name: a\n  token: ⟦secret 2⟧\n";
    expect(standForTheSame(list, swapped), "the two items changed places").toBe(false);
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
