import { domainReplies } from "../dns/domain.store.ts";
import type { Domain, MxRecord } from "../dns/domain.store.ts";
import { zoneName } from "../dns/zone.ts";
import type { ApiNeeds } from "./api.ts";
import { InputError, parseChoice, parseInput } from "./json-input.ts";

/** Changes a domain's MX records, as a company does that moves to another provider, or makes its look-ups fail. */
export async function changeDomain({ domains, facts }: ApiNeeds, asked: string, body: unknown): Promise<Domain> {
  const name = asked.toLowerCase();
  if (!/^[a-z0-9.-]+$/.test(name) || !name.endsWith(`.${zoneName}`)) throw new InputError(`Only domains below ${zoneName}.`);
  const input = parseInput(body, ["mx", "reply"]);
  const kept = await domains.find(name);
  const reply = parseChoice(input, "reply", domainReplies);
  const next = {
    name,
    mx: input["mx"] === undefined ? (kept?.mx ?? []) : parseMx(input["mx"]),
    reply: reply === undefined ? (kept?.reply ?? null) : reply,
  };
  await domains.set(next);
  await facts.add({ kind: "trouble", account: null, detail: { domain: name, ...input } });
  return next;
}

function parseMx(value: unknown): MxRecord[] {
  if (!Array.isArray(value)) throw new InputError(`"mx" is a list of { preference, exchange }.`);
  return value.map((item: unknown) => {
    const { preference, exchange } = parseInput(item, ["preference", "exchange"]);
    const isFine = Number.isInteger(preference) && typeof exchange === "string" && /^[\w.-]{1,253}$/.test(exchange);
    if (!isFine) throw new InputError(`"mx" is a list of { preference: number, exchange: host name }.`);
    return { preference: Number(preference), exchange };
  });
}
