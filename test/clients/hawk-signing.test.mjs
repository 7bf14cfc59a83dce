// The reference client signs every method, body and target; every answer must carry a Server-Authorization it accepts, payload included.
import assert from "node:assert/strict";
import http from "node:http";
import { after, before, describe, it } from "node:test";
import { openSession } from "./support/session.mjs";
import { send, sign, signedExchange, verify } from "./support/wire.mjs";
import { startServer } from "./support/server.mjs";

const JSON_TYPE = "application/json";
const COLLECTION = "/v1/buckets/shelf/collections/books";
const RECORDS = `${COLLECTION}/records`;

let server, alice, bob;
const exchange = (message, options) => signedExchange(server.origin, alice, message, options);
const json = (value) => ({ body: JSON.stringify(value), contentType: JSON_TYPE });

before(async () => {
  server = await startServer({ alice: "wonderland", bob: "builder" });
  alice = (await openSession(server.origin, "alice", "wonderland")).credentials;
  bob = (await openSession(server.origin, "bob", "builder")).credentials;

  for (const target of ["/v1/buckets/shelf", COLLECTION]) {
    assert.equal((await exchange({ method: "PUT", target })).status, 201);
  }

  for (const [id, title, rank] of [["emma", "Emma", 1], ["sense", "Sense & Sensibility", 2], ["cafe", "Café €", 3]]) {
    assert.equal((await exchange({ method: "PUT", target: `${RECORDS}/${id}`, ...json({ data: { title, rank } }) })).status, 201);
  }
});

after(() => server?.stop());

describe("every method", () => {
  it("GET gives the object", async () => {
    const { status, json: { data } } = await exchange({ target: `${RECORDS}/emma` });

    assert.equal(status, 200);
    assert.equal(data.title, "Emma");
  });

  it("GET of the hello view names the signer", async () => {
    const { status, json: { user } } = await exchange({ target: "/v1/" });

    assert.equal(status, 200);
    assert.equal(user.id, "account:alice");
  });

  for (const target of [`${RECORDS}/emma`, RECORDS, "/v1/", `${RECORDS}/nobody`]) {
    it(`HEAD ${target} is signed over the empty body actually sent`, async () => {
      const { status, payload } = await exchange({ method: "HEAD", target });

      assert.equal(status, target.endsWith("nobody") ? 404 : 200);
      assert.equal(payload.length, 0);
    });
  }

  it("HEAD leaves a kept-alive connection usable", async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    try {
      for (const method of ["HEAD", "GET", "HEAD", "HEAD", "GET"]) {
        assert.equal((await exchange({ method, target: `${RECORDS}/emma`, agent })).status, 200);
      }
    } finally {
      agent.destroy();
    }
  });

  it("POST with a body creates", async () => {
    const { status, json: { data } } = await exchange({ method: "POST", target: RECORDS, ...json({ data: { title: "Persuasion" } }) });

    assert.equal(status, 201);
    assert.equal(data.title, "Persuasion");
  });

  it("POST without a body creates an empty object", async () => {
    const { status, json: { data } } = await exchange({ method: "POST", target: RECORDS });

    assert.equal(status, 201);
    assert.deepEqual(Object.keys(data).sort(), ["id", "last_modified"]);
  });

  it("PUT with a body creates, then replaces", async () => {
    const target = `${RECORDS}/lady-susan`;

    assert.equal((await exchange({ method: "PUT", target, ...json({ data: { a: 1, b: 2 } }) })).status, 201);
    const { status, json: { data } } = await exchange({ method: "PUT", target, ...json({ data: { a: 3 } }) });

    assert.equal(status, 200);
    assert.equal(data.a, 3);
    assert.equal("b" in data, false);
  });

  it("PUT without a body creates", async () => {
    assert.equal((await exchange({ method: "PUT", target: `${RECORDS}/bare` })).status, 201);
  });

  it("PUT with an empty body and its hash creates", async () => {
    assert.equal((await exchange({ method: "PUT", target: `${RECORDS}/hashed-nothing`, body: "" })).status, 201);
  });

  it("PUT in chunks, with no length announced, is covered like any other", async () => {
    const { status, json: { data } } = await exchange({ method: "PUT", target: `${RECORDS}/chunks`, chunked: true, ...json({ data: { x: "y".repeat(20_000) } }) });

    assert.equal(status, 201);
    assert.equal(data.x.length, 20_000);
  });

  it("PUT of text beyond ASCII is hashed as bytes", async () => {
    const title = "naïve 日本語 😀 \u2028";
    const target = `${RECORDS}/unicode`;

    assert.equal((await exchange({ method: "PUT", target, ...json({ data: { title } }) })).status, 201);
    assert.equal((await exchange({ target })).json.data.title, title);
  });

  it("PUT of a large body round-trips under one signature", async () => {
    const text = "0123456789".repeat(50_000);
    const target = `${RECORDS}/large`;

    assert.equal((await exchange({ method: "PUT", target, ...json({ data: { text } }) })).status, 201);
    assert.equal((await exchange({ target })).json.data.text, text);
  });

  it("PATCH merges", async () => {
    const target = `${RECORDS}/patched`;
    await exchange({ method: "PUT", target, ...json({ data: { a: 1, b: 2 } }) });

    const { status, json: { data } } = await exchange({ method: "PATCH", target, ...json({ data: { b: 3 } }) });

    assert.equal(status, 200);
    assert.deepEqual([data.a, data.b], [1, 3]);
  });

  it("DELETE without a body deletes", async () => {
    const target = `${RECORDS}/gone`;
    await exchange({ method: "PUT", target });

    const { status, json: { data } } = await exchange({ method: "DELETE", target });

    assert.equal(status, 200);
    assert.equal(data.deleted, true);
    assert.equal((await exchange({ target })).status, 404);
  });

  it("DELETE with a body deletes and ignores it", async () => {
    const target = `${RECORDS}/gone-too`;
    await exchange({ method: "PUT", target });

    assert.equal((await exchange({ method: "DELETE", target, ...json({ reason: "none" }) })).status, 200);
  });

  it("a method in lower case in the signature's input is the same method", async () => {
    assert.equal((await exchange({ target: `${RECORDS}/emma` }, { signedAs: { method: "get" } })).status, 200);
  });
});

