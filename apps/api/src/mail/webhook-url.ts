import ipaddr from "ipaddr.js";
import { done, refused, type Outcome } from "../platform/outcome.ts";
import type { ParseEndpointUrl } from "../webhook/webhook.ports.ts";
import { canonicalHost } from "./host-guard.ts";
import { allowsAddress, allowsName, isPublicAddress, parseHostRules } from "./host-rules.ts";

const mostCharacters = 2_000;

function no(sentence: string): Outcome<never> {
  return refused("BAD_USER_INPUT", sentence, { field: "url" });
}

/**
 * Judges where a webhook is to go. What a name means is looked at when it is connected to, each time anew; here is refused
 * what can never be right.
 * @param allowedPrivateHosts - RELINK_ALLOWED_PRIVATE_HOSTS: these may have any port, and plain http.
 */
export function createParseEndpointUrl(allowedPrivateHosts: readonly string[]): ParseEndpointUrl {
  const rules = parseHostRules(allowedPrivateHosts);
  return (text) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (!url || url.href.length > mostCharacters) return no(`Give an https address of at most ${mostCharacters} characters.`);
    if (url.username !== "" || url.password !== "") return no("Leave user and password out of the address: webhooks are signed instead.");
    const host = canonicalHost(url.hostname);
    if (host === null) return no("This is no host that can be reached.");
    const literal = ipaddr.isValid(host);
    if (literal && !allowsAddress(rules, host)) return no("This address is not public.");
    const free = allowsName(rules, host) || (literal && !isPublicAddress(host));
    if (url.protocol !== "https:" && !(free && url.protocol === "http:")) return no("Give an https address.");
    if (!free && url.port !== "") return no("Webhooks go to port 443: leave the port out.");
    // What comes after # is never sent.
    url.hash = "";
    return done(url.href);
  };
}
