import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createMailboxes } from "../src/mail/mailboxes.ts";
import { createProviders, toMailServer } from "../src/mail/settings.ts";
import type { AuthorizationRequest, SignInOutcome, SignInProvider, Tokens } from "../src/mail/sign-in-provider.ts";
import { walkSignIn } from "./form-browser.ts";
import { useProviderWorld } from "./provider-world.ts";

/** A refusal that asks for nothing at the next sign-in. */
const judged = { type: "judged", claims: null };

const world = useProviderWorld();
const allow = { action: "allow", mail: "on" };

function provider(name: "google" | "microsoft"): SignInProvider {
  const found = createProviders(world().env)[name];
  if (!found) throw new Error(`${name} is not set up.`);
  return found;
}

function request(loginHint: string): AuthorizationRequest {
  const random = () => randomBytes(32).toString("base64url");
  return { state: random(), nonce: random(), codeVerifier: random(), loginHint, consent: true };
}

async function signIn(at: SignInProvider, email: string, answer: Readonly<Record<string, string>> = allow): Promise<SignInOutcome> {
  const asked = request(email);
  const callbackUrl = await walkSignIn(await at.authorizationUrl(asked), email, answer);
  return at.complete({ ...asked, callbackUrl });
}

async function granted(at: SignInProvider, email: string): Promise<Tokens> {
  const outcome = await signIn(at, email);
  if (outcome.type !== "granted") throw new Error(JSON.stringify(outcome));
  return outcome.tokens;
}

describe("signing in at the Google-like provider", () => {
  it("gives the account by its sub, and tokens that open the mailbox for reading and sending", async () => {
    const google = provider("google");
    const outcome = await signIn(google, "ola@google.demo.test");
    if (outcome.type !== "granted") throw new Error(JSON.stringify(outcome));
    expect(outcome.account).toEqual({
      id: expect.stringMatching(/^\d{21}$/) as unknown,
      claimedAddress: "ola@google.demo.test",
      kind: "GOOGLE",
    });
    expect(outcome.tokens.scopes).toContain("https://mail.google.com/");
    expect(outcome.tokens.accessExpiresAt).toBeGreaterThan(Date.now() + 3_000_000);
    const auth = { accessToken: outcome.tokens.accessToken, provider: "GOOGLE" } as const;
    const mailboxes = createMailboxes(world().env);
    const reply = await mailboxes.open({ server: google.imap, user: "ola@google.demo.test", auth });
    expect(reply).toMatchObject({ verdict: { verdict: "ok" }, refusedHost: false });
    expect(reply.inbox?.uidValidity).toMatch(/^\d+$/);
    if (!google.smtp) throw new Error("no SMTP");
    expect(await mailboxes.checkSmtp({ server: google.smtp, user: "ola@google.demo.test", auth })).toEqual({
      sending: "WORKING",
      providerCode: null,
    });
    expect((await mailboxes.open({ server: google.imap, user: "second@google.demo.test", auth })).verdict.verdict).toBe("refused");
  });

  it("asks for an offline grant with PKCE, and comes back to Google's own address", async () => {
    const url = await provider("google").authorizationUrl(request("ola@google.demo.test"));
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      access_type: "offline",
      prompt: "consent",
      code_challenge_method: "S256",
      response_type: "code",
      login_hint: "ola@google.demo.test",
      redirect_uri: "http://localhost:4000/connect/callback/google",
      scope: "openid email https://mail.google.com/",
    });
    expect(url.href).not.toContain(world().ready.google.clientSecret);
  });

  it("keeps the refresh token at a refresh, and is refused for good after a revocation, which it proves", async () => {
    const google = provider("google");
    const tokens = await granted(google, "new@google.demo.test");
    const refreshed = await google.refresh(tokens.refreshToken, "GOOGLE");
    expect(refreshed).toMatchObject({ type: "refreshed", tokens: { refreshToken: tokens.refreshToken } });
    expect(await google.revoke(tokens.refreshToken)).toEqual({ type: "accepted", alreadyGone: false, providerCode: null });
    expect(await google.revoke(tokens.refreshToken)).toEqual({ type: "accepted", alreadyGone: true, providerCode: "invalid_token" });
    expect(await google.refresh(tokens.refreshToken, "GOOGLE")).toEqual({
      ...judged,
      verdict: { verdict: "refused", reason: "ACCESS_REVOKED", providerCode: "invalid_grant" },
      provesEnd: true,
    });
  });

  it("says what is missing when the mail permission was left out, with the tokens to end", async () => {
    const google = provider("google");
    const outcome = await signIn(google, "second@google.demo.test", { action: "allow" });
    if (outcome.type !== "failed" || !outcome.stray) throw new Error(JSON.stringify(outcome));
    expect(outcome).toMatchObject({ failure: "SCOPE_MISSING", account: { claimedAddress: "second@google.demo.test" } });
    expect(await google.revoke(outcome.stray.refreshToken)).toMatchObject({ type: "accepted", alreadyGone: false });
  });

  it("says that consent was declined", async () => {
    expect(await signIn(provider("google"), "third@google.demo.test", { action: "deny" })).toMatchObject({
      type: "failed",
      failure: "CONSENT_DECLINED",
      providerCode: "access_denied",
      stray: null,
      applicationRefused: false,
    });
  });

  it("refuses a foreign state before it asks anybody, a nonce of another sign-in, a code used twice, and another verifier", async () => {
    const google = provider("google");
    const asked = request("ola@google.demo.test");
    const callbackUrl = await walkSignIn(await google.authorizationUrl(asked), "ola@google.demo.test", allow);
    expect(await google.complete({ ...asked, callbackUrl, state: "foreign" })).toMatchObject({
      failure: "PROVIDER_REFUSED",
      providerCode: "STATE_MISMATCH",
      stray: null,
    });
    const replayed = await google.complete({ ...asked, callbackUrl, nonce: "another" });
    expect(replayed).toMatchObject({
      type: "failed",
      failure: "PROVIDER_REFUSED",
      // Google's word on the access token, by which what came is ended: nobody is signed in by it.
      account: { kind: "GOOGLE", claimedAddress: "ola@google.demo.test" },
      stray: { accessToken: expect.any(String) as unknown },
    });
    expect(await google.complete({ ...asked, callbackUrl })).toMatchObject({
      type: "failed",
      failure: "PROVIDER_REFUSED",
      providerCode: "invalid_grant",
      stray: null,
    });
    const other = request("ola@google.demo.test");
    const back = await walkSignIn(await google.authorizationUrl(other), "ola@google.demo.test", allow);
    expect(await google.complete({ ...other, callbackUrl: back, codeVerifier: asked.codeVerifier })).toMatchObject({
      type: "failed",
      stray: null,
    });
  });
});

