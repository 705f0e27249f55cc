import type { Moment } from "../inbox/step.ts";
import type { SendingState } from "../provider/smtp-verdict.ts";
import { jittered, shareOf } from "./schedule.ts";

/** What is known of an inbox's sending. */
export interface SendingSeen {
  readonly sending: SendingState;
  /** When a login to the sending server was tried last, milliseconds since 1970; null: not with these credentials. */
  readonly triedAt: number | null;
}

export interface SendingQuestion {
  readonly inboxId: string;
  /** A person, or software by its key, asked for this look. */
  readonly asked: boolean;
  /** The login is by a password, which servers lock after some refusals. */
  readonly byPassword: boolean;
}

/**
 * Whether a check that has just passed is followed by a login to the sending server: at the first one after connecting,
 * when somebody asks, and now and then. A password that was refused there is not tried again soon, whoever asks.
 */
export function isSendingDue(seen: SendingSeen, { inboxId, asked, byPassword }: SendingQuestion, { now, durations }: Moment): boolean {
  const { sending, triedAt } = seen;
  if (triedAt === null) return true;
  if (asked) return !(byPassword && sending === "REFUSED") || now >= triedAt + durations.sendingAgain;
  const wait = sending === "UNKNOWN" ? durations.sendingAgain : durations.sendingInterval;
  return now >= triedAt + jittered(wait, shareOf(`${inboxId}${triedAt}`));
}

/** What a login to the sending server taught; null where what was known before still stands. */
export function learntOfSending(shown: SendingState): Exclude<SendingState, "UNKNOWN"> | null {
  return shown === "UNKNOWN" ? null : shown;
}
