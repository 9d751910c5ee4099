import type { ChatAttachment, ChatButton, ChatEvent } from "../bindings";

export type Reply = {
  text: string;
  buttons?: ChatButton[];
  images?: string[];
  attachments?: ChatAttachment[];
  custom?: string;
};
/** What a practice bot does when it hears certain words: a reply, an event in its place, or a broken connection. */
type Scripted = { asked: RegExp; reply?: Reply; instead?: ChatEvent; breaks?: boolean };

/** What it says to everything else, in turn. */
export const STORY = [
  "Late? It is always tea-time here, and nobody has moved one place on since March.",
  "The gardeners did, two, five and seven, and they used rather too much paint.",
  "We're all mad here. I'm mad, you're mad, and the handshake was perfectly in order.",
];

export const REPLIES: Scripted[] = [
  {
    asked: /fail/i,
    instead: {
      event: "error",
      name: "AttributeError",
      description: "'dict' object has no attribute 'model_dump'",
      hint: "The bot could not recall its memory. Its log names the cause, often an embedder that is not reachable.",
    },
  },
  {
    asked: /nothing/i,
    instead: {
      event: "no_reply",
      seconds: 30,
      causes: [
        "Another connection of the same user took the answer over.",
        "The language model has not answered yet.",
      ],
    },
  },
  { asked: /vanish/i, breaks: true },
  {
    asked: /menu|buttons/i,
    reply: {
      text: "What would you like to know?",
      buttons: [
        { title: "The way out", payload: "/ask_way" },
        { title: "The time", payload: "/ask_time" },
      ],
    },
  },
  {
    asked: /picture|everything/i,
    reply: {
      text: "A **picture**, a *file* and `a payload`:\n\n- see [the map](https://wonderland.example/map)\n- or ask again",
      images: ["https://wonderland.example/cat.png"],
      attachments: [{ kind: "file", source: "https://wonderland.example/house.pdf" }],
      custom: '{\n  "mood": "curious",\n  "lives": 9\n}',
    },
  },
];