describe("the attributes of the header", () => {
  const target = `${RECORDS}/emma`;

  for (const ext of ["some-app-data", "with spaces, commas = and 'quotes'", "`~!#$%^&*()[]{}|;:<>?./+-_", "x".repeat(3000)]) {
    it(`ext ${ext.length > 40 ? `of ${ext.length} characters` : ext}`, async () => {
      assert.equal((await exchange({ target }, { ext })).status, 200);
    });
  }

  it("app", async () => {
    assert.equal((await exchange({ target }, { app: "24s23423f34dx" })).status, 200);
  });

  it("app and dlg", async () => {
    assert.equal((await exchange({ target }, { app: "24s23423f34dx", dlg: "234sz34tww3sd" })).status, 200);
  });

  it("app, dlg and ext with a body", async () => {
    const options = { app: "a", dlg: "d", ext: "e" };

    assert.equal((await exchange({ method: "PUT", target: `${RECORDS}/delegated`, ...json({ data: {} }) }, options)).status, 201);
  });

  it("a nonce of the caller's choice, the same nonce at another second", async () => {
    const now = Math.floor(Date.now() / 1000);

    assert.equal((await exchange({ target }, { nonce: "=a nonce, with: anything", timestamp: now })).status, 200);
    assert.equal((await exchange({ target }, { nonce: "=a nonce, with: anything", timestamp: now - 1 })).status, 200);
  });

  for (const seconds of [-50, 50]) {
    it(`a clock ${seconds} s off is within the skew`, async () => {
      assert.equal((await exchange({ target }, { timestamp: Math.floor(Date.now() / 1000) + seconds })).status, 200);
    });
  }

  it("the scheme in any letter case", async () => {
    for (const scheme of ["hawk", "HAWK", "hAwK"]) {
      const request = sign(server.origin, alice, { target });
      request.headers.Authorization = request.headers.Authorization.replace(/^Hawk/, scheme);
      const response = await send(server.origin, request);

      assert.equal(response.status, 200);
      verify(response, alice, request.artifacts);
    }
  });

  it("the attributes in any order", async () => {
    const request = sign(server.origin, alice, { target }, { ext: "e" });
    const [, attributes] = /^Hawk (.*)$/.exec(request.headers.Authorization);
    request.headers.Authorization = `Hawk ${attributes.split(", ").reverse().join(" ,\t ")}`;
    const response = await send(server.origin, request);

    assert.equal(response.status, 200);
    verify(response, alice, request.artifacts);
  });
});

