import type * as wire from "./bindings";

/**
 * A wire type as the backend really sends it: every field is there, `null` where there is nothing.
 * The generator also describes what the backend would accept, where such fields may be missing.
 */
type Sent<T> = T extends (infer Item)[]
  ? Sent<Item>[]
  : T extends object
    ? { [Field in keyof T]-?: Sent<Exclude<T[Field], undefined>> }
    : T;

export type Bot = Sent<wire.Bot_Serialize>;
export type BotSummary = Sent<wire.BotSummary_Serialize>;
export type NewBot = Sent<wire.NewBot_Serialize>;
export type Detection = Sent<wire.Detection_Serialize>;

export type Posture = Sent<wire.Posture_Serialize>;
export type Connection = Posture["connection"];
export type AccessPoint = Posture["access_points"][number];
export type Evidence = AccessPoint["evidence"][number];
export type Finding = Posture["findings"][number];

export type SettingRow = Sent<wire.SettingRow_Serialize>;
export type SecretRow = Sent<wire.SecretRow_Serialize>;

export type Plan = Sent<wire.Plan_Serialize>;
export type FileDiff = Plan["files"][number];
export type DiffLine = FileDiff["lines"][number];
export type Applied = Sent<wire.Applied_Serialize>;
export type HistoryView = Sent<wire.HistoryView_Serialize>;

export type Session = Sent<wire.Session_Serialize>;
export type AdminOverview = Sent<wire.AdminOverview_Serialize>;
export type Certificate = Sent<wire.Certificate_Serialize>;

export type ChatOptions = Sent<wire.ChatOptions_Serialize>;
export type ChatEvent = Sent<wire.ChatEvent_Serialize>;
export type Preferences = Sent<wire.Preferences_Serialize>;

/** The five ways a keychain can stand; the wire has them as plain text. */
export type VaultState = "available" | "absent" | "locked" | "mute" | "denied";
export type VaultStatus = Omit<wire.VaultView, "state"> & { state: VaultState };

export type {
  BotUser,
  Change,
  ChatAuth,
  CommandError,
  Edit,
  Frame,
  HistoryEntry,
  PlanRequest,
  PlanStep,
  ProviderKey,
  SecretState,
  SettingKind,
  Severity,
  State,
} from "./bindings";
