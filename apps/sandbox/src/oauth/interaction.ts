import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { InteractionResults } from "oidc-provider";
import type { Account, Accounts } from "../accounts/account.store.ts";
import type { Facts } from "../facts/fact.store.ts";
import { consentPage } from "../pages/consent.page.ts";
import { errorPage } from "../pages/error.page.ts";
import { signInPage } from "../pages/sign-in.page.ts";
import type { Applications } from "./application.store.ts";
import type { BrowserSessions } from "./browser-session.store.ts";
import { findSignedIn, rememberSignedIn, signIn } from "./browser-sign-in.ts";
import type { Consents, Pair } from "./consent.store.ts";
import { formOf, sendPage } from "./form.ts";
import type { Form } from "./form.ts";
import type { OAuthServer } from "./oauth-server.ts";

export type InteractionNeeds = {
  readonly server: OAuthServer;
  readonly accounts: Accounts;
  readonly applications: Applications;
  readonly consents: Consents;
  readonly sessions: BrowserSessions;
  readonly facts: Facts;
};

/** One visit to the sign-in and consent pages, as oidc-provider keeps it under the cookie of the interaction. */
type Visit = {
  readonly needs: InteractionNeeds;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly interaction: Awaited<ReturnType<OAuthServer["provider"]["interactionDetails"]>>;
};

/** Sign-in, then consent: both within one interaction of oidc-provider, whose cookie binds them to one browser. */
export function registerInteraction(app: FastifyInstance, needs: InteractionNeeds): void {
  const path = `${needs.server.base}/interaction/:uid`;
  app.get(path, (request, reply) => withVisit(needs, request, reply, show));
  app.post(path, (request, reply) => withVisit(needs, request, reply, (visit) => answer(visit, formOf(request))));
}

async function withVisit(
  needs: InteractionNeeds,
  request: FastifyRequest,
  reply: FastifyReply,
  act: (visit: Visit) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  let interaction: Visit["interaction"];
  try {
    interaction = await needs.server.provider.interactionDetails(request.raw, reply.raw);
  } catch (error) {
    if (!(error instanceof Error && error.name === "SessionNotFound")) throw error;
    return sendPage(reply, errorPage(needs.server.profile, "session_expired", "This sign-in has lapsed or was finished already."), 400);
  }
  return act({ needs, request, reply, interaction });
}

async function show(visit: Visit, alert: string | null = null): Promise<FastifyReply> {
  const { needs, request, reply, interaction } = visit;
  const chosen = await findChosen(visit);
  if (chosen) {
    const view = { application: await nameOf(visit), address: chosen.address, scopes: askedScopes(visit) };
    return sendPage(reply, consentPage(needs.server.profile, view));
  }
  const signedIn = await findSignedIn(needs, request);
  const hint = await toHintedAddress(visit);
  const asked = String(interaction.params["asked_prompt"] ?? "");
  const offersIt = signedIn !== null && !asked.includes("login") && (hint === "" || hint === signedIn.address);
  const view = {
    application: await nameOf(visit),
    hint,
    signedInAs: offersIt ? signedIn.address : null,
    alert,
  };
  return sendPage(reply, signInPage(needs.server.profile, view), alert === null ? 200 : 401);
}

async function answer(visit: Visit, form: Form): Promise<FastifyReply> {
  const { needs, request, reply } = visit;
  const chosen = await findChosen(visit);
  switch (form["action"]) {
    case "sign-in": {
      const result = await signIn(needs, form);
      if (!result.ok) return show(visit, result.message);
      await rememberSignedIn(needs, reply, result.account);
      return choose(visit, result.account);
    }
    case "continue": {
      const signedIn = await findSignedIn(needs, request);
      return signedIn ? choose(visit, signedIn) : show(visit);
    }
    case "switch":
      await remember(visit, null);
      return reply.redirect(request.url, 303);
    case "allow":
      return chosen ? allow(visit, chosen, form["mail"] === "on") : show(visit);
    case "cancel":
    case "deny":
      return decline(visit, chosen);
    default:
      return show(visit);
  }
}

