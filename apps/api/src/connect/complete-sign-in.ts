import { accountLock } from "../grant/provider-account.store.ts";
import type { MailboxReply } from "../mail/mailbox.ts";
import type { SignedInAccount, SignInOutcome, SignInProvider, Tokens } from "../mail/sign-in-provider.ts";
import { crashPoint } from "../platform/crash-point.ts";
import type { Transaction } from "../platform/transaction.ts";
import { toArrivalChange, type Arrival } from "./arrival.ts";
import { ended, type AttemptFailure, type AttemptRow } from "./attempt.ts";
import { hashOf } from "./attempt-token.ts";
import { closeAttempt } from "./close-attempt.ts";
import { begunBy, type ConnectNeeds } from "./connect-needs.ts";
import { holdGrant, noteUnknownGrant, type Stray } from "./hold-grant.ts";

/** What a browser brought back from the provider. */
export interface Callback {
  readonly state: string;
  readonly browserSecret: string;
  readonly url: URL;
}

/** Null: the state is foreign, spent, or from another browser, and nothing happened. */
export type CompleteSignIn = (callback: Callback) => Promise<AttemptRow | null>;

interface Failure {
  readonly failure: AttemptFailure;
  readonly providerCode: string | null;
  readonly actualAddress?: string | null;
}

/** A person comes back from the provider: whose grant is it, does it open that address, and then all of it is stored. */
export function completeSignIn(needs: ConnectNeeds): CompleteSignIn {
  return async ({ state, browserSecret, url }) => {
    const ref = needs.tokens.parseState(state);
    if (!ref) return null;
    const attempt = await needs.attempts.take(ref.workspaceId, ref.attemptId, hashOf(state), hashOf(browserSecret), needs.clock.now());
    if (!attempt) return null;
    crashPoint("connect.state-taken");
    const found = await needs.providers.open(begunBy(attempt));
    if (!found.ok) return fail(needs, attempt, { failure: "PROVIDER_UNAVAILABLE", providerCode: found.code }, null);
    const { provider } = found;
    const outcome = await provider.complete({ callbackUrl: url, state, ...needs.tokens.secretsOf(ref, browserSecret) });
    const granted = toGranted(outcome);
    if (granted) await holdGrant(needs, attempt, granted);
    else if (outcome.type === "failed" && outcome.stray) await noteUnknownGrant(needs, attempt);
    crashPoint("connect.grant-held");
    if (outcome.type === "failed") return fail(needs, attempt, { failure: outcome.failure, providerCode: outcome.providerCode }, granted);
    return arrive(needs, attempt, provider, outcome);
  };
}

/** What the provider granted and to whose account, whether or not the sign-in came to a good end. */
function toGranted(outcome: SignInOutcome): Stray | null {
  if (outcome.type === "granted") return { account: outcome.account, tokens: outcome.tokens };
  return outcome.stray && outcome.account ? { account: outcome.account, tokens: outcome.stray } : null;
}

type Arrived = { readonly ok: true; readonly attempt: AttemptRow } | { readonly ok: false; readonly failure: Failure };

/** Under the account's lock: no revocation of it runs meanwhile, and one that waits will find it in use. */
async function arrive(
  needs: ConnectNeeds,
  attempt: AttemptRow,
  provider: SignInProvider,
  granted: { account: SignedInAccount; tokens: Tokens },
): Promise<AttemptRow> {
  const accountKey = needs.toAccountKey(attempt.provider, granted.account.id, attempt.client_id);
  const arrived = await needs.transactions.locked(accountLock(accountKey), async (transaction): Promise<Arrived> => {
    const auth = { accessToken: granted.tokens.accessToken, provider: attempt.provider };
    const reply = await needs.mailboxes.open({ server: provider.imap, user: attempt.expected_address, auth });
    const failure = judgeSession(attempt, granted.account, reply);
    if (failure) return { ok: false, failure: (await wasOvertaken(provider, failure, granted)) ? overtaken(failure) : failure };
    crashPoint("connect.session-opened");
    return store(needs, transaction, { attempt, provider, ...granted, accountKey, reply });
  });
  if (!arrived.ok) return fail(needs, attempt, arrived.failure, granted);
  crashPoint("connect.stored");
  return arrived.attempt;
}

