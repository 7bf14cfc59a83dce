// What must be refused: each case starts from a request that would be accepted, changes one thing, and shows that the original is still good.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import Hawk from "hawk";
import { credentialsOf, openSession } from "./support/session.mjs";
import { send, sign, signedExchange, verify } from "./support/wire.mjs";
import { startServer } from "./support/server.mjs";

const JSON_TYPE = "application/json";
const RECORDS = "/v1/buckets/vault/collections/papers/records";
const TEN_MINUTES_MS = 600_000;

let server, alice;
const exchange = (message, options) => signedExchange(server.origin, alice, message, options);
const signed = (message, options) => sign(server.origin, alice, message, options);
const json = (value) => ({ body: JSON.stringify(value), contentType: JSON_TYPE });
const put = (id, value) => ({ method: "PUT", target: `${RECORDS}/${id}`, ...json({ data: value }) });

/** Sends, and checks that the refusal is one the reference client understands: one challenge, Hawk alone, and not a word of content. */
async function refused(request, credentials = alice) {
  const response = await send(server.origin, request);

  assert.equal(response.status, 401, response.payload.toString());
  assert.equal(response.fields("WWW-Authenticate").length, 1, response.fields("WWW-Authenticate").join(" | "));
  assert.match(response.headers["www-authenticate"], /^Hawk\b/);
  if (request.method !== "HEAD") {
    assert.equal(response.json.errno, 104);
  }

  const { headers } = Hawk.client.authenticate(response, credentials, request.artifacts);
  return { response, challenge: headers["www-authenticate"] };
}

/** Sends a request that must succeed, and verifies the answer. */
async function accepted(request) {
  const response = await send(server.origin, request);

  assert.ok(response.status >= 200 && response.status < 300, `${response.status} ${response.payload}`);
  verify(response, alice, request.artifacts);
  return response;
}

const altered = (request, name, change) => {
  const value = request.headers.Authorization;
  const replaced = value.replace(new RegExp(`(\\b${name}=")([^"]*)`), (_, before, old) => before + change(old));
  assert.notEqual(replaced, value, `the case changes nothing in ${value}`);

  return { ...request, headers: { ...request.headers, Authorization: replaced } };
};

before(async () => {
  server = await startServer({ alice: "wonderland" });
  alice = (await openSession(server.origin, "alice", "wonderland")).credentials;

  for (const target of ["/v1/buckets/vault", "/v1/buckets/vault/collections/papers", `${RECORDS}/one`]) {
    assert.equal((await exchange({ method: "PUT", target })).status, 201);
  }
});

after(() => server?.stop());

describe("a clock ten minutes off", () => {
  for (const [offset, where] of [[-TEN_MINUTES_MS, "behind"], [TEN_MINUTES_MS, "ahead"]]) {
    for (const [index, message] of [{ target: `${RECORDS}/one` }, put(`skewed-${where}`, { n: 1 }), { method: "HEAD", target: RECORDS }].entries()) {
      it(`${where}: a ${message.method ?? "GET"} is told the time and recovers (${index + 1})`, async () => {
        const clock = () => Date.now() + offset;
        const { challenge } = await refused(signed(message, { localtimeOffsetMsec: offset }));

        assert.ok(challenge.ts && challenge.tsm, JSON.stringify(challenge));
        const correction = Number(challenge.ts) * 1000 - clock();
        assert.ok(Math.abs(offset + correction) < 30_000, `the server's time is ${challenge.ts}`);

        await accepted(signed(message, { localtimeOffsetMsec: offset + correction }));
      });
    }
  }

  it("the client refuses the time when it is not from this server", async () => {
    const request = signed({ target: `${RECORDS}/one` }, { localtimeOffsetMsec: TEN_MINUTES_MS });
    const response = await send(server.origin, request);

    assert.throws(() => Hawk.client.authenticate(response, { ...alice, key: "another key" }, request.artifacts), /Invalid server timestamp hash/);
  });

  it("a stale request that was also altered is not told the time", async () => {
    const { challenge } = await refused(altered(signed({ target: `${RECORDS}/one` }, { localtimeOffsetMsec: TEN_MINUTES_MS }), "mac", () => "AAAA"));

    assert.equal(challenge.ts, undefined);
    assert.equal(challenge.tsm, undefined);
  });

  it("a stale request does not burn its nonce", async () => {
    const nonce = "kept-for-later";
    await refused(signed({ target: `${RECORDS}/one` }, { nonce, localtimeOffsetMsec: -TEN_MINUTES_MS }));

    await accepted(signed({ target: `${RECORDS}/one` }, { nonce }));
  });
});