describe("signing in at the Microsoft-like provider", () => {
  it("gives the account by tenant and object, and rotates the refresh token", async () => {
    const microsoft = provider("microsoft");
    const outcome = await signIn(microsoft, "new@microsoft.demo.test");
    if (outcome.type !== "granted") throw new Error(JSON.stringify(outcome));
    expect(outcome.account).toMatchObject({ kind: "MICROSOFT_WORK", claimedAddress: "new@microsoft.demo.test" });
    expect(outcome.account.id).toMatch(/^[0-9a-f-]{36}\..+/);
    const refreshed = await microsoft.refresh(outcome.tokens.refreshToken, "MICROSOFT_WORK");
    if (refreshed.type !== "refreshed") throw new Error(JSON.stringify(refreshed));
    expect(refreshed.tokens.refreshToken).not.toBe(outcome.tokens.refreshToken);
    const auth = { accessToken: refreshed.tokens.accessToken, provider: "MICROSOFT" } as const;
    expect((await createMailboxes(world().env).open({ server: microsoft.imap, user: "new@microsoft.demo.test", auth })).verdict).toEqual({
      verdict: "ok",
    });
  });

  it("has no endpoint to revoke at", () => {
    expect(provider("microsoft").revoke("anything")).toBeNull();
  });

  it("opens a shared mailbox with the delegate's own sign-in, and no stranger's", async () => {
    const microsoft = provider("microsoft");
    const open = async (email: string) => {
      const { accessToken } = await granted(microsoft, email);
      return createMailboxes(world().env).open({
        server: microsoft.imap,
        user: "team@microsoft.demo.test",
        auth: { accessToken, provider: "MICROSOFT" },
      });
    };
    expect((await open("ola@microsoft.demo.test")).verdict).toEqual({ verdict: "ok" });
    expect((await open("new@microsoft.demo.test")).verdict.verdict).toBe("passing");
  });

  it("tells a free account by its tenant, and what proves its end", async () => {
    const microsoft = provider("microsoft");
    const outcome = await signIn(microsoft, "free@outlook.demo.test");
    if (outcome.type !== "granted") throw new Error(JSON.stringify(outcome));
    expect(outcome.account.kind).toBe("MICROSOFT_PERSONAL");
    await world().trouble("accounts/free@outlook.demo.test", { appAccess: "removed" });
    expect(await microsoft.refresh(outcome.tokens.refreshToken, "MICROSOFT_PERSONAL")).toMatchObject({
      type: "judged",
      provesEnd: true,
      verdict: { verdict: "refused" },
    });
    expect(await microsoft.refresh(outcome.tokens.refreshToken, "MICROSOFT_WORK")).toMatchObject({ provesEnd: false });
  });

  it("proves the end of a work account by missing consent, and by no policy", async () => {
    const microsoft = provider("microsoft");
    const { refreshToken } = await granted(microsoft, "ola@microsoft.demo.test");
    await world().trouble("accounts/ola@microsoft.demo.test", { refreshReply: "policy" });
    expect(await microsoft.refresh(refreshToken, "MICROSOFT_WORK")).toMatchObject({
      verdict: { verdict: "refused", reason: "POLICY_BLOCKED", providerCode: "AADSTS53003" },
      provesEnd: false,
    });
    await world().trouble("accounts/ola@microsoft.demo.test", { refreshReply: null, appAccess: "removed" });
    expect(await microsoft.refresh(refreshToken, "MICROSOFT_WORK")).toMatchObject({
      verdict: { verdict: "refused", reason: "CONSENT_REQUIRED", providerCode: "AADSTS65001" },
      provesEnd: true,
    });
  });

  it("says that consent was declined", async () => {
    expect(await signIn(provider("microsoft"), "new@microsoft.demo.test", { action: "deny" })).toMatchObject({
      failure: "CONSENT_DECLINED",
      providerCode: "AADSTS65004",
    });
  });
});

