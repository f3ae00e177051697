// Membrane's own JavaScript SDK as an independent client of the sandbox: `node check.mjs PYTHON ROOT`.
//
// What the sandbox answers has to pass the SDK's own schemas, its failures have to become the SDK's own error classes,
// and what was sent has to be in the sandbox's records. A line for each check; ends with 1 if any does not hold.
import assert from "node:assert/strict";
import * as sdk from "@membranehq/sdk";
import { Sandbox } from "./sandbox.mjs";

const ACTIONS = 20;
const API_VERSION = "2025-10-21";
const WHOLE_MS = 120_000;

const Connections = sdk.createPaginationResponseSchema(sdk.ConnectionApiResponse);
const Actions = sdk.createPaginationResponseSchema(sdk.ActionApiResponse);
const Found = sdk.createPaginationResponseSchema(sdk.WorkspaceElementSearchResult);

/** What the call throws; fails if it does not. */
async function thrown(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was refused");
}

/** The call is refused by Membrane itself, with this class and key. */
async function refused(call, kind, key) {
  const error = await thrown(call);
  assert.equal(error.constructor.name, kind.name, `${error}`);
  assert.ok(sdk.isMembraneError(error));
  sdk.ErrorDataSchema.parse({ ...error.data });
  assert.equal(error.data.key, key);
  return error.data;
}

/** The call is answered by Clientary with this status, unchanged by Membrane. */
async function passedOn(call, status) {
  const error = await thrown(call);
  assert.ok(!sdk.isMembraneError(error), `Membrane's own: ${error}`);
  assert.equal(error.response?.status, status, `${error}`);
  return error.response;
}

/** What the other app answered, at the end of the chain of causes. */
function external(data) {
  return data.causedByError ? external(data.causedByError) : data.data?.response;
}

const reading = {
  "self: the tenant that is signed in": async ({ client }) => {
    sdk.TenantSelfResponse.parse(await client.self.get());
  },
  "connections: listed": async ({ client, sandbox }) => {
    const { items } = Connections.parse(await client.connections.find());
    assert.deepEqual(items.map((one) => one.id), [sandbox.connectionId]);
  },
  "connections: one by id and by key": async ({ client, sandbox }) => {
    await sandbox.connection({ key: "books" });
    for (const selector of [sandbox.connectionId, "books"]) {
      const found = sdk.ConnectionApiResponse.parse(await client.connection(selector).get());
      assert.deepEqual([found.id, found.key, found.integration.key], [sandbox.connectionId, "books", "clientary"]);
    }
  },
  "search: the connector by name": async ({ client }) => {
    const { items } = Found.parse(await client.get("/search", { q: "clientary", elementType: "connector" }));
    assert.deepEqual(items.map((one) => one.element.key), ["clientary"]);
  },
  "actions: listed, whole and page by page": async ({ client, sandbox }) => {
    const query = { connectionId: sandbox.connectionId };
    const whole = await client.actions.findAll(query);
    const paged = [];
    for (let cursor; paged.length === 0 || cursor; ) {
      const page = Actions.parse(await client.actions.find({ ...query, limit: 7, cursor }));
      assert.ok(page.items.length <= 7);
      paged.push(...page.items);
      cursor = page.cursor;
    }
    assert.equal(new Set(paged.map((one) => one.id)).size, ACTIONS);
    assert.deepEqual(paged.map((one) => one.key), whole.map((one) => one.key));
  },
  "actions: found by intent": async ({ client, sandbox }) => {
    const query = { connectionId: sandbox.connectionId, intent: "create a client", limit: 3 };
    const { items } = Actions.parse(await client.actions.find(query));
    assert.equal(items.length, 3);
    assert.equal(items[0].key, "create-client");
  },
  "actions: one by id and by key, with its schema": async ({ client }) => {
    const byKey = sdk.ActionApiResponse.parse(await client.action("create-invoice").get());
    const byId = sdk.ActionApiResponse.parse(await client.action(byKey.id).get());
    assert.deepEqual(byId, byKey);
    assert.equal(byKey.inputSchema.type, "object");
    assert.ok(byKey.inputSchema.required.includes("date"));
  },
  "actions: those of a connection": async ({ client, sandbox }) => {
    const connection = client.connection(sandbox.connectionId);
    const { items } = Actions.parse(await connection.actions.list({ limit: 100 }));
    assert.equal(items.length, ACTIONS);
    const one = sdk.ActionApiResponse.parse(await connection.action("get-client").get());
    assert.equal(one.connectionId, sandbox.connectionId);
  },
  "requests carry the version of the interface": async ({ client, sandbox }) => {
    await client.connections.find();
    assert.equal((await sandbox.lastRequest()).api_version, API_VERSION);
  },
};

