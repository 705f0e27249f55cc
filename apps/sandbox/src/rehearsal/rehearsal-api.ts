import type { FastifyInstance } from "fastify";
import { InputError, parseChoice, parseInput, parseText } from "../http/json-input.ts";
import type { Input } from "../http/json-input.ts";
import { beginTrouble, endTrouble } from "./rehearse.ts";
import type { RehearsalNeeds, Wanted } from "./rehearse.ts";
import { hostNames, scopes, troubleKinds, troubleRules } from "./trouble.ts";

export type RehearsalApiNeeds = RehearsalNeeds & { readonly timeScale: number };

/** The panel's troubles for programs: what there is, what is on, begin one, end one, end all. JSON in, JSON out. */
export function registerRehearsalApi(app: FastifyInstance, needs: RehearsalApiNeeds): void {
  const path = "/sandbox/api/rehearsals";
  app.get(path, async () => ({
    timeScale: needs.timeScale,
    kinds: troubleKinds.map((kind) => ({ kind, reach: troubleRules[kind].reach, hosts: troubleRules[kind].hosts })),
    on: await needs.troubles.all(),
  }));
  app.post(path, ({ body }) => beginTrouble(needs, parseWanted(parseInput(body, ["kind", "scope", "name", "to"]))));
  app.delete<{ Params: { id: string } }>(`${path}/:id`, async ({ params }, reply) => {
    const trouble = /^\d{1,9}$/.test(params.id) ? await needs.troubles.find(Number(params.id)) : null;
    if (!trouble) return reply.code(404).send({ error: "There is no such trouble; it may have ended." });
    await endTrouble(needs, trouble);
    return reply.code(204).send();
  });
  app.delete(path, async (_, reply) => {
    for (const trouble of await needs.troubles.all()) await endTrouble(needs, trouble);
    return reply.code(204).send();
  });
}

export function parseWanted(input: Input): Wanted {
  const kind = parseChoice(input, "kind", troubleKinds);
  const scope = parseChoice(input, "scope", scopes);
  const name = parseText(input, "name");
  if (!kind || !scope || name === undefined) throw new InputError(`Send "kind", "scope" (${scopes.join(", ")}) and "name".`);
  return { kind, scope, name, to: parseChoice(input, "to", hostNames) ?? null };
}
