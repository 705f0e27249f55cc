import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Account } from "../accounts/account.store.ts";
import { accountPage } from "../pages/account.page.ts";
import { signInPage } from "../pages/sign-in.page.ts";
import { endAccess } from "./end-access.ts";
import { findSignedIn, forgetSignedIn, rememberSignedIn, signIn } from "./browser-sign-in.ts";
import { formOf, sendPage } from "./form.ts";
import type { InteractionNeeds } from "./interaction.ts";

/** The page where a person sees which applications may use their account, and ends that. */
export function registerAccountPage(app: FastifyInstance, needs: InteractionNeeds): void {
  const path = `${needs.server.base}/account`;
  app.get(path, async (request, reply) => show(needs, reply, await findSignedIn(needs, request), null));
  app.post(path, (request, reply) => answer(needs, request, reply));
}

async function answer(needs: InteractionNeeds, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return reply.code(403).send("Not from this page.");
  const form = formOf(request);
  const signedIn = await findSignedIn(needs, request);
  if (form["action"] === "sign-in") {
    const result = await signIn(needs, form);
    if (!result.ok) return sendPage(reply, signInPage(needs.server.profile, signInView(form["email"] ?? "", result.message)), 401);
    await rememberSignedIn(needs, reply, result.account);
  }
  if (form["action"] === "sign-out") await forgetSignedIn(needs, request, reply);
  if (form["action"] === "remove" && signedIn && signedIn.adminConsent !== "given") {
    const { host } = needs.server.profile;
    const clientId = form["client"] || needs.server.application.clientId;
    const ended = await endAccess(needs, host, signedIn, clientId, "account-page");
    const name = await needs.applications.nameOf(host, clientId);
    return show(needs, reply, signedIn, ended.length > 0 ? `${name} no longer has access.` : null);
  }
  return reply.redirect(request.url, 303);
}

async function show(needs: InteractionNeeds, reply: FastifyReply, account: Account | null, done: string | null): Promise<FastifyReply> {
  const { profile } = needs.server;
  if (!account) return sendPage(reply, signInPage(profile, signInView("", null)));
  const applications = await findApplications(needs, account);
  return sendPage(
    reply,
    accountPage(profile, { address: account.address, done, applications, removable: account.adminConsent !== "given" }),
  );
}

/** Each application is listed while any of its grants lives. */
async function findApplications({ server, applications, consents }: InteractionNeeds, { subject }: Account) {
  const { host } = server.profile;
  const all = (await applications.list(host)).map(async ({ clientId, name }) => {
    const live = await consents.findLive({ host, subject, clientId });
    const oldest = live.at(-1);
    const scopes = [...new Set(live.flatMap((consent) => consent.scope.split(" ")))];
    return oldest ? [{ clientId, name, since: oldest.givenAt, scopes }] : [];
  });
  return (await Promise.all(all)).flat();
}

function signInView(hint: string, alert: string | null) {
  return { application: null, hint, signedInAs: null, alert };
}
