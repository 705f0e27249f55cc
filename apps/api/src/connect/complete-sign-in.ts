import { accountLock } from "../grant/provider-account.store.ts";
import type { MailboxReply } from "../mail/mailbox.ts";
import type { SignedInAccount, SignInProvider, Tokens } from "../mail/sign-in-provider.ts";
import { crashPoint } from "../platform/crash-point.ts";
import type { Transaction } from "../platform/transaction.ts";
import { toArrivalChange, type Arrival } from "./arrival.ts";
import { ended, type AttemptFailure, type AttemptRow } from "./attempt.ts";
import { hashOf } from "./attempt-token.ts";
import { closeAttempt, type Stray } from "./close-attempt.ts";
import { findProvider, type ConnectNeeds } from "./connect-needs.ts";

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
    const provider = attempt && findProvider(needs.providers, attempt.provider);
    if (!attempt || !provider) return null;
    crashPoint("connect.state-taken");
    const outcome = await provider.complete({ callbackUrl: url, state, ...needs.tokens.secretsOf(ref, browserSecret) });
    crashPoint("connect.code-exchanged");
    if (outcome.type === "failed") {
      const stray = outcome.stray && outcome.account ? { account: outcome.account, tokens: outcome.stray } : null;
      return fail(needs, attempt, { failure: outcome.failure, providerCode: outcome.providerCode }, stray);
    }
    return arrive(needs, attempt, provider, outcome);
  };
}

type Arrived = { readonly ok: true; readonly attempt: AttemptRow } | { readonly ok: false; readonly failure: Failure };

/** Under the account's lock: no revocation of it runs meanwhile, and one that waits will find it in use. */
async function arrive(needs: ConnectNeeds, attempt: AttemptRow, provider: SignInProvider, granted: { account: SignedInAccount; tokens: Tokens }): Promise<AttemptRow> {
  const accountKey = needs.toAccountKey(attempt.provider, granted.account.id);
  const arrived = await needs.transactions.locked(accountLock(accountKey), async (transaction): Promise<Arrived> => {
    const auth = { accessToken: granted.tokens.accessToken, provider: attempt.provider };
    const reply = await needs.mailboxes.open({ server: provider.imap, user: attempt.expected_address, auth });
    const failure = judgeSession(attempt, granted.account, reply);
    if (failure) return { ok: false, failure };
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
  switch (verdict.verdict) {
    case "ok":
      return null;
    case "passing":
      return { failure: "PROVIDER_UNAVAILABLE", providerCode: verdict.providerCode };
    case "ours":
      return { failure: "PROVIDER_UNAVAILABLE", providerCode: verdict.code };
    case "refused":
    case "uncoded": {
      const other = account.claimedAddress !== null && account.claimedAddress.toLowerCase() !== attempt.expected_address.toLowerCase();
      return other
        ? { failure: "ADDRESS_MISMATCH", providerCode: verdict.providerCode, actualAddress: account.claimedAddress }
        : { failure: "PROVIDER_REFUSED", providerCode: verdict.providerCode };
    }
  }
}

async function store(needs: ConnectNeeds, transaction: Transaction, arrival: Arrival): Promise<Arrived> {
  const { attempt } = arrival;
  const held = await needs.inboxes.find(attempt.workspace_id, attempt.inbox_id, transaction);
  if (!held) throw new Error(`Attempt ${attempt.id} has no inbox.`);
  const change = await toArrivalChange(needs, held, arrival, needs.clock.moment());
  if (!change?.attempt) return { ok: false, failure: { failure: "SUPERSEDED", providerCode: null } };
  await transaction.query("savepoint arrival");
  const committed = await needs.commit(change, transaction);
  if (committed.ok) return { ok: true, attempt: change.attempt };
  await transaction.query("rollback to savepoint arrival");
  return { ok: false, failure: { failure: committed.conflict === "ADDRESS" ? "ADDRESS_IN_USE" : "SUPERSEDED", providerCode: null } };
}

/** The attempt fails: its inbox is abandoned where it was new, nothing of it changes where it was not, and the unused grant is ended. */
async function fail(needs: ConnectNeeds, attempt: AttemptRow, failure: Failure, stray: Stray | null): Promise<AttemptRow> {
  const failed = ended(attempt, "FAILED", { failure: failure.failure, provider_code: failure.providerCode, actual_address: failure.actualAddress ?? null });
  await closeAttempt(needs, failed, stray);
  return failed;
}

