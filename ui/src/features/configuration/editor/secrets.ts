import { EditorState, type Extension, type Range, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import { BULLETS, type Marker, cutsMarker, markersIn } from "./markers";

type Hidden = { markers: Marker[]; shown: DecorationSet };

/** Shows markers as bullets that are one piece: passed over, selected, deleted and replaced as a whole. */
export function hiddenSecrets(known: number): Extension {
  const read = (state: EditorState): Hidden => {
    const markers = markersIn(state.doc.toString(), known);
    return { markers, shown: Decoration.set(markers.map(bullets)) };
  };
  const hidden = StateField.define<Hidden>({
    create: read,
    update: (value, change) => (change.docChanged ? read(change.state) : value),
    provide: (field) => [
      EditorView.decorations.from(field, (value) => value.shown),
      EditorView.atomicRanges.of((view) => view.state.field(field).shown),
    ],
  });
  return [
    hidden,
    EditorState.changeFilter.of((change) => {
      const { markers } = change.startState.field(hidden);
      let cut = false;
      change.changes.iterChanges((from, to) => (cut ||= cutsMarker(markers, from, to)));
      return !cut;
    }),
    EditorView.domEventHandlers({
      mousedown(event, view) {
        const target = event.target instanceof Element ? event.target.closest(".cm-secret") : null;
        if (!target) return false;
        const at = view.posAtDOM(target);
        const marker = view.state.field(hidden).markers.find(({ from, to }) => from <= at && at <= to);
        if (!marker) return false;
        view.dispatch({ selection: { anchor: marker.from, head: marker.to } });
        view.focus();
        return true;
      },
    }),
  ];
}

const bullets = ({ no, from, to }: Marker): Range<Decoration> =>
  Decoration.replace({ widget: new Bullets(no) }).range(from, to);

class Bullets extends WidgetType {
  constructor(readonly no: number) {
    super();
  }
  override eq(other: Bullets): boolean {
    return other.no === this.no;
  }
  override toDOM(): HTMLElement {
    const text = "Hidden secret; type over it to replace it";
    const span = document.createElement("span");
    span.className = "cm-secret";
    span.textContent = BULLETS;
    span.title = text;
    span.setAttribute("role", "img");
    span.setAttribute("aria-label", text);
    return span;
  }
  override ignoreEvent(): boolean {
    return false;
  }
}