describe("the content type", () => {
  const target = `${RECORDS}/typed`;
  const body = JSON.stringify({ data: { typed: true } });

  for (const contentType of ["application/json", "Application/JSON ; charset=utf-8", "APPLICATION/JSON", "application/json;charset=UTF-8;x=y", "application/json ;"]) {
    it(`${contentType} is application/json, for the hash as for the check`, async () => {
      const { status, json: answer } = await exchange({ method: "PUT", target, body, contentType });

      assert.ok(status === 201 || status === 200, `${status}`);
      assert.equal(answer.data.typed, true);
    });
  }

  it("sent in odd case, signed in plain", async () => {
    const message = { method: "PUT", target, body, contentType: "Application/JSON ; charset=utf-8" };

    assert.equal((await exchange(message, { signedAs: { contentType: JSON_TYPE } })).status, 200);
  });

  it("absent is an empty line in the hash", async () => {
    assert.equal((await exchange({ method: "PUT", target, body })).status, 200);
  });

  it("one the server does not take is refused with a signature", async () => {
    assert.equal((await exchange({ method: "PUT", target, body, contentType: "text/plain" })).status, 415);
  });
});

describe("odd but legal targets", () => {
  const cases = [
    // what the target is, the status it gives
    [`${RECORDS}/%65mma`, 200], // needless percent-encoding
    ["/v1/%62uckets/shelf", 200],
    [`${RECORDS}?title=Caf%c3%a9%20%e2%82%ac`, 200], // lower-case percent-encoding
    [`${RECORDS}?title=Caf%C3%A9%20%E2%82%AC`, 200],
    [`${RECORDS}?title=Caf%C3%a9+%e2%82%AC`, 200],
    [`${RECORDS}?`, 200], // an empty query
    [`${RECORDS}??`, 200],
    [`${RECORDS}?&&&`, 200],
    [`${RECORDS}?=`, 200],
    [`${RECORDS}?rank`, 200],
    [`${RECORDS}?rank=1&rank=2`, 200], // repeated parameters
    [`${RECORDS}?title=a+b%2Bc`, 200],
    [`${RECORDS}?a=1;b=2`, 200], // semicolons
    [`${RECORDS}?a=b?c=d/../e`, 200],
    [`${RECORDS}?q=~!$()*,:@-._%7e%7E%21`, 200],
    [`${RECORDS}?title=%F0%9F%98%80%e2%80%a8`, 200],
    [`${RECORDS}?pad=${"x".repeat(3500)}`, 200], // longer than any limit meant for headers
    [`${RECORDS}?_fields=id%2clast_modified&_sort=-rank%2C+title`, 200],
    [`${RECORDS}?_sort=rank&_limit=1`, 200],
    [`${RECORDS}/sense%2femma`, 404], // an encoded slash is no separator
    [`${RECORDS}/sense%2Femma`, 404],
    [`${RECORDS}/emma;v=1`, 400], // no id looks like this
    [`${RECORDS}/caf%c3%a9`, 400],
    ["/v1//buckets", 404], // empty segments stay
    ["/v1/buckets//shelf", 404],
    ["/v1/BUCKETS/shelf", 404], // paths are case-sensitive
    ["/v1/nope", 404],
    ["/v2/buckets", 404],
    ["/v1/buckets/shelf/", 307], // a trailing slash
    [`${RECORDS}/?_limit=1`, 307],
    ["/v1", 307],
    ["/buckets/shelf", 307], // no version
    ["/buckets/shelf?x=%c3%a9", 307],
    ["/", 307],
    ["//v1/buckets", 307],
  ];

  for (const [target, expected] of cases) {
    it(`${target.length > 80 ? `${target.slice(0, 60)}… (${target.length})` : target} gives ${expected}`, async () => {
      const request = sign(server.origin, alice, { target });
      assert.equal(request.artifacts.resource, target, "the reference client changed the target, so the case would test another one");

      const response = await send(server.origin, request);

      assert.equal(response.status, expected, response.payload.toString());
      verify(response, alice, request.artifacts);
    });
  }

  for (const target of ["/v1/./buckets/shelf", "/v1/buckets/nope/../shelf", "/v1/buckets/shelf/%2e%2e/shelf", "/v1/buckets/shelf/.", "/v1/%2e/"]) {
    it(`${target}: the signature covers the dots as sent`, async () => {
      const { status } = await exchange({ target });

      assert.ok([200, 307, 404].includes(status), `${status}`);
    });
  }

  for (const target of ["/v1/%e8", "/v1/buckets/%ff%fe", "/v1/buckets?x=%e8"]) {
    it(`${target} is not UTF-8 and refused with a signature`, async () => {
      const { status, json: error } = await exchange({ target });

      assert.equal(status, 400);
      assert.equal(error.errno, 107);
    });
  }

  it("filters see the decoded text", async () => {
    for (const query of ["title=Caf%c3%a9%20%e2%82%ac", "title=Caf%C3%A9+%E2%82%AC", "%74itle=%43af%c3%a9%20€".replace("€", "%e2%82%ac")]) {
      const { json: { data } } = await exchange({ target: `${RECORDS}?${query}` });

      assert.deepEqual(data.map(({ id }) => id), ["cafe"], query);
    }
  });

  it("an absolute-form target is signed as its path and query", async () => {
    const path = `${RECORDS}/emma?x=1`;
    const request = sign(server.origin, alice, { target: path });
    const response = await send(server.origin, { ...request, target: server.origin + path });

    assert.equal(response.status, 200);
    verify(response, alice, request.artifacts);
  });

  for (const method of ["PUT", "PATCH"]) {
    it(`${method} to a needlessly encoded target writes the object it names`, async () => {
      const target = `/v1/buckets/shelf/%63ollections/books/records/%6fdd`;
      const response = await exchange({ method, target, ...json({ data: { by: method } }) });

      assert.ok(response.status < 300, response.payload.toString());
      assert.equal((await exchange({ target: `${RECORDS}/odd` })).json.data.by, method);
    });
  }
});