const running = {
  "run: a list": async ({ client, sandbox, connectionId }) => {
    const run = sdk.ActionRunResponse.parse(await client.action("list-clients").run({ page_size: 2 }, { connectionId }));
    assert.ok(run.actionRunId);
    assert.equal(run.output.clients.length, 2);
    assert.equal(run.output.total_count, (await sandbox.records("clients")).length);
  },
  "run: one record": async ({ client, sandbox, connectionId }) => {
    const [stored] = await sandbox.records("clients");
    const { output } = await client.action("get-client").run({ id: stored.id }, { connectionId });
    assert.deepEqual([output.id, output.name], [stored.id, stored.name]);
  },
  "run: a new record, by the action's id": async ({ client, sandbox, connectionId }) => {
    const { id } = await client.action("create-client").get();
    const { output } = await client.action(id).run({ name: "By the SDK" }, { connectionId });
    const stored = (await sandbox.records("clients")).filter((record) => record.name === "By the SDK");
    assert.deepEqual(stored.map((record) => record.id), [output.id]);
  },
  "run: by way of the connection": async ({ client, sandbox, connectionId }) => {
    const [stored] = await sandbox.records("projects");
    const run = await client.connection(connectionId).action("get-project").run({ id: stored.id });
    assert.equal(sdk.ActionRunResponse.parse(run).output.name, stored.name);
  },
  "act: an action by key": async ({ client, sandbox, connectionId }) => {
    const request = sdk.ActRequest.parse({ key: "list-projects", connectionId, input: { filter: "all" } });
    const { output } = sdk.ActionRunResponse.parse(await client.post("/act", request));
    assert.equal(output.total_count, (await sandbox.records("projects")).length);
  },
  "act: a raw request": async ({ client, connectionId }) => {
    const api = { method: "GET", path: "/clients", query: { page_size: "1" } };
    const { output } = await client.post("/act", sdk.ActRequest.parse({ api, connectionId }));
    assert.equal(output.clients.length, 1);
  },
};

const proxying = {
  "proxy: GET, by path and by full address": async ({ client, connectionId }) => {
    const { proxy } = client.connection(connectionId);
    const short = await proxy.get("/clients?page_size=1");
    assert.equal(short.clients.length, 1);
    assert.deepEqual(await proxy.get("https://acme.clientary.com/api/v2/clients?page_size=1"), short);
  },
  "proxy: POST, PUT and DELETE": async ({ client, sandbox, connectionId }) => {
    const { proxy } = client.connection(connectionId);
    const stored = async (id) => (await sandbox.records("clients")).find((record) => record.id === id);
    const { id } = await proxy.post("/clients", { client: { name: "Proxied", city: "Ghent" } });
    assert.equal((await stored(id)).city, "Ghent");
    await proxy.put(`/clients/${id}`, { client: { city: "Bruges" } });
    assert.deepEqual([(await stored(id)).name, (await stored(id)).city], ["Proxied", "Bruges"]);
    await proxy.delete(`/clients/${id}`);
    assert.equal(await stored(id), undefined);
  },
};

