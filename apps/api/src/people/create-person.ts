import { hashPassword } from "better-auth/crypto";
import { v7 as uuidv7 } from "uuid";
import type { Database } from "../platform/database.ts";

export type MemberRole = "SUPER_ADMIN" | "ADMIN" | "MEMBER";

export interface NewPerson {
  readonly workspace: { readonly name: string; readonly slug: string };
  readonly email: string;
  readonly name: string;
  readonly role: MemberRole;
  readonly password: string;
  readonly locale: "en" | "pl";
}

export interface CreatedPerson {
  readonly workspaceId: string;
  readonly userId: string;
  readonly memberId: string;
  /** False when a person with this address was there: their name and password stay as they were. */
  readonly userCreated: boolean;
  /** False when they were a member already: their role stays as it was. */
  readonly memberCreated: boolean;
}

export interface CreatePersonNeeds {
  readonly database: Pick<Database, "query">;
  readonly now: () => Date;
}

interface Row {
  readonly workspace_id: string;
  readonly user_id: string;
  readonly member_id: string;
  readonly user_created: boolean;
  readonly member_created: boolean;
}

const statement = "select * from create_person($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

/** Makes a person a member of a workspace, and makes either where it is missing. */
export async function createPerson({ database, now }: CreatePersonNeeds, person: NewPerson): Promise<CreatedPerson> {
  const passwordHash = await hashPassword(person.password);
  const [row] = await database.query<Row>(statement, [
    uuidv7(),
    person.workspace.name,
    person.workspace.slug,
    uuidv7(),
    uuidv7(),
    uuidv7(),
    person.email,
    person.name,
    person.locale,
    passwordHash,
    person.role,
    now(),
  ]);
  if (!row) throw new Error("create_person answered nothing.");
  return {
    workspaceId: row.workspace_id,
    userId: row.user_id,
    memberId: row.member_id,
    userCreated: row.user_created,
    memberCreated: row.member_created,
  };
}
