import type { ConnectionState } from "./inbox/inbox.ts";

/** A rule said no. A refusal is a value; its code is the contract's. */
export type Refusal =
  | { readonly code: "FORBIDDEN" }
  | { readonly code: "TRANSITION_NOT_ALLOWED"; readonly state: ConnectionState }
  /** The world moved on since the caller looked. */
  | { readonly code: "CONFLICT" };

/** The outcome of a rule. */
export type Ruled<Value> = ({ readonly ok: true } & Value) | { readonly ok: false; readonly refusal: Refusal };