describe("the host", () => {
  const hosts = (port) => [
    [`http://localhost:${port}`, `localhost:${port}`, "another name of the same server"],
    [`http://localhost:${port}`, `LOCALHOST:${port}`, "upper case"],
    ["http://kinto.example", "kinto.example", "no port is port 80"],
    ["http://kinto.example:80", "kinto.example:80", "port 80 spelled out"],
    ["http://kinto.example:8443", "kinto.example:8443", "any port"],
    [`http://[::1]:${port}`, `[::1]:${port}`, "an IPv6 address, which the reference client signs without brackets"],
  ];

  for (const index of hosts(0).keys()) {
    it(hosts(0)[index][2], async () => {
      const [origin, host] = hosts(new URL(server.origin).port)[index];
      const { status } = await exchange({ target: `${RECORDS}/emma`, headers: { Host: host } }, { signedAs: { origin } });

      assert.equal(status, 200);
    });
  }
});

describe("answers that are not a plain success are signed too", () => {
  const target = `${RECORDS}/emma`;

  it("304", async () => {
    const { headers: { etag } } = await exchange({ target });
    const { status, payload } = await exchange({ target, headers: { "If-None-Match": etag } });

    assert.equal(status, 304);
    assert.equal(payload.length, 0);
  });

  it("304 of a list", async () => {
    const { headers: { etag } } = await exchange({ target: RECORDS });

    assert.equal((await exchange({ target: RECORDS, headers: { "If-None-Match": etag } })).status, 304);
  });

  const refusals = [
    [400, 107, { method: "PUT", target, ...json({ data: [] }) }],
    [400, 107, { method: "PUT", target, body: "{", contentType: JSON_TYPE }],
    [400, 107, { method: "PUT", target: `${RECORDS}/-bad-`, ...json({}) }],
    [400, 107, { target: `${RECORDS}?_limit=abc` }],
    [400, 107, { target, headers: { "If-Match": "unquoted" } }],
    [404, 110, { target: `${RECORDS}/nobody` }],
    [404, 111, { target: "/v1/nope" }],
    [404, 111, { target: "/v1/buckets/shelf/collections/none/records" }],
    [404, 116, { target: "/v0/" }],
    [405, 115, { method: "PATCH", target: "/v1/buckets", ...json({}) }],
    [405, 115, { method: "POST", target: "/v1/", ...json({}) }],
    [405, 115, { method: "DELETE", target: "/v1/batch" }],
    [406, 107, { target, headers: { Accept: "text/html" } }],
    [412, 114, { method: "PUT", target, ...json({ data: {} }), headers: { "If-None-Match": "*" } }],
    [412, 114, { method: "DELETE", target, headers: { "If-Match": '"1"' } }],
    [412, 114, { method: "PUT", target: `${RECORDS}/nobody`, ...json({ data: {} }), headers: { "If-Match": '"1"' } }],
    [415, 107, { method: "PATCH", target, body: "<a/>", contentType: "text/xml" }],
  ];

  for (const [status, errno, message] of refusals) {
    it(`${status} for ${message.method ?? "GET"} ${message.target}`, async () => {
      const response = await exchange(message);

      assert.equal(response.status, status, response.payload.toString());
      assert.equal(response.json.errno, errno);
    });
  }

  it("403 to another user, signed for that user", async () => {
    const response = await signedExchange(server.origin, bob, { target });

    assert.equal(response.status, 403);
    assert.equal(response.json.errno, 121);
  });

  for (const from of ["/v1", "/buckets/shelf", "/v1/buckets/shelf/", `${RECORDS}/?_limit=1`]) {
    it(`the redirect from ${from} leads to the object, when signed anew`, async () => {
      const redirect = await exchange({ target: from });
      assert.equal(redirect.status, 307);

      const { origin, pathname, search } = new URL(redirect.headers.location, server.origin);
      assert.equal(origin, server.origin);
      assert.equal((await exchange({ target: pathname + search })).status, 200);
    });
  }

  it("a redirected PUT keeps its method and its body when signed anew", async () => {
    const message = { method: "PUT", ...json({ data: { moved: true } }) };
    const redirect = await exchange({ ...message, target: "/buckets/shelf/collections/books/records/moved" });
    assert.equal(redirect.status, 307);

    const { pathname } = new URL(redirect.headers.location, server.origin);
    assert.equal((await exchange({ ...message, target: pathname })).status, 201);
  });
});

