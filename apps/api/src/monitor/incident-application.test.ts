import type { Verdict } from "@relink/domain";
import { expect, test } from "vitest";
import { useIncidentRounds } from "../../test/incident-rounds.ts";

const { said, query, worker, workspace, inboxes, interval, notices } = useIncidentRounds();
const fine: Verdict = { verdict: "ok" };

test("our application refused: nobody is held, whoever runs it gets one mail, and it closes when no inbox meets it any more", async () => {
  const workspaceId = await workspace();
  const all = await inboxes(30, workspaceId);
  const it = worker();
  const ours: Verdict = { verdict: "ours", code: "invalid_client" };
  await interval(it, all, () => fine);
  await interval(it, all, () => ours);
  await interval(it, all, () => ours);
  expect(said).toEqual(["APPLICATION_REFUSED opened"]);
  expect(await query("select payload->>'mail' as mail from timer where kind = 'sendMail'")).toEqual([{ mail: "applicationRefused" }]);
  expect(await notices(workspaceId)).toHaveLength(2);
  // Nobody is told that it is theirs.
  expect(await query("select distinct params->>'application' as name from notification")).toEqual([{ name: null }]);
  await interval(it, all, () => fine);
  await it.round();
  expect(said).toEqual(["APPLICATION_REFUSED opened", "APPLICATION_REFUSED closed"]);
});

test("the application that a workspace brought is an incident of that workspace alone, told to nobody else, and hides no other one", async () => {
  const [one, other] = [await workspace(), await workspace()];
  const [theirs, everybodys] = [await inboxes(3, one), [...(await inboxes(2, one)), ...(await inboxes(2, other))]];
  const lapsed: Verdict = { verdict: "ours", code: "invalid_client" };
  const it = worker();
  await interval(it, theirs, () => lapsed, { application: { clientId: "acme-mail", brought: true } });
  expect(said).toEqual(["APPLICATION_REFUSED opened"]);
  // Whoever runs the installation gets no mail for it.
  expect(await query("select 1 from timer")).toEqual([]);
  const notice = { kind: "APPLICATION_REFUSED", closed: "false", over: false };
  const opened = [
    { role: "ADMIN", ...notice },
    { role: "SUPER_ADMIN", ...notice },
  ];
  expect(await notices(one)).toEqual(opened);
  expect(await query("select distinct params->>'application' as name from notification")).toEqual([{ name: "acme-mail" }]);
  expect(await notices(other)).toEqual([]);
  expect([it.watch.countOpen("APPLICATION_REFUSED", "workspace"), it.watch.countOpen("APPLICATION_REFUSED", "installation")]).toEqual([
    1, 0,
  ]);
  // The installation's own lapses meanwhile.
  for (const inbox of theirs)
    it.watch.saw({ inbox, verdict: lapsed, byPerson: false, application: { clientId: "acme-mail", brought: true } });
  await interval(it, everybodys, () => lapsed, { application: { clientId: "relink", brought: false } });
  expect(said).toEqual(["APPLICATION_REFUSED opened", "APPLICATION_REFUSED opened"]);
  expect(await query("select payload->>'mail' as mail from timer where kind = 'sendMail'")).toEqual([{ mail: "applicationRefused" }]);
  expect(await notices(one)).toHaveLength(4);
  expect(await notices(other)).toEqual(opened);
  expect(await query("select distinct params->>'application' as name from notification where workspace_id = $1", [other])).toEqual([
    { name: null },
  ]);
  const touched =
    "select i.client_id as client, count(*)::int as count from incident i join incident_inbox m on m.incident_id = i.id group by 1 order by 1";
  expect(await query(touched)).toEqual([
    { client: "acme-mail", count: 3 },
    { client: "relink", count: 4 },
  ]);
  // Only the workspace's is mended.
  await interval(it, theirs, () => fine);
  for (let time = 0; time < 2; time += 1)
    await interval(it, everybodys, () => lapsed, { application: { clientId: "relink", brought: false } });
  expect(await query("select client_id as client from incident where until is null")).toEqual([{ client: "relink" }]);
});

test("one client id that two workspaces brought is two incidents: each is told of its own", async () => {
  const [one, other] = [await workspace(), await workspace()];
  const lapsed: Verdict = { verdict: "ours", code: "invalid_client" };
  const it = worker();
  await interval(it, [...(await inboxes(1, one)), ...(await inboxes(1, other))], () => lapsed, {
    application: { clientId: "both", brought: true },
  });
  expect(await query("select owner_workspace_id as id from incident order by 1")).toEqual([one, other].toSorted().map((id) => ({ id })));
  for (const id of [one, other]) expect(await notices(id)).toHaveLength(2);
});

test("two applications of the installation, as after it changed its client id, touch their own inboxes alone", async () => {
  const workspaceId = await workspace();
  const unknown: Verdict = { verdict: "ours", code: "application_unknown" };
  const [former, older, it] = [await inboxes(2, workspaceId), await inboxes(3, workspaceId), worker()];
  for (const inbox of former)
    it.watch.saw({ inbox, verdict: unknown, byPerson: false, application: { clientId: "former", brought: true } });
  for (const inbox of older) it.watch.saw({ inbox, verdict: unknown, byPerson: false, application: { clientId: "older", brought: true } });
  await it.round();
  const touched =
    "select i.client_id as client, count(*)::int as count from incident i join incident_inbox m on m.incident_id = i.id group by 1 order by 1";
  expect(await query(touched)).toEqual([
    { client: "former", count: 2 },
    { client: "older", count: 3 },
  ]);
});
