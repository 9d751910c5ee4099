import { defaultKeymap, history, historyField, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { lintGutter, nextDiagnostic, setDiagnostics } from "@codemirror/lint";
import { search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import type { Finding } from "../../../host";
import { diagnosticsOf, placeIn } from "./diagnostics";
import { languageFor } from "./languages";
import { look } from "./look";
import { markersIn } from "./markers";
import { hiddenSecrets } from "./secrets";

/** What an editor remembers when its tab is left: text, selection and what can be undone. */
export type Memory = { doc?: unknown };

type Options = {
  /** A shadow root: only there does CodeMirror style itself without `<style>` elements, which the page forbids. */
  root: ShadowRoot;
  text: string;
  /** The text on disk, whose markers are known. */
  base: string;
  language: string;
  label: string;
  memory: Memory | null;
  onchange: (text: string) => void;
};
const FIELDS = { history: historyField };

/** The search panel, written as the rest of the page. */
const WORDS = {
  next: "Next",
  previous: "Previous",
  all: "All",
  replace: "Replace",
  "replace all": "Replace all",
  "match case": "Match case",
  regexp: "Pattern",
  "by word": "Whole words",
};

/** CodeMirror with what a configuration file needs. */
export class Editor {
  readonly #view: EditorView;
  readonly #writable = new Compartment();

  constructor({ root, text, base, language, label, memory, onchange }: Options) {
    const extensions: Extension = [
      EditorState.lineSeparator.of(lineBreakOf(base)),
      this.#writable.of([]),
      lineNumbers(),
      lintGutter(),
      highlightActiveLineGutter(),
      highlightSpecialChars(),
      history(),
      drawSelection(),
      bracketMatching(),
      highlightActiveLine(),
      indentUnit.of("  "),
      EditorView.lineWrapping,
      // What is pasted or dropped gets the line breaks of the file.
      EditorView.clipboardInputFilter.of((pasted, state) => pasted.replace(/\r\n?|\n/g, state.lineBreak)),
      search({ top: true }),
      EditorState.phrases.of(WORDS),
      keymap.of([
        ...defaultKeymap,
        ...historyKeymap,
        ...searchKeymap,
        { key: "F8", run: nextDiagnostic },
        indentWithTab,
      ]),
      EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
      hiddenSecrets(markersIn(base).length),
      languageFor(language),
      look,
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onchange(update.state.sliceDoc());
      }),
    ];
    const state =
      memory?.doc === text
        ? EditorState.fromJSON(memory, { extensions }, FIELDS)
        : EditorState.create({ doc: text, extensions });
    this.#view = new EditorView({ state, parent: root, root });
    // Tab leaves the editor, as everywhere on the page; Ctrl M lets it indent.
    this.#view.setTabFocusMode(true);
  }

  /** Puts another text in; what stood there can be brought back with Undo. */
  set text(text: string) {
    const { state } = this.#view;
    if (text === state.sliceDoc()) return;
    const changes = { from: 0, to: state.doc.length, insert: state.toText(text) };
    this.#view.dispatch({ changes, filter: false });
  }

  set readOnly(on: boolean) {
    const effects = this.#writable.reconfigure(
      on ? [EditorState.readOnly.of(true), EditorView.contentAttributes.of({ "aria-readonly": "true" })] : [],
    );
    this.#view.dispatch({ effects });
  }

  set findings(findings: Finding[]) {
    const { state } = this.#view;
    this.#view.dispatch(setDiagnostics(state, diagnosticsOf(findings, state.doc)));
  }

  /** Goes to a line, and to a column where one is known; both from 1. */
  show(line: number, column: number | null): void {
    const { from } = placeIn(this.#view.state.doc, line, column);
    const effects = EditorView.scrollIntoView(from, { y: "center" });
    this.#view.dispatch({ selection: { anchor: from }, effects });
    this.#view.focus();
  }

  /** Ends the editor. */
  close(): Memory {
    const memory = this.#view.state.toJSON(FIELDS) as Memory;
    this.#view.destroy();
    return memory;
  }
}

/** Files keep their line breaks: CRLF only where every line has it. */
const lineBreakOf = (text: string): string =>
  /\r\n/.test(text) && !/(^|[^\r])\n/.test(text) ? "\r\n" : "\n";