describe("the reference client would notice", () => {
  const target = `${RECORDS}/emma`;
  const cases = {
    "an altered payload": [/Bad response payload mac/, (answer) => ({ ...answer, payload: Buffer.concat([answer.payload, Buffer.from(" ")]) })],
    "another content type": [/Bad response payload mac/, (answer) => ({ ...answer, headers: { ...answer.headers, "content-type": "text/html" } })],
    "an answer without a signature": [/Missing Server-Authorization header/, ({ headers: { "server-authorization": _, ...headers }, ...answer }) => ({ ...answer, headers })],
  };

  for (const [name, [expected, alter]] of Object.entries(cases)) {
    it(name, async () => {
      const request = sign(server.origin, alice, { target });
      const answer = await send(server.origin, request);

      assert.throws(() => verify(alter(answer), alice, request.artifacts), expected);
      verify(answer, alice, request.artifacts);
    });
  }

  it("an answer to another request", async () => {
    const [first, second] = [sign(server.origin, alice, { target }), sign(server.origin, alice, { target })];
    const [answer] = [await send(server.origin, first), await send(server.origin, second)];

    assert.throws(() => verify(answer, alice, second.artifacts), /Bad response mac/);
  });
});

describe("batch", () => {
  const batch = (body) => exchange({ method: "POST", target: "/v1/batch", ...json(body) });

  it("is signed as one, and its parts inherit the identity", async () => {
    const response = await batch({
      defaults: { method: "PUT" },
      requests: [
        { path: "/buckets/shelf/collections/books/records/batch-a", body: { data: { n: 1 } } },
        { path: "/v1/buckets/shelf/collections/books/records/batch-b", body: { data: { n: 2 } } },
        { path: "/buckets/shelf/collections/books/records/batch-a", method: "GET" },
        { path: "/buckets/shelf/collections/books/records/batch-b", method: "DELETE" },
        { path: "/buckets/shelf/collections/books/records/nobody", method: "GET" },
        { path: "/", method: "GET" },
      ],
    });

    assert.equal(response.status, 200);
    assert.deepEqual(response.json.responses.map(({ status }) => status), [201, 201, 200, 200, 404, 200]);
    assert.equal(response.json.responses[2].body.data.n, 1);
    assert.equal(response.json.responses[5].body.user.id, "account:alice");
  });

  it("a refused batch is signed", async () => {
    const response = await batch({ requests: Array.from({ length: 26 }, () => ({ path: "/" })) });

    assert.equal(response.status, 400);
    assert.equal(response.json.errno, 107);
  });

  it("an altered part refuses the whole", async () => {
    const body = (id) => JSON.stringify({ requests: [{ method: "PUT", path: `/buckets/shelf/collections/books/records/${id}` }] });
    const request = sign(server.origin, alice, { method: "POST", target: "/v1/batch", body: body("meant"), contentType: JSON_TYPE });

    assert.equal((await send(server.origin, { ...request, body: body("other") })).status, 401);
    assert.equal((await exchange({ target: `${RECORDS}/other` })).status, 404);
  });
});