/** Goes on to consent, or straight back to the application where the person has consented to all of it before. */
async function choose(visit: Visit, account: Account): Promise<FastifyReply> {
  const { needs, interaction, request, reply } = visit;
  const asked = String(interaction.params["asked_prompt"] ?? "");
  const scopes = askedScopes(visit);
  const given = await needs.consents.findLive(toPair(visit, account));
  if (needs.server.profile.host === "microsoft" && account.adminConsent) return byAdministrator(visit, account, asked);
  const covering = given.find((consent) => scopes.every((scope) => consent.scope.split(" ").includes(scope)));
  if (covering && !asked.includes("consent")) return finish(visit, account, covering.grantId);
  await remember(visit, account);
  return reply.redirect(request.url, 303);
}

/** Only an administrator may consent: their consent lets everybody in unasked, and who asks for the person's own is turned back. */
function byAdministrator(visit: Visit, account: Account, asked: string): Promise<FastifyReply> {
  if (account.adminConsent === "given" && !asked.includes("consent")) return allow(visit, account, true);
  return leave(visit, {
    error: "access_denied",
    error_description: "AADSTS90094: The grant requires admin permission.",
  });
}

async function allow(visit: Visit, account: Account, withMail: boolean): Promise<FastifyReply> {
  const { needs, interaction } = visit;
  const { profile, provider } = needs.server;
  const asked = askedScopes(visit);
  const refused = profile.host === "google" && !withMail ? [profile.imapScope] : [];
  const given = asked.filter((scope) => !refused.includes(scope));
  const grant = new provider.Grant({ accountId: account.subject, clientId: clientIdOf(visit) });
  grant.addOIDCScope(asked.join(" "));
  if (refused.length > 0) grant.rejectOIDCScope(refused.join(" "));
  const grantId = await grant.save();
  const offline = interaction.params["access_type"] === "offline" || given.includes("offline_access");
  await needs.consents.add(grantId, toPair(visit, account), given.join(" "), offline);
  await needs.facts.add({
    kind: "consent",
    provider: profile.host,
    account: account.address,
    detail: { grant: grantId, scope: given.join(" "), client: clientIdOf(visit) },
  });
  return finish(visit, account, grantId);
}

async function decline(visit: Visit, account: Account | null): Promise<FastifyReply> {
  const { host } = visit.needs.server.profile;
  await visit.needs.facts.add({ kind: "consent-declined", provider: host, account: account?.address ?? null });
  const description = account
    ? "AADSTS65004: User declined to consent to access the app."
    : "AADSTS65004: The user canceled the authentication.";
  return leave(visit, {
    error: "access_denied",
    ...(host === "microsoft" ? { error_description: description } : {}),
  });
}

function finish(visit: Visit, account: Account, grantId: string): Promise<FastifyReply> {
  return leave(visit, { login: { accountId: account.subject }, consent: { grantId } });
}

async function leave({ needs, request, reply }: Visit, result: InteractionResults): Promise<FastifyReply> {
  const options = { mergeWithLastSubmission: false };
  const next = await needs.server.provider.interactionResult(request.raw, reply.raw, result, options);
  return reply.redirect(next, 303);
}

/** Who signed in within this interaction: kept in it, not in the browser, so that two tabs don't mix their accounts. */
function findChosen({ needs, interaction }: Visit): Promise<Account | null> {
  const subject = interaction.lastSubmission?.login?.accountId;
  return subject ? needs.accounts.findBySubject(subject) : Promise.resolve(null);
}

async function remember({ interaction }: Visit, account: Account | null): Promise<void> {
  interaction.lastSubmission = account ? { login: { accountId: account.subject } } : {};
  await interaction.persist();
}

/** The hint is an address, or at Google also a `sub`. */
async function toHintedAddress({ needs, interaction }: Visit): Promise<string> {
  const hint = String(interaction.params["login_hint"] ?? "");
  return (await needs.accounts.findBySubject(hint))?.address ?? hint.toLowerCase();
}

function askedScopes({ needs, interaction }: Visit): string[] {
  const asked = String(interaction.params["scope"] ?? "").split(" ");
  return needs.server.profile.scopes.filter((scope) => asked.includes(scope));
}

/** Which application sent the person here. */
function clientIdOf({ interaction }: Visit): string {
  return String(interaction.params["client_id"]);
}

function nameOf(visit: Visit): Promise<string> {
  const { applications, server } = visit.needs;
  return applications.nameOf(server.profile.host, clientIdOf(visit));
}

function toPair(visit: Visit, account: Account): Pair {
  return { host: visit.needs.server.profile.host, subject: account.subject, clientId: clientIdOf(visit) };
}
