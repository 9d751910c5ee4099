/**
 * What could make a line read as something else than it is: overrides of the writing direction (CVE-2021-42574), letters
 * without a width, tags (U+E0000 to U+E007F) that only a language model reads, and what a terminal would obey.
 * Joiners stay: scripts and emoji need them.
 */
const UNSEEN =
  /[\p{Cc}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]/gu;

/** The same words with every unseen or obeyed character replaced by a mark, so that what is read is what was sent. */
export const visible = (text: string): string => text.replaceAll("\r\n", "\n").replace(UNSEEN, mark);

function mark(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === "\n" || character === "\t") return character;
  // U+2400 on are pictures of the control characters: ESC becomes ␛.
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "␡";
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}
