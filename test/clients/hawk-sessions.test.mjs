// The life of a Hawk session: how it begins, what derives from its token, and everything that ends it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import Hawk from "hawk";
import { basic, credentialsOf, openSession } from "./support/session.mjs";
import { send, sign, signedExchange } from "./support/wire.mjs";
import { startServer } from "./support/server.mjs";

const SESSIONS = "/v1/hawk-sessions";
const JSON_TYPE = "application/json";

let server;
const open = (name, password) => openSession(server.origin, name, password);
const exchange = (credentials, message) => signedExchange(server.origin, credentials, message);
const userOf = async (credentials) => (await exchange(credentials, { target: "/v1/" })).json.user?.id;

async function assertRevoked({ credentials }) {
  const request = sign(server.origin, credentials, { target: "/v1/buckets" });
  const response = await send(server.origin, request);

  assert.equal(response.status, 401, response.payload.toString());
  assert.equal(response.fields("WWW-Authenticate").length, 1);
  Hawk.client.authenticate(response, credentials, request.artifacts); // a challenge the client can read
}

before(async () => {
  server = await startServer({ alice: "wonderland", bob: "builder", carol: "christmas", dave: "copperfield", erin: "brockovich" });
});

after(() => server?.stop());

describe("derivation", () => {
  it("gives the published id and key for the published token", () => {
    assert.deepEqual(credentialsOf("096e8db4efd19419a3f44a6e60b468ecd16ac1f2ee1fae85ecd2131fee130bc8"), {
      id: "303b4a603654d6ce45aa619240af2af26cdf3431fe280e8ea757357840ab0db0",
      key: "700a26edc8223926da76101c80a02e0bc20ca760c3f52cfc70a199cb8ce4d5cc",
      algorithm: "sha256",
    });
  });
});

describe("opening", () => {
  it("with name and password gives a token and no body", async () => {
    const response = await send(server.origin, { method: "POST", target: SESSIONS, headers: { Authorization: basic("alice", "wonderland") } });

    assert.equal(response.status, 201);
    assert.match(response.headers["hawk-session-token"], /^[0-9a-f]{64}$/);
    assert.equal(response.payload.length, 0);
    assert.match(response.headers["access-control-expose-headers"], /\bHawk-Session-Token\b/);
  });

  it("ignores a body", async () => {
    const headers = { Authorization: basic("alice", "wonderland"), "Content-Type": JSON_TYPE };

    assert.equal((await send(server.origin, { method: "POST", target: SESSIONS, headers, body: "{}" })).status, 201);
  });

  it("twice gives two tokens, both good", async () => {
    const [first, second] = [await open("alice", "wonderland"), await open("alice", "wonderland")];

    assert.notEqual(first.token, second.token);
    assert.equal(await userOf(first.credentials), "account:alice");
    assert.equal(await userOf(second.credentials), "account:alice");
  });

  it("from a session gives another, and the answer is signed", async () => {
    const { credentials } = await open("alice", "wonderland");
    const response = await exchange(credentials, { method: "POST", target: SESSIONS });

    assert.equal(response.status, 201);
    assert.equal(await userOf(credentialsOf(response.headers["hawk-session-token"])), "account:alice");
  });

  for (const [name, headers] of Object.entries({
    "without credentials": {},
    "with a wrong password": { Authorization: basic("alice", "looking-glass") },
    "with an unknown name": { Authorization: basic("nobody", "wonderland") },
    "with an unusable header": { Authorization: "Basic %%%" },
  })) {
    it(`${name} is refused`, async () => {
      const response = await send(server.origin, { method: "POST", target: SESSIONS, headers });

      assert.equal(response.status, 401);
      assert.equal(response.json.errno, 104);
      assert.match(response.fields("WWW-Authenticate")[0], /^Basic realm=/);
      assert.equal(response.headers["hawk-session-token"], undefined);
    });
  }
});