const failing = {
  "401: a token that Membrane does not know": async ({ as }) => {
    await refused(() => as("pat-unknown").connections.find(), sdk.BadRequestError, "not_authenticated");
  },
  "401: signed out": async ({ client, sandbox }) => {
    await sandbox.control("POST", "login", { logged_in: false });
    await refused(() => client.actions.find(), sdk.BadRequestError, "not_authenticated");
  },
  "401: Clientary's own, through the proxy": async ({ client, sandbox, connectionId }) => {
    await sandbox.connection({ clientary_token_valid: false });
    await passedOn(() => client.connection(connectionId).proxy.get("/clients"), 401);
  },
  "403: code, which the sandbox does not run": async ({ client, connectionId }) => {
    const run = () => client.post("/act", sdk.ActRequest.parse({ code: "module.exports = () => 1", connectionId }));
    await refused(run, sdk.BadRequestError, "access_denied");
  },
  "404: an action, a connection, a path": async ({ client, connectionId }) => {
    const absent = sdk.BadRequestErrorKey.NOT_FOUND;
    await refused(() => client.action("no-such").run({}, { connectionId }), sdk.BadRequestError, absent);
    await refused(() => client.connection("no-such").get(), sdk.BadRequestError, absent);
    await refused(() => client.connection("no-such").proxy.get("/clients"), sdk.BadRequestError, absent);
    await refused(() => client.get("/no-such"), sdk.BadRequestError, absent);
  },
  "404: Clientary's own, through the proxy": async ({ client, connectionId }) => {
    await passedOn(() => client.connection(connectionId).proxy.get("/clients/1"), 404);
  },
  "400: an input that the schema does not allow": async ({ client, connectionId }) => {
    const run = () => client.action("get-client").run({ id: [] }, { connectionId });
    await refused(run, sdk.BadRequestError, undefined);
  },
  "422: Clientary's own, through the proxy": async ({ client, connectionId }) => {
    const { proxy } = client.connection(connectionId);
    const { data } = await passedOn(() => proxy.post("/clients", { client: { name: "" } }), 422);
    assert.match(JSON.stringify(data), /name/i);
  },
  "422: Clientary's own, inside an action run": async ({ client, connectionId }) => {
    const run = () => client.action("create-client").run({ name: "" }, { connectionId });
    const { status, data } = external(await refused(run, sdk.ActionRunError, undefined));
    assert.equal(status, 422);
    assert.match(JSON.stringify(data), /name/i);
  },
  "429: Membrane's own limit": async ({ client, sandbox }) => {
    await sandbox.fault({ kind: "status", status: 429 });
    const { RATE_LIMIT_EXCEEDED } = sdk.BadRequestErrorKey;
    await refused(() => client.connections.find(), sdk.BadRequestError, RATE_LIMIT_EXCEEDED);
  },
  "429: Clientary's limit, inside an action run": async ({ client, sandbox, connectionId }) => {
    await sandbox.fault({ kind: "status", status: 429, layer: "clientary" });
    const run = () => client.action("list-clients").run({}, { connectionId });
    const error = await refused(run, sdk.ConnectionError, sdk.ConnectionErrorKey.RATE_LIMIT_EXCEEDED);
    assert.equal(external(error).status, 429);
  },
  "429: Clientary's limit, through the proxy": async ({ client, sandbox, connectionId }) => {
    await sandbox.fault({ kind: "status", status: 429, layer: "clientary", headers: { "Retry-After": "7" } });
    const { headers } = await passedOn(() => client.connection(connectionId).proxy.get("/clients"), 429);
    assert.equal(headers["retry-after"], "7");
  },
  "500: a failure of Membrane": async ({ client, sandbox }) => {
    await sandbox.fault({ kind: "status", status: 500 });
    const { data } = await refused(() => client.connections.find(), sdk.InternalError, "internal");
    assert.ok(data.errorId);
  },
};