describe("a provider in trouble", () => {
  it("whose sign-in is not there is asked again, and answers when it is back", async () => {
    const env = world().env;
    const gone = createProviders({ ...env, google: { ...env.google, issuer: "http://127.0.0.1:9" } }).google;
    await expect(gone?.authorizationUrl(request("ola@google.demo.test"))).rejects.toMatchObject({ name: "ProviderUnavailable" });
    expect(await gone?.refresh("token", "GOOGLE")).toMatchObject({ type: "judged", verdict: { verdict: "passing" }, provesEnd: false });
  });

  it("that refuses our secret blames us, and no grant", async () => {
    const env = world().env;
    const application = env.google.application && { ...env.google.application, clientSecret: "lapsed" };
    const tokens = await granted(provider("google"), "ola@google.demo.test");
    const google = createProviders({ ...env, google: { ...env.google, application } }).google;
    const verdict = { verdict: "ours", code: "invalid_client" };
    expect(await google?.refresh(tokens.refreshToken, "GOOGLE")).toEqual({ ...judged, verdict, provesEnd: false });
  });
});

describe("an IMAP server of the rehearsal", () => {
  const login = (password: string) => ({
    server: { ...toMailServer({ host: "mail.imap.demo.test", port: world().ready.imapPort }) },
    user: "ola@imap.demo.test",
    auth: { password },
  });

  it("opens with the right password, and refuses a wrong one for good", async () => {
    const mailboxes = createMailboxes(world().env);
    expect((await mailboxes.open(login("relink-demo"))).verdict).toEqual({ verdict: "ok" });
    expect(await mailboxes.open(login("wrong"))).toMatchObject({
      verdict: { verdict: "refused", reason: "BAD_CREDENTIALS", providerCode: "AUTHENTICATIONFAILED" },
      provesEnd: true,
    });
  });

  it("with a certificate that does not hold is TLS_INVALID", async () => {
    const bad = { ...login("relink-demo"), server: toMailServer({ host: "badcert.demo.test", port: world().ready.imapPort }) };
    expect((await createMailboxes(world().env).open(bad)).verdict).toMatchObject({ verdict: "refused", reason: "TLS_INVALID" });
  });
});
