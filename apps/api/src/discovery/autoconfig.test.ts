import { describe, expect, it } from "vitest";
import { parseAutoconfig } from "./autoconfig.ts";
import { fillIn } from "./server-pattern.ts";

function server(kind: "incoming" | "outgoing", type: string, fields: Readonly<Record<string, string | number>>): string {
  const body = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<${kind}Server type="${type}">${body.join("")}</${kind}Server>`;
}

const document = (...servers: string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<clientConfig version="1.1"><emailProvider id="example.com"><domain>example.com</domain>${servers.join("\n")}</emailProvider></clientConfig>`;

const imaps = { hostname: "imap.example.com", port: 993, socketType: "SSL", username: "%EMAILADDRESS%" };

describe("an autoconfig document", () => {
  it("names servers in its order of preference, with the placeholders that an address fills", () => {
    const found = parseAutoconfig(
      document(
        server("incoming", "pop3", { ...imaps, hostname: "pop.example.com" }),
        server("incoming", "imap", { ...imaps, hostname: "%EMAILLOCALPART%.mail.%EMAILDOMAIN%", username: "%EMAILLOCALPART%" }),
        server("incoming", "imap", { ...imaps, port: 143, socketType: "STARTTLS" }),
        server("outgoing", "smtp", { hostname: "SMTP.example.com.", port: 587, socketType: "STARTTLS" }),
      ),
    );
    expect(found?.imap.map((one) => fillIn(one, "Ola@Example.com"))).toEqual([
      { host: "ola.mail.example.com", port: 993, security: "TLS", username: "Ola" },
      { host: "imap.example.com", port: 143, security: "STARTTLS", username: null },
    ]);
    expect(found?.smtp.map((one) => fillIn(one, "ola@example.com"))).toEqual([
      { host: "smtp.example.com", port: 587, security: "STARTTLS", username: null },
    ]);
  });

  it.each([
    ["no encryption", { ...imaps, port: 143, socketType: "plain" }],
    ["no socket type", { hostname: "imap.example.com", port: 993 }],
    ["no host", { port: 993, socketType: "SSL" }],
    ["an IPv4 address", { ...imaps, hostname: "10.0.0.1" }],
    ["an address as one number", { ...imaps, hostname: "2130706433" }],
    ["an IPv6 address", { ...imaps, hostname: "[::1]" }],
    ["a single label", { ...imaps, hostname: "localhost" }],
    ["a URL", { ...imaps, hostname: "https://imap.example.com/" }],
    ["a port inside the host", { ...imaps, hostname: "imap.example.com:25" }],
    ["another placeholder", { ...imaps, hostname: "%MAILHOST%.example.com" }],
    ["a user name with another placeholder", { ...imaps, username: "%REALNAME%" }],
    ["port 0", { ...imaps, port: 0 }],
    ["no port", { ...imaps, port: "many" }],
    ["port 99999", { ...imaps, port: 99_999 }],
  ])("with %s names no server", (_what, fields) => {
    expect(parseAutoconfig(document(server("incoming", "imap", fields)))).toBeNull();
  });

  it.each([
    ["nothing", ""],
    ["a page", "<!doctype html><html><body>Not found</body></html>"],
    ["JSON", '{"imap":"imap.example.com"}'],
    ["another root", "<config><emailProvider/></config>"],
    ["no provider", '<clientConfig version="1.1"/>'],
    ["half a document", document(server("incoming", "imap", imaps)).slice(0, -40)],
    ["NUL bytes", document(server("incoming", "imap", { ...imaps, hostname: "imap.\u0000example.com" }))],
    [
      "an external entity",
      `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${document(server("incoming", "imap", { ...imaps, username: "&e;" }))}`,
    ],
    ["an entity that is not declared", document(server("incoming", "imap", { ...imaps, username: "&e;" }))],
    ["20,000 tags inside each other", `${"<a>".repeat(20_000)}${"</a>".repeat(20_000)}`],
    ["50,000 open tags", "<a>".repeat(50_000)],
  ])("is not %s", (_what, text) => {
    expect(parseAutoconfig(text)).toBeNull();
  });

  it("is not what grows when it is read", () => {
    const levels = Array.from({ length: 12 }, (_, level) => `<!ENTITY e${level + 1} "${`&e${level};`.repeat(10)}">`);
    const bomb = `<?xml version="1.0"?><!DOCTYPE clientConfig [<!ENTITY e0 "lol">${levels.join("")}]><clientConfig><emailProvider>&e12;</emailProvider></clientConfig>`;
    const before = process.memoryUsage().heapUsed;
    expect(parseAutoconfig(bomb)).toBeNull();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000);
  });

  it("is read to its tenth server", () => {
    const many = Array.from({ length: 40 }, (_, number) => server("incoming", "imap", { ...imaps, hostname: `imap${number}.example.com` }));
    expect(parseAutoconfig(document(...many))?.imap).toHaveLength(10);
  });
});
