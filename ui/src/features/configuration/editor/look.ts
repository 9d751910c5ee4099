import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Marks differ in shape as well as in colour. */
const mark = (colour: string, shape: string) => ({
  content: '""',
  width: "9px",
  height: "9px",
  margin: "5px 0 0 3px",
  background: `var(--${colour})`,
  clipPath: shape,
});
const wave = (colour: string) => ({
  backgroundImage: "none",
  textDecoration: `underline wavy var(--${colour}) 1px`,
  textUnderlineOffset: "3px",
});
const field = {
  minHeight: "24px",
  margin: "0",
  padding: "2px 8px",
  border: "1px solid var(--line-strong)",
  borderRadius: "var(--radius-s)",
  background: "var(--bg-app)",
  color: "var(--fg)",
  font: "inherit",
};

/** The colours are the page's own: custom properties reach into the shadow root, in both themes. */
const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--fg)", backgroundColor: "var(--bg-panel)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--font-mono)",
    fontSize: "var(--text-sm)",
    fontVariantLigatures: "none",
    lineHeight: "1.6",
  },
  ".cm-content": { padding: "6px 0", caretColor: "var(--fg)" },
  ".cm-line": { padding: "0 12px 0 6px" },
  ".cm-cursor": { borderLeftColor: "var(--fg)" },
  ".cm-gutters": {
    backgroundColor: "var(--bg-raised)",
    color: "var(--fg-3)",
    borderRight: "1px solid var(--line)",
  },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "28px", padding: "0 6px 0 4px" },
  ".cm-activeLine": { backgroundColor: "var(--active)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--bg-hover)", color: "var(--fg)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--selected)",
  },
  ".cm-content ::selection": { backgroundColor: "transparent" },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--brass-soft)",
    outline: "1px solid var(--brass)",
  },
  ".cm-searchMatch": { backgroundColor: "var(--warn-soft)", outline: "1px solid var(--warn)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--brass-soft)", outline: "2px solid var(--brass)" },
  ".cm-specialChar": { color: "var(--bad)" },
  ".cm-secret": {
    padding: "0 5px",
    border: "1px solid var(--line-strong)",
    borderRadius: "4px",
    backgroundColor: "var(--bg-raised)",
    color: "var(--fg-2)",
    cursor: "pointer",
  },
  ".cm-gutter-lint": { width: "18px" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0" },
  ".cm-lint-marker-error": mark("bad", "circle(50%)"),
  ".cm-lint-marker-warning": mark("warn", "polygon(50% 0, 100% 100%, 0 100%)"),
  ".cm-lint-marker-info": mark("info", "polygon(50% 0, 100% 50%, 50% 100%, 0 50%)"),
  ".cm-lintRange-error": wave("bad"),
  ".cm-lintRange-warning": wave("warn"),
  ".cm-lintRange-info": wave("info"),
  ".cm-lintPoint:after": { display: "none" },
  ".cm-tooltip": {
    maxWidth: "420px",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-s)",
    backgroundColor: "var(--bg-raised)",
    color: "var(--fg)",
    fontFamily: "var(--font-ui)",
    fontSize: "var(--text-sm)",
    overflow: "clip",
  },
  ".cm-diagnostic": { padding: "4px 10px", borderLeftWidth: "3px" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warn)" },
  ".cm-diagnostic-info": { borderLeftColor: "var(--info)" },
  ".cm-diagnosticSource": { fontSize: "var(--text-xs)", fontFamily: "var(--font-mono)", opacity: "1" },
  ".cm-panels": { backgroundColor: "var(--bg-raised)", color: "var(--fg)", fontFamily: "var(--font-ui)" },
  ".cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panel.cm-search": {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: "6px",
    padding: "6px 36px 6px 8px",
    fontSize: "var(--text-sm)",
  },
  ".cm-panel.cm-search br": { display: "none" },
  ".cm-panel.cm-search label": {
    display: "flex",
    alignItems: "center",
    gap: "4px",
    margin: "0",
    fontSize: "inherit",
  },
  ".cm-panel.cm-search input[type=checkbox]": { margin: "0" },
  ".cm-panel.cm-search [name=close]": {
    top: "6px",
    right: "6px",
    width: "24px",
    height: "24px",
    border: "0",
    background: "none",
    color: "var(--fg-2)",
    fontSize: "var(--text-lg)",
    cursor: "pointer",
  },
  ".cm-textfield": { ...field, width: "150px" },
  ".cm-button": { ...field, backgroundImage: "none", fontWeight: "500", cursor: "pointer" },
  ".cm-button:hover": { background: "var(--bg-hover)" },
  ".cm-textfield:focus-visible, .cm-button:focus-visible, [name=close]:focus-visible, input:focus-visible": {
    outline: "2px solid var(--brass)",
    outlineOffset: "1px",
  },
});

const highlight = HighlightStyle.define([
  { tag: tags.comment, color: "var(--fg-3)", fontStyle: "italic" },
  { tag: [tags.propertyName, tags.definition(tags.variableName), tags.labelName], color: "var(--info)" },
  { tag: [tags.string, tags.content, tags.quote], color: "var(--fg)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom, tags.keyword], color: "var(--ok)" },
  { tag: [tags.punctuation, tags.separator, tags.operator, tags.meta], color: "var(--fg-2)" },
  { tag: tags.invalid, color: "var(--bad)" },
]);

export const look: Extension = [theme, syntaxHighlighting(highlight)];