describe("a replay", () => {
  for (const message of [{ target: `${RECORDS}/one` }, { method: "HEAD", target: RECORDS }, put("replayed", { n: 1 }), { method: "POST", target: RECORDS }]) {
    it(`of ${message.method ?? "GET"} is refused, however often`, async () => {
      const request = signed(message);

      await accepted(request);
      await refused(request);
      await refused(request);
    });
  }

  it("of a request that was refused by the API is refused by Hawk", async () => {
    const request = signed({ target: "/v1/nope" });
    const response = await send(server.origin, request);
    assert.equal(response.status, 404);
    verify(response, alice, request.artifacts);

    await refused(request);
  });

  it("with another letter case of the scheme is a replay", async () => {
    const request = signed({ target: `${RECORDS}/one` });
    await accepted(request);

    await refused({ ...request, headers: { Authorization: request.headers.Authorization.replace("Hawk", "HAWK") } });
  });

  it("of 32 copies at once leaves one", async () => {
    for (let round = 0; round < 5; round++) {
      const request = signed({ method: "POST", target: RECORDS, ...json({ data: { round } }) });
      const statuses = await Promise.all(Array.from({ length: 32 }, async () => (await send(server.origin, request)).status));

      assert.equal(statuses.filter((status) => status === 201).length, 1, statuses.join());
      assert.equal(statuses.filter((status) => status === 401).length, 31, statuses.join());
      assert.equal((await exchange({ target: `${RECORDS}?round=${round}` })).json.data.length, 1);
    }
  });
});

describe("an altered request is refused, and its original is still good", () => {
  const cases = {
    "the body": (request) => ({ ...request, body: request.body.replace("true", "null") }),
    "a body one byte longer": (request) => ({ ...request, body: `${request.body} ` }),
    "the body taken away": ({ body, ...request }) => request,
    "the path": (request) => ({ ...request, target: request.target.replace("original", "forged") }),
    "the letter case of a percent-encoding": (request) => ({ ...request, target: request.target.replace("%c3", "%C3") }),
    "a needless percent-encoding": (request) => ({ ...request, target: request.target.replace("original", "%6friginal") }),
    "the query": (request) => ({ ...request, target: `${request.target}&more=1` }),
    "the query taken away": (request) => ({ ...request, target: request.target.split("?")[0] }),
    "a fragment of the version taken away": (request) => ({ ...request, target: request.target.replace("/v1", "") }),
    "the method": (request) => ({ ...request, method: "PATCH" }),
    "the host": (request) => ({ ...request, headers: { ...request.headers, Host: `evil.example:${new URL(server.origin).port}` } }),
    "the port": (request) => ({ ...request, headers: { ...request.headers, Host: "127.0.0.1:1" } }),
    "the content type": (request) => ({ ...request, headers: { ...request.headers, "Content-Type": "application/merge-patch+json" } }),
    "the content type taken away": ({ headers: { "Content-Type": _, ...headers }, ...request }) => ({ ...request, headers }),
    "ext": (request) => altered(request, "ext", () => "admin"),
    "app": (request) => altered(request, "app", () => "other"),
    "dlg": (request) => altered(request, "dlg", () => "other"),
    "the nonce": (request) => altered(request, "nonce", (nonce) => `${nonce}x`),
    "the timestamp": (request) => altered(request, "ts", (ts) => Number(ts) + 1),
    "the hash": (request) => altered(request, "hash", () => Hawk.crypto.calculatePayloadHash("other", "sha256", JSON_TYPE)),
    "the mac": (request) => altered(request, "mac", (mac) => (mac[0] === "A" ? "B" : "A") + mac.slice(1)),
    "the mac cut short": (request) => altered(request, "mac", (mac) => mac.slice(0, 20)),
    "the id": (request) => altered(request, "id", (id) => id.replace(/^./, (first) => (first === "0" ? "1" : "0"))),
  };

  for (const [name, forge] of Object.entries(cases)) {
    it(name, async () => {
      const message = { ...put("original", { ok: true }), target: `${RECORDS}/original?x=%c3%a9` };
      const request = signed(message, { ext: "plain", app: "app", dlg: "dlg" });

      await refused(forge(request));
      await accepted(request);
    });
  }

  it("ext added", async () => {
    const request = signed(put("original", { ok: true }));

    await refused({ ...request, headers: { ...request.headers, Authorization: `${request.headers.Authorization}, ext="admin"` } });
    await accepted(request);
  });

  it("a body and its new hash, without the key", async () => {
    const request = signed(put("original", { ok: true }));
    const body = '{"data":{"ok":false}}';
    const forged = altered({ ...request, body }, "hash", () => Hawk.crypto.calculatePayloadHash(body, "sha256", JSON_TYPE));

    await refused(forged);
    await accepted(request);
  });

  it("signed with another session's id and this session's key", async () => {
    const other = (await openSession(server.origin, "alice", "wonderland")).credentials;

    await refused(sign(server.origin, { ...alice, id: other.id }, { target: `${RECORDS}/one` }), { ...alice, id: other.id });
  });

  it("signed with sha1 while the session is sha256", async () => {
    await refused(sign(server.origin, { ...alice, algorithm: "sha1" }, { target: `${RECORDS}/one` }));
  });

  it("signed with the bytes of the key instead of its hexadecimal text", async () => {
    await refused(sign(server.origin, { ...alice, key: Buffer.from(alice.key, "hex") }, { target: `${RECORDS}/one` }));
  });
});

