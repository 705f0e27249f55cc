import { providerEndTransitions } from "../grant/provider-end-transitions.ts";
import { transitions, type Cell } from "./transitions.ts";

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly on: string;
  readonly only: string | null;
}

/** Both regions of the lifecycle as a Mermaid state diagram, drawn from the tables; what changes no state is left out. */
export function lifecycleDiagram(): string {
  const ours = ["[*] --> CONNECTING: a sign-in begins", "[*] --> CONNECTED: IMAP details pass their check", ...draw(ourEdges())];
  const theirs = ["[*] --> GRANTED: signed in", ...draw(providerEdges())];
  return [
    "stateDiagram-v2",
    ...region("OurEnd", "Our end", ours),
    ...region("ProviderEnd", "The provider's end, of each grant", theirs),
  ].join("\n");
}

/** The content of LIFECYCLE.md: the diagram, and every cell of both tables. */
export function lifecyclePage(): string {
  return `# The lifecycle of an inbox

An inbox has two ends, and each moves by itself: ours (\`src/inbox/transitions.ts\`, moved only by \`step\`) and the provider's, one for
each grant (\`src/grant/provider-end-transitions.ts\`, moved only by \`stepGrant\`). What the tables do not name can't happen.
This page is written from the tables by \`npm run lifecycle -w packages/domain\`; a test fails when it is stale.

\`\`\`mermaid
${lifecycleDiagram()}
\`\`\`

## Our end
${table(ourEdges())}

## The provider's end
NONE is shown by an inbox that never had a grant; a grant begins as GRANTED.

${table(providerEdges())}
`;
}

function ourEdges(): readonly Edge[] {
  return Object.entries(transitions).flatMap(([from, row]) =>
    Object.entries<Cell>(row).flatMap(([on, cell]) => cell.to.map((to) => ({ from, to, on, only: cell.only ?? null }))),
  );
}

function providerEdges(): readonly Edge[] {
  return Object.entries(providerEndTransitions).flatMap(([from, row]) =>
    Object.entries<readonly string[]>(row).flatMap(([on, ends]) => ends.map((to) => ({ from, to, on, only: null }))),
  );
}

function draw(edges: readonly Edge[]): readonly string[] {
  const moving = edges.filter(({ from, to }) => from !== to);
  const ways = new Set(moving.map(({ from, to }) => `${from} --> ${to}`));
  return [...ways].map(
    (way) =>
      `${way}: ${moving
        .filter(({ from, to }) => `${from} --> ${to}` === way)
        .map(label)
        .join(", ")}`,
  );
}

function region(id: string, title: string, lines: readonly string[]): readonly string[] {
  return [`  state "${title}" as ${id} {`, ...lines.map((line) => `    ${line}`), "  }"];
}

function table(edges: readonly Edge[]): string {
  const cells = new Map<string, { readonly edge: Edge; readonly to: string[] }>();
  for (const edge of edges) {
    const key = `${edge.from} ${edge.on}`;
    const cell = cells.get(key) ?? { edge, to: [] };
    cell.to.push(edge.to);
    cells.set(key, cell);
  }
  const rows = [...cells.values()].map(({ edge, to }) => `| ${edge.from} | ${label(edge)} | ${to.join(" or ")} |`);
  return ["| from | on | to |", "|---|---|---|", ...rows].join("\n");
}

function label({ on, only }: Edge): string {
  return only ? `${on} (${only})` : on;
}
