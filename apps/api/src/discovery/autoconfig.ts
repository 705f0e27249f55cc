import { parseXml, XmlElement } from "@rgrove/parse-xml";
import { fillIn, type ServerPattern } from "./server-pattern.ts";

/** What an autoconfig document offers, in its order of preference; only servers that encrypt. */
export interface Autoconfig {
  readonly imap: readonly ServerPattern[];
  readonly smtp: readonly ServerPattern[];
}

/** An honest document has some 100 tags. A bound keeps the parser, which recurses, off the end of the stack. */
const maxTags = 2_000;
const maxServers = 10;

const securities: Readonly<Record<string, ServerPattern["security"]>> = { SSL: "TLS", STARTTLS: "STARTTLS" };

function childrenOf(parent: XmlElement, name: string): readonly XmlElement[] {
  return parent.children.filter((child): child is XmlElement => child instanceof XmlElement && child.name === name);
}

function textOf(parent: XmlElement, name: string): string {
  return childrenOf(parent, name)[0]?.text.trim() ?? "";
}

function toServer(element: XmlElement): ServerPattern | null {
  const security = securities[textOf(element, "socketType").toUpperCase()];
  const host = textOf(element, "hostname").toLowerCase();
  const port = Number(textOf(element, "port"));
  const username = textOf(element, "username");
  if (!security || !Number.isInteger(port) || port < 1 || port > 65_535) return null;
  const server: ServerPattern = { host, port, security, username: username === "" ? null : username };
  // Judged with some address filled in, so that what is not a name now never becomes one.
  return fillIn(server, "someone@example.com") ? server : null;
}

function serversOf(provider: XmlElement, name: string, type: string): readonly ServerPattern[] {
  const elements = childrenOf(provider, name).filter(({ attributes }) => attributes["type"]?.toLowerCase() === type);
  return elements.slice(0, maxServers).flatMap((element) => toServer(element) ?? []);
}

function parseRoot(xml: string): XmlElement | null {
  // No document type: the format has none, and entities are declared there.
  if (xml.includes("<!DOCTYPE") || xml.split("<", maxTags + 2).length > maxTags) return null;
  try {
    return parseXml(xml).root;
  } catch {
    // What a stranger sent is no XML.
    return null;
  }
}

/**
 * Reads a document as Thunderbird's autoconfiguration has it (benbucksch/autoconfig-spec, version 1.1).
 * @returns null where it is none, or offers no encrypted IMAP.
 */
export function parseAutoconfig(xml: string): Autoconfig | null {
  const root = parseRoot(xml);
  if (root?.name !== "clientConfig") return null;
  const [provider] = childrenOf(root, "emailProvider");
  if (!provider) return null;
  const imap = serversOf(provider, "incomingServer", "imap");
  return imap.length > 0 ? { imap, smtp: serversOf(provider, "outgoingServer", "smtp") } : null;
}