/** The proof is a session as that address; the claim only tells what to say where there is none. */
function judgeSession(attempt: AttemptRow, account: SignedInAccount, reply: MailboxReply): Failure | null {
  const { verdict } = reply;
  if (verdict.verdict === "ok") return null;
  if (verdict.verdict === "ours") return { failure: "PROVIDER_UNAVAILABLE", providerCode: verdict.code };
  const { providerCode } = verdict;
  const other = account.claimedAddress !== null && account.claimedAddress.toLowerCase() !== attempt.expected_address.toLowerCase();
  // Exchange takes a stranger's token and then says, without a code, that it is not connected (providers.md 2.8).
  const said = verdict.verdict !== "passing" || (attempt.provider === "MICROSOFT" && providerCode === null);
  if (other && said) return { failure: "ADDRESS_MISMATCH", providerCode, actualAddress: account.claimedAddress };
  return { failure: verdict.verdict === "passing" ? "PROVIDER_UNAVAILABLE" : "PROVIDER_REFUSED", providerCode };
}

/**
 * Google ends all that an account granted at once: an earlier grant's end may have taken the new one with it, minutes or
 * moments after it came. Nothing is wrong with the mailbox then, and signing in once more brings a grant that holds.
 */
async function wasOvertaken(
  provider: SignInProvider,
  { failure }: Failure,
  { account, tokens }: { account: SignedInAccount; tokens: Tokens },
): Promise<boolean> {
  if (failure !== "PROVIDER_REFUSED" || provider.provider !== "GOOGLE") return false;
  const refreshed = await provider.refresh(tokens.refreshToken, account.kind);
  return refreshed.type === "judged" && refreshed.provesEnd;
}

function overtaken(failure: Failure): Failure {
  return { ...failure, failure: "PROVIDER_UNAVAILABLE", providerCode: "invalid_grant" };
}

const storeTries = 4;

async function store(needs: ConnectNeeds, transaction: Transaction, arrival: Arrival): Promise<Arrived> {
  const { attempt } = arrival;
  for (let attempts = 1; attempts <= storeTries; attempts += 1) {
    const held = await needs.inboxes.find(attempt.workspace_id, attempt.inbox_id, transaction);
    if (!held) throw new Error(`Attempt ${attempt.id} has no inbox.`);
    const change = await toArrivalChange(needs, held, arrival, needs.clock.moment());
    if (!change?.attempt) break;
    await transaction.query("savepoint arrival");
    const committed = await needs.commit(change, transaction);
    if (committed.ok) {
      if (attempt.link_id !== null) crashPoint("link.spent");
      return { ok: true, attempt: change.attempt };
    }
    await transaction.query("rollback to savepoint arrival");
    if (committed.conflict === "ADDRESS") return { ok: false, failure: { failure: "ADDRESS_IN_USE", providerCode: null } };
    if (committed.conflict === "LINK") break;
    // Another change came between reading and writing: whether it matters is decided anew.
  }
  return { ok: false, failure: { failure: "SUPERSEDED", providerCode: null } };
}

/** The attempt fails: its inbox is abandoned where it was new, nothing of it changes where it was not, and the unused grant is ended. */
async function fail(needs: ConnectNeeds, attempt: AttemptRow, failure: Failure, stray: Stray | null): Promise<AttemptRow> {
  const failed = ended(attempt, "FAILED", {
    failure: failure.failure,
    provider_code: failure.providerCode,
    actual_address: failure.actualAddress ?? stray?.account.claimedAddress ?? null,
  });
  await closeAttempt(needs, failed, stray);
  return failed;
}
