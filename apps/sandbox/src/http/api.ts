import type { FastifyInstance } from "fastify";
import type { Account, Accounts } from "../accounts/account.store.ts";
import type { Domains } from "../dns/domain.store.ts";
import type { Facts } from "../facts/fact.store.ts";
import type { Mailboxes } from "../mail/mailbox.store.ts";
import type { Applications, OtherApplication } from "../oauth/application.store.ts";
import { revokeReplies, tokenReplies } from "../oauth/application.store.ts";
import type { Consents } from "../oauth/consent.store.ts";
import type { OAuthServer } from "../oauth/oauth-server.ts";
import { isSignInHost } from "../oauth/sign-in-host.ts";
import { log } from "../platform/log.ts";
import { changeAccount } from "./account-trouble.ts";
import { changeDomain } from "./domain-trouble.ts";
import { InputError, parseAfter, parseChoice, parseCount, parseInput, parseSeconds, parseText } from "./json-input.ts";

export type ApiNeeds = {
  readonly servers: readonly OAuthServer[];
  readonly accounts: Accounts;
  readonly applications: Applications;
  readonly consents: Consents;
  readonly domains: Domains;
  readonly facts: Facts;
  readonly mailboxes: Mailboxes;
};

type Search = { Querystring: { kind?: string; account?: string; after?: string; to?: string } };

/** What tests and the rehearsal panel use: to see what happened here, and to make trouble. JSON in, JSON out. */
export function registerApi(app: FastifyInstance, needs: ApiNeeds): void {
  app.setErrorHandler((error: unknown, request, reply) => {
    const status = error instanceof InputError ? 400 : statusOf(error);
    if (status >= 500) log.error({ err: error, url: request.url }, "request failed");
    const message = error instanceof Error && status < 500 ? error.message : "The sandbox failed.";
    return reply.code(status).send({ error: message });
  });
  registerReading(app, needs);
  registerTrouble(app, needs);
}

function registerReading(app: FastifyInstance, { accounts, facts, mailboxes, domains, applications, servers }: ApiNeeds): void {
  app.get<Search>("/sandbox/api/log", ({ query }) =>
    facts.find({
      kind: query.kind || null,
      account: query.account?.toLowerCase() || null,
      after: parseAfter(query.after),
      limit: 1000,
    }),
  );
  app.get<Search>("/sandbox/api/mail", ({ query }) => mailboxes.find({ to: query.to || null, after: parseAfter(query.after) }));
  app.get("/sandbox/api/accounts", async () => {
    const all = await accounts.all();
    return Promise.all(all.map(async (account) => ({ ...account, ...(await mailboxes.status(account.mailbox)) })));
  });
  app.get("/sandbox/api/domains", () => domains.all());
  app.get("/sandbox/api/oauth", async () =>
    Promise.all(
      servers.map(async ({ profile, issuer }) => ({
        host: profile.host,
        issuer,
        ...(await applications.trouble(profile.host)),
        applications: await applications.list(profile.host),
      })),
    ),
  );
}

function registerTrouble(app: FastifyInstance, needs: ApiNeeds): void {
  const { accounts, applications, facts, mailboxes } = needs;
  app.post<{ Params: { address: string } }>("/sandbox/api/accounts/:address", async ({ params, body }, reply) => {
    const account = await accounts.find(params.address);
    if (!account) return reply.code(404).send({ error: `There is no account ${params.address}.` });
    return changeAccount(needs, account, body);
  });
  app.post<{ Params: { host: string } }>("/sandbox/api/oauth/:host", async ({ params, body }, reply) => {
    if (!isSignInHost(params.host)) return reply.code(404).send({ error: `There is no OAuth server "${params.host}".` });
    const input = parseInput(body, ["tokenReply", "revokeReply", ...(params.host === "google" ? ["accessLastsSeconds"] : [])]);
    const tokenReply = parseChoice(input, "tokenReply", tokenReplies);
    const revokeReply = parseChoice(input, "revokeReply", revokeReplies);
    const accessLastsSeconds = parseSeconds(input, "accessLastsSeconds");
    await applications.setTrouble(params.host, {
      ...(tokenReply === undefined ? {} : { tokenReply }),
      ...(revokeReply === undefined ? {} : { revokeReply }),
      ...(accessLastsSeconds === undefined ? {} : { accessLastsSeconds }),
    });
    await facts.add({ kind: "trouble", provider: params.host, detail: input });
    return applications.trouble(params.host);
  });
  app.post<{ Params: { host: string } }>("/sandbox/api/oauth/:host/applications", async ({ params, body }, reply) => {
    if (!isSignInHost(params.host)) return reply.code(404).send({ error: `There is no OAuth server "${params.host}".` });
    await applications.addOther(params.host, toOther(body));
    return applications.list(params.host);
  });
  app.post<{ Params: { address: string } }>("/sandbox/api/deliver/:address", async ({ params, body }, reply) => {
    const account = await accounts.find(params.address);
    if (!account) return reply.code(404).send({ error: `There is no account ${params.address}.` });
    return deliver(mailboxes, facts, account, body);
  });
  app.post("/sandbox/api/demo-world", async (_request, reply) => {
    await facts.add({ kind: "demo-world-made" });
    return reply.code(204).send();
  });
  app.post<{ Params: { name: string } }>("/sandbox/api/domains/:name", ({ params, body }) => changeDomain(needs, params.name, body));
}

function toOther(body: unknown): OtherApplication {
  const input = parseInput(body, ["clientId", "clientSecret", "name"]);
  const [clientId, clientSecret, name] = [parseText(input, "clientId"), parseText(input, "clientSecret"), parseText(input, "name")];
  if (!clientId || !clientSecret || !name) throw new InputError("An application has clientId, clientSecret and name.");
  return { clientId, clientSecret, name };
}

async function deliver(mailboxes: Mailboxes, facts: Facts, account: Account, body: unknown) {
  const input = parseInput(body ?? {}, ["from", "subject", "text", "count"]);
  const sender = parseText(input, "from") ?? "someone@elsewhere.test";
  const subject = parseText(input, "subject") ?? "A message";
  const text = parseText(input, "text") ?? "Hello.";
  const raw = `From: ${sender}\r\nTo: ${account.address}\r\nSubject: ${subject}\r\n\r\n${text}\r\n`;
  for (let left = parseCount(input, "count", 1000) ?? 1; left > 0; left -= 1) {
    const place = await mailboxes.deliver({ recipient: account.address, sender, subject, raw });
    await facts.add({ kind: "delivered", account: account.address, detail: { ...place, by: "api" } });
  }
  return mailboxes.status(account.mailbox);
}

function statusOf(error: unknown): number {
  const has = typeof error === "object" && error !== null && "statusCode" in error;
  return has && typeof error.statusCode === "number" ? error.statusCode : 500;
}
