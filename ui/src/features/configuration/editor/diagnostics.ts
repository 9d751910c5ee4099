import type { Diagnostic } from "@codemirror/lint";
import type { Finding, Severity } from "../../../host";
import { markersIn } from "./markers";

/** What is wanted of a document: CodeMirror's own, or a list of lines in a test. */
type Lines = { lines: number; line(no: number): { from: number; to: number; text: string } };

const LEVELS: Record<Severity, Diagnostic["severity"]> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "info",
  info: "info",
};

/** Findings as marks in the gutter; one without a line has no place there. */
export function diagnosticsOf(findings: Finding[], doc: Lines): Diagnostic[] {
  return findings.flatMap((finding): Diagnostic[] => {
    if (finding.line === null) return [];
    const place = placeIn(doc, finding.line, finding.column);
    const { rule: source, message } = finding;
    return [{ ...place, severity: LEVELS[finding.severity], source, message: plain(message) }];
  });
}

/** The range to mark for a line and a column, both from 1: to the end of the line, which may be shorter by now. */
export function placeIn(doc: Lines, no: number, column: number | null): { from: number; to: number } {
  const line = doc.line(Math.min(Math.max(no, 1), doc.lines));
  const lead = line.text.length - line.text.trimStart().length;
  // Columns count the hidden bytes, which are not here: from a marker on they lead astray.
  const lost = column === null || markersIn(line.text).some((marker) => marker.from <= column - 1);
  const wanted = lost ? lead : column - 1;
  const offset = wanted < line.text.length ? wanted : lead;
  return { from: line.from + offset, to: line.from + line.text.trimEnd().length };
}

/** Names stand between backticks for the page; a tooltip shows plain text. */
const plain = (message: string): string => message.replaceAll("`", "");
