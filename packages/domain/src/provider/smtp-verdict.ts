/** What an SMTP server answered to a login, or what kept us from asking. */
export type SmtpReply =
  | { readonly kind: "ok" }
  /** `text` is for telling Microsoft's answers apart, never stored or shown. */
  | { readonly kind: "refused"; readonly responseCode: number; readonly text: string }
  | { readonly kind: "fault"; readonly code: string };

export const sendingStates = ["UNKNOWN", "WORKING", "DISABLED", "REFUSED"] as const;
/** Whether mail can be sent; watched apart, since a provider may switch it off while reading goes on. */
export type SendingState = (typeof sendingStates)[number];

/** Microsoft's enhanced codes for "sending is switched off here" (5.7.139 also for valid OAuth tokens, 5.7.30 for passwords). */
const switchedOff: readonly RegExp[] = [/\b5\.7\.139\b.*SmtpClientAuthentication is disabled/is, /\b5\.7\.30\b/];

/**
 * Judges a login to an SMTP server. Whatever it says, no inbox is disconnected by it.
 * @returns UNKNOWN where nothing was learnt: what was known before still stands.
 */
export function judgeSmtp(reply: SmtpReply): SendingState {
  if (reply.kind === "ok") return "WORKING";
  if (reply.kind === "fault") return "UNKNOWN";
  if (switchedOff.some((pattern) => pattern.test(reply.text))) return "DISABLED";
  // 500 and 502: the server offers no AUTH at all. 503 is a matter of order, and like 4xx it passes.
  if (reply.responseCode === 500 || reply.responseCode === 502) return "DISABLED";
  return reply.responseCode === 530 || reply.responseCode === 534 || reply.responseCode === 535 || reply.responseCode === 550
    ? "REFUSED"
    : "UNKNOWN";
}
