import type { Finding, Severity } from "../../host";

const OPEN: readonly Severity[] = ["critical", "high", "medium"];

/** How many findings call for something to be done: the same count as in the list of bots. */
export const openFindings = (findings: Finding[]): number =>
  findings.filter((finding) => OPEN.includes(finding.severity)).length;
