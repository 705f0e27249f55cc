import { writeFileSync } from "node:fs";
import { lifecyclePage } from "../src/inbox/diagram.ts";

writeFileSync(new URL("../LIFECYCLE.md", import.meta.url), lifecyclePage());