describe("the list", () => {
  it("shows the caller's sessions and no token, id or key of any", async () => {
    const sessions = [await open("bob", "builder"), await open("bob", "builder")];
    await open("alice", "wonderland");

    const response = await exchange(sessions[0].credentials, { target: SESSIONS, headers: { "User-Agent": "clients-test/1" } });

    assert.equal(response.status, 200);
    assert.equal(response.json.data.length, 2);
    assert.equal(new Set(response.json.data.map(({ id }) => id)).size, 2);
    for (const secret of sessions.flatMap(({ token, credentials }) => [token, credentials.id, credentials.key])) {
      assert.equal(response.payload.includes(secret), false);
    }
  });

  it("is the same over Basic", async () => {
    const { json: { data } } = await send(server.origin, { target: SESSIONS, headers: { Authorization: basic("bob", "builder") } });

    assert.equal(data.length, 2);
  });
});

describe("ending", () => {
  it("logout ends this session, and no other", async () => {
    const [here, there] = [await open("carol", "christmas"), await open("carol", "christmas")];

    const response = await exchange(here.credentials, { method: "DELETE", target: `${SESSIONS}/current` });
    assert.ok(response.status === 200 || response.status === 204, `${response.status}`);

    await assertRevoked(here);
    assert.equal(await userOf(there.credentials), "account:carol");
  });

  it("one session ends another by its listed id", async () => {
    const here = await open("carol", "christmas");
    const known = new Set((await exchange(here.credentials, { target: SESSIONS })).json.data.map(({ id }) => id));
    const there = await open("carol", "christmas");
    const [added] = (await exchange(here.credentials, { target: SESSIONS })).json.data.filter(({ id }) => !known.has(id));

    const response = await exchange(here.credentials, { method: "DELETE", target: `${SESSIONS}/${added.id}` });
    assert.ok(response.status < 300, `${response.status}`);

    await assertRevoked(there);
    assert.equal(await userOf(here.credentials), "account:carol");
  });

  it("nobody ends another user's session", async () => {
    const [hers, his] = [await open("carol", "christmas"), await open("bob", "builder")];
    const { json: { data } } = await exchange(hers.credentials, { target: SESSIONS });

    for (const { id } of data) {
      assert.equal((await exchange(his.credentials, { method: "DELETE", target: `${SESSIONS}/${id}` })).status, 404);
    }

    assert.equal(await userOf(hers.credentials), "account:carol");
  });

  it("the plural ends all sessions of the caller, and none of others", async () => {
    const hers = [await open("carol", "christmas"), await open("carol", "christmas")];
    const his = await open("bob", "builder");

    assert.ok((await exchange(hers[0].credentials, { method: "DELETE", target: SESSIONS })).status < 300);

    await assertRevoked(hers[0]);
    await assertRevoked(hers[1]);
    assert.equal(await userOf(his.credentials), "account:bob");
  });

  it("a new password ends every session; the new password opens one", async () => {
    const sessions = [await open("dave", "copperfield"), await open("dave", "copperfield")];
    const body = JSON.stringify({ data: { password: "houdini" } });

    const response = await exchange(sessions[0].credentials, { method: "PUT", target: "/v1/accounts/dave", body, contentType: JSON_TYPE });
    assert.equal(response.status, 200, response.payload.toString());

    await assertRevoked(sessions[0]);
    await assertRevoked(sessions[1]);
    const old = await send(server.origin, { method: "POST", target: SESSIONS, headers: { Authorization: basic("dave", "copperfield") } });
    assert.equal(old.status, 401);
    assert.equal(await userOf((await open("dave", "houdini")).credentials), "account:dave");
  });

  it("deleting the account ends every session", async () => {
    const sessions = [await open("erin", "brockovich"), await open("erin", "brockovich")];

    const response = await exchange(sessions[0].credentials, { method: "DELETE", target: "/v1/accounts/erin" });
    assert.equal(response.status, 200, response.payload.toString());

    await assertRevoked(sessions[0]);
    await assertRevoked(sessions[1]);
  });
});