const states = {
  ...Object.fromEntries(
    Object.values(sdk.WorkspaceElementState).map((state) => [
      `state: ${state}`,
      async ({ client, sandbox, connectionId }) => {
        await sandbox.connection({ state });
        const found = sdk.ConnectionApiResponse.parse(await client.connection(connectionId).get());
        assert.equal(found.state, state);
        assert.equal(found.clientAction !== undefined, state === "CLIENT_ACTION_REQUIRED");
        const run = () => client.action("list-clients").run({}, { connectionId });
        if (state === "READY") sdk.ActionRunResponse.parse(await run());
        else await refused(run, sdk.ConnectionError, sdk.ConnectionErrorKey.CONNECTION_IS_DEFUNCT);
      },
    ]),
  ),
  "state: disconnected": async ({ client, sandbox, connectionId }) => {
    await sandbox.connection({ disconnected: true });
    const found = sdk.ConnectionApiResponse.parse(await client.connection(connectionId).get());
    assert.deepEqual([found.connected, found.disconnected], [false, true]);
    const get = () => client.connection(connectionId).proxy.get("/clients");
    await refused(get, sdk.ConnectionError, sdk.ConnectionErrorKey.CONNECTION_IS_DEFUNCT);
  },
  "connections: renamed, archived, brought back": async ({ client, connectionId }) => {
    const connection = client.connection(connectionId);
    const renamed = sdk.ConnectionApiResponse.parse(await connection.patch({ name: "Renamed", key: "renamed" }));
    assert.deepEqual([renamed.name, renamed.key], ["Renamed", "renamed"]);
    await connection.archive();
    assert.deepEqual((await client.connections.find()).items, []);
    const { items } = Connections.parse(await client.connections.find({ includeArchived: true }));
    assert.ok(items[0].archivedAt);
    await client.post(`/connections/${connectionId}/restore`);
    assert.equal((await client.connections.find()).items.length, 1);
  },
  "connections: tested, refreshed, disconnected": async ({ client, connectionId }) => {
    const test = () => client.post(`/connections/${connectionId}/test`);
    assert.deepEqual(sdk.ConnectionTestResponse.parse(await test()), { success: true });
    await client.connection(connectionId).refreshCredentials();
    await client.post(`/connections/${connectionId}/disconnect`);
    assert.deepEqual(await test(), { success: false });
    assert.equal((await client.connection(connectionId).get()).connected, false);
  },
  "connections: asked for, polled, found": async ({ client, connectionId }) => {
    const payload = sdk.CreateConnectionRequestPayload.parse({ connectorKey: "clientary" });
    const asked = sdk.ConnectionRequest.parse(await client.post("/connection-requests", payload));
    assert.equal(asked.status, "pending");
    const done = sdk.ConnectionRequest.parse(await client.get(`/connection-requests/${asked.requestId}`));
    assert.deepEqual([done.status, done.resultConnectionId], ["success", connectionId]);
  },
  "connections: ensured by the app's address": async ({ client, connectionId }) => {
    const payload = sdk.EnsureConnectionRequest.parse({ appUrl: "https://www.clientary.com/" });
    const found = sdk.ConnectionApiResponse.parse(await client.post("/connections/ensure", payload));
    assert.equal(found.id, connectionId);
  },
};

/** Run every check, each on the sandbox as it was at first; how many do not hold. */
async function runAll(sandbox) {
  const as = (token) => new sdk.MembraneClient({ apiUri: sandbox.url, token });
  let mismatches = 0;
  for (const [name, check] of Object.entries({ ...reading, ...running, ...proxying, ...failing, ...states })) {
    await sandbox.reset();
    try {
      await check({ sandbox, as, client: as(sandbox.token), connectionId: sandbox.connectionId });
      console.log(`ok        ${name}`);
    } catch (error) {
      mismatches += 1;
      console.log(`MISMATCH  ${name}\n          ${String(error.message).replaceAll("\n", "\n          ")}`);
    }
  }
  return mismatches;
}

const [python, root] = process.argv.slice(2);
setTimeout(() => {
  console.log(`MISMATCH  not done within ${WHOLE_MS / 1000} s`);
  process.exit(1);
}, WHOLE_MS).unref();
const sandbox = await Sandbox.start(python, root);
const mismatches = await runAll(sandbox);
const code = await sandbox.stop();
if (code !== 0) console.log(`MISMATCH  the sandbox ended with ${code}`);
process.exitCode = mismatches > 0 || code !== 0 ? 1 : 0;
console.log(mismatches > 0 ? `${mismatches} check(s) do not hold` : "the sandbox is what the SDK takes it for");
