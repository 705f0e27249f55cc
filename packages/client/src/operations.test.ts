import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "@graphql-codegen/cli";
import { expect, test } from "vitest";
import config from "../codegen.ts";
import * as operations from "./gql/operations.ts";
import * as client from "./index.ts";

const home = join(import.meta.dirname, "..");

test("the typed documents are what the operations and the API's schema say (else: npm run codegen -w packages/client)", async () => {
  const [printed] = (await generate({ ...config, cwd: home, silent: true }, false)) as { filename: string; content: string }[];
  expect(readFileSync(join(home, "src/gql/operations.ts"), "utf8")).toBe(printed?.content);
});

test("every operation is handed out", () => {
  const documents = Object.keys(operations).filter((name) => name.endsWith("Document"));
  expect(Object.keys(client)).toEqual(expect.arrayContaining(documents));
  expect(documents.length).toBeGreaterThan(15);
});
