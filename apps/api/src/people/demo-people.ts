import { createPerson, type CreatePersonNeeds, type NewPerson } from "./create-person.ts";

const demo = { name: "Demo", slug: "demo" };
const other = { name: "Other", slug: "other" };
const password = "relink-demo";

const people: readonly Omit<NewPerson, "password" | "locale">[] = [
  { workspace: demo, email: "superadmin@demo.test", name: "Sofia Super", role: "SUPER_ADMIN" },
  { workspace: demo, email: "admin@demo.test", name: "Adam Admin", role: "ADMIN" },
  // An admin for as long as it takes to connect a channel: then a super admin makes them a member.
  { workspace: demo, email: "member@demo.test", name: "Ola Nowak", role: "ADMIN" },
  { workspace: demo, email: "bystander@demo.test", name: "Bruno Bystander", role: "MEMBER" },
  { workspace: other, email: "superadmin@other.test", name: "Olga Other", role: "SUPER_ADMIN" },
];

/** The people of the demo world. Everybody knows their password, so they are only ever made in embedded mode. */
export async function createDemoPeople(needs: CreatePersonNeeds): Promise<void> {
  for (const person of people) await createPerson(needs, { ...person, password, locale: "en" });
}