describe("a body that no hash covers", () => {
  for (const method of ["PUT", "POST", "PATCH", "DELETE"]) {
    it(`is refused for ${method}`, async () => {
      const target = method === "POST" ? RECORDS : `${RECORDS}/one`;

      await refused(signed({ method, target, ...json({ data: { bare: true } }) }, { hashed: false }));
    });
  }

  it("is refused in chunks, with no length announced", async () => {
    await refused(signed({ ...put("bare", { bare: true }), chunked: true }, { hashed: false }));
  });

  it("is refused for a batch", async () => {
    await refused(signed({ method: "POST", target: "/v1/batch", ...json({ requests: [] }) }, { hashed: false }));
  });

  it("left nothing behind", async () => {
    assert.equal((await exchange({ target: `${RECORDS}/bare` })).status, 404);
    assert.equal((await exchange({ target: `${RECORDS}?bare=true` })).json.data.length, 0);
  });
});

describe("a body hashed under another content type", () => {
  for (const [hashedAs, sentAs] of [["text/plain", JSON_TYPE], ["", JSON_TYPE], [JSON_TYPE, "application/merge-patch+json"], [JSON_TYPE, "application/jsonp"]]) {
    it(`${hashedAs || "none"} sent as ${sentAs}`, async () => {
      const message = { ...put("typed", { n: 1 }), method: "PATCH", contentType: sentAs };

      await refused(signed(message, { signedAs: { contentType: hashedAs } }));
    });
  }
});

describe("a header that says nothing the server can use", () => {
  it("an unknown id", async () => {
    const nobody = credentialsOf("00".repeat(32));

    const { challenge } = await refused(sign(server.origin, nobody, { target: `${RECORDS}/one` }), nobody);
    assert.equal(challenge.ts, undefined);
  });

  it("an unknown id on a public page is no identity", async () => {
    const request = sign(server.origin, credentialsOf("00".repeat(32)), { target: "/v1/" });
    const { status, json: hello } = await send(server.origin, request);

    assert.ok(status === 401 || hello.user === undefined, `${status}`);
  });

  for (const value of ["Hawk", "Hawk ", "Hawk id", 'Hawk id="a"', 'Hawk id="a", ts="1", nonce="n", mac="m", mac="m"', 'Hawk id="a", ts="x", nonce="n", mac="m"', `Hawk id="${"a".repeat(5000)}"`]) {
    it(value.length > 60 ? `${value.slice(0, 30)}… (${value.length})` : value, async () => {
      const response = await send(server.origin, { target: `${RECORDS}/one`, headers: { Authorization: value } });

      assert.ok(response.status === 401 || response.status === 400, `${response.status}`);
      assert.ok(response.fields("WWW-Authenticate").length <= 1);
      assert.equal(response.headers["server-authorization"], undefined);
    });
  }

  it("no credentials at all: every way to say who one is", async () => {
    const response = await send(server.origin, { target: `${RECORDS}/one` });

    assert.equal(response.status, 401);
    const schemes = response.fields("WWW-Authenticate").map((challenge) => challenge.split(" ")[0]);
    assert.equal(schemes[0], "Basic");
    assert.ok(schemes.includes("Hawk"), schemes.join());
    assert.equal(response.headers["server-authorization"], undefined);
  });
});
