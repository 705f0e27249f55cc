import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { InputError } from "../http/json-input.ts";
import { formOf, sendPage } from "../oauth/form.ts";
import type { Form } from "../oauth/form.ts";
import { nowPart, panelPage, panelPath, panelScriptPath, panelStylePath } from "../pages/panel.page.ts";
import { panelScript } from "../pages/panel-script.ts";
import { panelStyle } from "../pages/panel-style.ts";
import { panelTexts, toLanguage } from "./panel-texts.ts";
import { parseWanted } from "./rehearsal-api.ts";
import type { RehearsalApiNeeds } from "./rehearsal-api.ts";
import { beginTrouble, endTrouble } from "./rehearse.ts";

/** Our own script, and what it asks for; nothing else. */
const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

type Search = { Querystring: { language?: string; part?: string; target?: string } };

/** The page on which a person makes trouble, and ends it. */
export function registerPanel(app: FastifyInstance, needs: RehearsalApiNeeds): void {
  const kept = "max-age=300";
  app.get(panelStylePath, (_, reply) => reply.type("text/css").header("cache-control", kept).send(panelStyle));
  app.get(panelScriptPath, (_, reply) => reply.type("text/javascript").header("cache-control", kept).send(panelScript));
  for (const path of [panelPath, `${panelPath}/`]) {
    app.get<Search>(path, async (request, reply) => {
      if (request.query.part === "now") return sendPage(reply, nowPart(languageOf(request), await needs.troubles.all()).html);
      return show(needs, request, reply, request.query.target ?? "", null);
    });
    app.post<Search>(path, (request, reply) => answer(needs, request, reply));
  }
}

function languageOf({ query, headers }: FastifyRequest<Search>) {
  return toLanguage(query.language, headers["accept-language"]);
}

async function answer(needs: RehearsalApiNeeds, request: FastifyRequest<Search>, reply: FastifyReply): Promise<FastifyReply> {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return reply.code(403).send("Not from this page.");
  const form = formOf(request);
  const target = form["target"] ?? "";
  try {
    await act(needs, form);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const language = languageOf(request);
    // The reasons are for programs, in English: the page says it in its own language, in general words.
    const alert = language === "en" ? error.message : panelTexts[language].refused;
    return show(needs, request, reply, target, alert);
  }
  const search = new URLSearchParams({ language: languageOf(request), ...(target === "" ? {} : { target }) });
  return reply.redirect(`${panelPath}?${search}`, 303);
}

async function act(needs: RehearsalApiNeeds, form: Form): Promise<void> {
  const { troubles } = needs;
  if (form["action"] === "begin") {
    const [scope, ...name] = (form["target"] ?? "").split(":");
    await beginTrouble(needs, parseWanted({ kind: form["kind"], scope, name: name.join(":") }));
  }
  // One that has ended meanwhile, elsewhere, is what was wanted.
  const ended = form["action"] === "end" ? await troubles.find(Number(form["id"]) || 0) : null;
  const all = form["action"] === "end-all" ? await troubles.all() : [];
  for (const trouble of ended ? [ended] : all) await endTrouble(needs, trouble);
}

async function show(
  needs: RehearsalApiNeeds,
  request: FastifyRequest<Search>,
  reply: FastifyReply,
  chosen: string,
  alert: string | null,
): Promise<FastifyReply> {
  const [on, domains, accounts] = await Promise.all([needs.troubles.all(), needs.domains.all(), needs.accounts.all()]);
  const view = { language: languageOf(request), timeScale: needs.timeScale, on, accounts, chosen, alert };
  const page = panelPage({ ...view, domains: domains.map(({ name }) => name) });
  return sendPage(reply, page, alert === null ? 200 : 400, { "content-security-policy": policy });
}
