import { basename } from "node:path";
import type { Finding, Rule, SourceFile } from "./source-file.ts";

const code = /\.(ts|tsx|mjs|css)$/;
const longest = 250;
/** Printed by a machine, or a list that only grows: what the API's schema and a migration are. */
const longByNature = /^apps\/api\/(schema\.graphql|migrations\/)/;

export const fileLength: Rule = (file) => {
  if (!code.test(file.path) || longByNature.test(file.path)) return [];
  const lines = file.text.split("\n").length - 1;
  if (lines <= longest) return [];
  return [
    { path: file.path, message: `${lines} lines; a file has at most ${longest}. Split it by subject, each part named after what it is.` },
  ];
};

const vague = /(^|[-.])(utils?|helpers?|common|managers?|services?|misc)([-.]|$)/;

export const vagueName: Rule = (file) => {
  const name = basename(file.path);
  if (!code.test(name) || !vague.test(name)) return [];
  return [{ path: file.path, message: "The name says nothing. Name the file after the one thing in it." }];
};

const everywhere = ["test", "property.test", "bench", "fixture", "config", "d"];
const layers: readonly { readonly folder: RegExp; readonly suffixes: readonly string[] }[] = [
  { folder: /^apps\/api\//, suffixes: ["resolver", "type", "input", "ports", "store", "table", "loader", "routes"] },
  { folder: /^apps\/sandbox\//, suffixes: ["store", "page"] },
  { folder: /^e2e\//, suffixes: ["e2e"] },
  { folder: /^bench\//, suffixes: ["sql"] },
];

export const layerSuffix: Rule = (file) => {
  const name = basename(file.path);
  if (!code.test(name)) return [];
  const [stem = "", ...rest] = name.replace(code, "").split(".");
  const findings: Finding[] = [];
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem)) findings.push({ path: file.path, message: "File names are kebab-case: rename it." });
  const suffix = rest.join(".");
  const allowed = [...everywhere, ...layers.filter(({ folder }) => folder.test(file.path)).flatMap(({ suffixes }) => suffixes)];
  if (suffix === "" || allowed.includes(suffix) || (suffix === "test-d" && file.path.endsWith(".ts"))) return findings;
  return [
    ...findings,
    { path: file.path, message: `".${suffix}" is no layer here. Use one of ${allowed.map((one) => `.${one}`).join(" ")}, or none.` },
  ];
};

export const indexFile: Rule = (file: SourceFile) => {
  if (basename(file.path) !== "index.ts") return [];
  if (/^(packages|apps)\/[^/]+\/(src|migrations)\/index\.ts$/.test(file.path)) return [];
  return [
    { path: file.path, message: "index.ts stands only at a package's root. Import from the file that has the thing, and delete this one." },
  ];
};
