// OpenID Connect against a certified provider: logins through its pages, its tokens on our API, and what is refused.
import assert from "node:assert/strict";
import { createHmac, createPublicKey, sign } from "node:crypto";
import { request as send } from "node:http";
import { after, before, describe, it } from "node:test";
import { Browser, SECRET, newKey, startProvider } from "./support/identity-provider.mjs";
import { basic } from "./support/session.mjs";
import { startServer } from "./support/server.mjs";

const APPLICATION = "https://app.example.org";
const CALLBACK = `${APPLICATION}/console#tokens=`;
const AUDIENCE = "https://api.example.org/";
const HOUR = 3_600_000;

const base64 = (json) => Buffer.from(JSON.stringify(json)).toString("base64url");

/** Lines of a settings file for policies of one provider each. */
function settingsOf(policies, more = []) {
  const lines = [
    "userid_hmac_secret = 0d5f3c1f8e0c41d19a0b6c2f6c4b7a55",
    "includes = kinto.plugins.openid kinto.plugins.accounts kinto_hawk",
    `multiauth.policies = account ${Object.keys(policies).join(" ")}`,
    "multiauth.policy.account.use = kinto.plugins.accounts.AccountsPolicy",
    `kintohawk.openid_callback_origins = ${APPLICATION}`,
    ...more,
  ];
  for (const [name, values] of Object.entries(policies)) {
    const all = { use: "kinto.plugins.openid.OpenIDConnectPolicy", client_secret: SECRET, ...values };
    lines.push(...Object.entries(all).map(([key, value]) => `multiauth.policy.${name}.${key} = ${value}`));
  }

  return lines;
}

/** A server with these policies; the provider learns where it sends its users back to. */
async function startWith(providers, policies, more) {
  const server = await startServer({ alice: "wonderland" }, settingsOf(policies, more));
  for (const provider of providers) {
    provider.callbacks.push(...Object.keys(policies).map((name) => `${server.origin}/v1/openid/${name}/token`));
  }

  return server;
}

const loginUrl = (server, policy, parameters = {}) =>
  `${server.origin}/v1/openid/${policy}/login?${new URLSearchParams({ callback: CALLBACK, scope: "openid email profile", ...parameters })}`;

/** Logs in through all pages; resolves with what the token endpoint of the provider answered. */
async function logIn(server, policy, user) {
  const end = await new Browser().walk(loginUrl(server, policy), CALLBACK, user);
  return JSON.parse(Buffer.from(decodeURIComponent(end.slice(CALLBACK.length)), "base64"));
}

async function get(server, path, authorization) {
  const response = await fetch(server.origin + path, { redirect: "manual", headers: authorization ? { Authorization: authorization } : {} });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text.startsWith("{") ? JSON.parse(text) : undefined };
}

const userOf = async (server, authorization) => (await get(server, "/v1/", authorization)).json.user;

const platform = Number(process.versions.node.split(".")[0]) >= 20 ? false : "Platform: oidc-provider needs Node 20";

describe("OpenID Connect", { skip: platform }, () => {
  let provider, server;

  before(async () => {
    provider = await startProvider();
    const { issuer } = provider;
    server = await startWith([provider], {
      plain: { issuer, client_id: "plain" },
      mail: { issuer, client_id: "mail", userid_field: "email", header_type: "Mail", realm: "Post" },
      api: { issuer, client_id: "api", audience: AUDIENCE, header_type: "Token" },
    });
  });

  after(async () => {
    await server?.stop();
    await provider?.stop();
  });

  describe("the login", () => {
    it("sends the browser to the provider", async () => {
      const { status, headers } = await get(server, loginUrl(server, "plain", { prompt: "none" }).slice(server.origin.length));
      const target = new URL(headers.get("Location"));

      assert.equal(status, 307);
      assert.equal(headers.get("Cache-Control"), "no-store");
      assert.equal(target.origin + target.pathname, `${provider.issuer}/auth`);
      const { state, code_challenge: challenge, ...rest } = Object.fromEntries(target.searchParams);
      assert.match(state, /^[0-9a-f]{64}$/);
      assert.match(challenge, /^[\w-]{43}$/);
      assert.deepEqual(rest, {
        client_id: "plain",
        response_type: "code",
        scope: "openid email profile",
        redirect_uri: `${server.origin}/v1/openid/plain/token`,
        prompt: "none",
        code_challenge_method: "S256",
      });
    });

    it("names the audience, where one is set", async () => {
      const { headers } = await get(server, loginUrl(server, "api").slice(server.origin.length));

      assert.equal(new URL(headers.get("Location")).searchParams.get("audience"), AUDIENCE);
    });

    it("is not made in a batch", async () => {
      const path = loginUrl(server, "plain").slice(server.remote.length);
      const response = await fetch(`${server.remote}/batch`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ requests: [{ path }] }) });
      const [{ status, headers }] = (await response.json()).responses;

      assert.equal(status, 400);
      assert.equal(headers.Location, undefined);
    });

    it("ends at the application, with what the provider answered", async () => {
      const tokens = await logIn(server, "plain", "ada");

      assert.equal(tokens.token_type, "Bearer");
      assert.equal(JSON.parse(Buffer.from(tokens.id_token.split(".")[1], "base64url")).sub, "ada");
    });

    it("is finished once", async () => {
      const end = await new Browser().walk(loginUrl(server, "plain"), `${server.origin}/v1/openid/plain/token`, "ada");
      const path = end.slice(server.origin.length);

      const answers = await Promise.all([get(server, path), get(server, path), get(server, path)]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [307, 400, 400]);
      const refused = answers.find(({ status }) => status === 400).json;
      assert.equal(refused.message, "Invalid state");
      assert.deepEqual(refused.details, [{ location: "body", name: "state", description: "Invalid state", errno: 105 }]);
    });

    it("that nobody began cannot be finished", async () => {
      for (const state of ["0123", "a".repeat(64), "not-a-state", `${"b".repeat(64)}:provider`, "c".repeat(5000)]) {
        const { status, json } = await get(server, `/v1/openid/plain/token?code=a&state=${state}`);
        assert.deepEqual([status, json.message], [400, "Invalid state"]);
      }
    });

    it("is finished with the provider it began with", async () => {
      const end = await new Browser().walk(loginUrl(server, "plain"), `${server.origin}/v1/openid/plain/token`, "ada");

      assert.equal((await get(server, end.slice(server.origin.length).replace("/plain/", "/mail/"))).status, 400);
    });

    it("that began under a foreign host does not end at the real one", async () => {
      const callback = "http://evil.example/x#";
      const { headers } = await new Promise((resolve, reject) =>
        send(loginUrl(server, "plain", { callback }), { headers: { Host: "evil.example" } }, (response) => resolve(response.resume())).on("error", reject).end());
      const state = new URL(headers.location).searchParams.get("state");

      const { status, json } = await get(server, `/v1/openid/plain/token?code=invented&state=${state}`);
      assert.deepEqual([status, json.message], [400, "Invalid state"]);
    });

    it("hands a refusal of the provider to the application", async () => {
      const { headers } = await get(server, loginUrl(server, "plain").slice(server.origin.length));
      const state = new URL(headers.get("Location")).searchParams.get("state");

      const answer = await get(server, `/v1/openid/plain/token?code=invented&state=${state}`);
      assert.equal(answer.status, 307);
      const passed = answer.headers.get("Location");
      assert.ok(passed.startsWith(CALLBACK), passed);
      assert.equal(JSON.parse(Buffer.from(decodeURIComponent(passed.slice(CALLBACK.length)), "base64")).error, "invalid_grant");
    });

    it("does not exchange the code of another login", async () => {
      const end = new URL(await new Browser().walk(loginUrl(server, "plain"), `${server.origin}/v1/openid/plain/token`, "ada"));
      const { headers } = await get(server, loginUrl(server, "plain").slice(server.origin.length));
      end.searchParams.set("state", new URL(headers.get("Location")).searchParams.get("state"));

      const passed = (await get(server, end.href.slice(server.origin.length))).headers.get("Location");
      assert.equal(JSON.parse(Buffer.from(decodeURIComponent(passed.slice(CALLBACK.length)), "base64")).error, "invalid_grant");
    });

    it("refuses an answer in the name of another issuer", async () => {
      const end = new URL(await new Browser().walk(loginUrl(server, "plain"), `${server.origin}/v1/openid/plain/token`, "ada"));
      end.searchParams.set("iss", "https://evil.example.org");

      assert.equal((await get(server, end.href.slice(server.origin.length))).status, 400);
    });

    it("sends the secret in a header to a provider that wants it there", async () => {
      const strict = await startProvider({ clientAuthMethods: ["client_secret_basic"] });
      const other = await startWith([strict], { strict: { issuer: strict.issuer, client_id: "a client:with odd characters" } });
      try {
        assert.equal((await logIn(other, "strict", "ada")).token_type, "Bearer");
      } finally {
        await other.stop();
        await strict.stop();
      }
    });
  });

  describe("a token", () => {
    it("makes its bearer a user with a profile", async () => {
      const { access_token: token } = await logIn(server, "plain", "grace");
      const { id, principals, profile } = await userOf(server, `Bearer ${token}`);

      assert.equal(id, "plain:grace");
      assert.ok(principals.includes("plain:grace"));
      assert.deepEqual(profile, { sub: "grace", email: "grace@example.org", email_verified: true, name: "grace \u{1f511} \u00e9" });
    });

    it("is accepted whatever the case of the scheme, and not under another one", async () => {
      const { access_token: token } = await logIn(server, "plain", "grace");

      assert.equal((await userOf(server, `bEARER ${token}`)).id, "plain:grace");
      assert.equal((await userOf(server, `Bearer   ${token} `)).id, "plain:grace");
      assert.equal(await userOf(server, `Other ${token}`), undefined);
      assert.equal(await userOf(server, `Bearer${token}`), undefined);
    });

    it("owns what it creates", async () => {
      const { access_token: token } = await logIn(server, "plain", "grace");
      const authorization = `Bearer ${token}`;
      const made = await fetch(`${server.remote}/buckets/of-grace`, { method: "PUT", headers: { Authorization: authorization } });

      assert.equal(made.status, 201);
      assert.deepEqual((await made.json()).permissions, { write: ["plain:grace"] });
      assert.equal((await get(server, "/v1/buckets/of-grace")).status, 401);
      const { access_token: other } = await logIn(server, "plain", "linus");
      assert.equal((await get(server, "/v1/buckets/of-grace", `Bearer ${other}`)).status, 403);
    });

    it("is verified once and then remembered", async () => {
      const { access_token: token } = await logIn(server, "plain", "grace");
      const asked = () => provider.requests.filter((line) => line === "GET /me").length;
      const atFirst = asked();

      await Promise.all(Array.from({ length: 20 }, () => userOf(server, `Bearer ${token}`)));
      assert.equal(asked(), atFirst + 1);
      assert.equal((await userOf(server, `Bearer ${token}`)).id, "plain:grace");
      assert.equal(asked(), atFirst + 1);
    });

    it("names its user by the member that the settings choose", async () => {
      const { access_token: token } = await logIn(server, "mail", "grace");

      assert.equal((await userOf(server, `Mail ${token}`)).id, "mail:grace@example.org");
      assert.equal(await userOf(server, `Token ${token}`), undefined);
    });

    it("that nobody issued is nobody's", async () => {
      assert.equal(await userOf(server, "Bearer invented"), undefined);
      const refused = await get(server, "/v1/buckets", "Bearer invented");

      assert.equal(refused.status, 401);
      assert.equal(refused.headers.get("WWW-Authenticate"), 'Basic realm="Realm", Bearer realm="Realm", Mail realm="Post", Token realm="Realm", Hawk realm="Realm"');
    });

    it("that was revoked is nobody's", async () => {
      const { access_token: token } = await logIn(server, "plain", "grace");
      const revoked = await fetch(`${provider.issuer}/token/revocation`, { method: "POST", body: new URLSearchParams({ token, client_id: "plain", client_secret: SECRET }) });

      assert.equal(revoked.status, 200);
      assert.equal(await userOf(server, `Bearer ${token}`), undefined);
    });

    it("works in a batch, and once per token", async () => {
      const { access_token: token } = await logIn(server, "plain", "grace");
      const authorization = { Authorization: `Bearer ${token}` };
      const requests = Array.from({ length: 5 }, () => ({ path: "/", headers: authorization }));
      const response = await fetch(`${server.remote}/batch`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ requests: [...requests, { path: "/" }] }) });

      assert.deepEqual((await response.json()).responses.map(({ body }) => body.user?.id), [...Array(5).fill("plain:grace"), undefined]);
    });

    it("opens no Hawk session: those are for accounts", async () => {
      const { access_token: token } = await logIn(server, "plain", "grace");
      const response = await fetch(`${server.remote}/hawk-sessions`, { method: "POST", headers: { Authorization: `Bearer ${token}` } });

      assert.equal(response.status, 403);
    });

    it("stands beside accounts", async () => {
      assert.equal((await userOf(server, basic("alice", "wonderland"))).id, "account:alice");
    });
  });

  describe("a token for an audience", () => {
    /** A token of a login, with this much added to the provider's clock meanwhile. */
    async function tokenAt(shift = 0) {
      const { now } = Date;
      Date.now = () => now() + shift;
      try {
        return (await logIn(server, "api", "grace")).access_token;
      } finally {
        Date.now = now;
      }
    }

    const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

    it("is accepted", async () => {
      const token = await tokenAt();

      assert.equal(claimsOf(token).aud, AUDIENCE);
      assert.equal((await userOf(server, `Token ${token}`)).id, "api:grace");
    });

    it("is refused when it has expired", async () => {
      assert.equal(await userOf(server, `Token ${await tokenAt(-2 * HOUR)}`), undefined);
    });

    it("is refused when it is for others, comes from others or was altered", async () => {
      const token = await tokenAt();
      const [header, , signature] = token.split(".");
      const claims = claimsOf(token);
      const forged = newKey(JSON.parse(Buffer.from(header, "base64url")).kid);
      const text = `${header}.${base64(claims)}`;
      const forgery = sign("sha256", Buffer.from(text), { key: forged, format: "jwk", dsaEncoding: "ieee-p1363" }).toString("base64url");

      assert.equal(await userOf(server, `Token ${header}.${base64({ ...claims, sub: "root" })}.${signature}`), undefined);
      assert.equal(await userOf(server, `Token ${text}.${forgery}`), undefined);
    });

    it("is refused without signature, and with the public key as a shared secret", async () => {
      const token = await tokenAt();
      const claims = base64(claimsOf(token));
      const { kid } = JSON.parse(Buffer.from(token.split(".")[0], "base64url"));
      const { keys } = await (await fetch(`${provider.issuer}/jwks`)).json();
      const secrets = [JSON.stringify(keys[0]), createPublicKey({ key: keys[0], format: "jwk" }).export({ type: "spki", format: "pem" })];

      for (const alg of ["none", "None", "NONE"]) {
        assert.equal(await userOf(server, `Token ${base64({ alg, kid })}.${claims}.`), undefined, alg);
      }

      for (const secret of secrets) {
        const text = `${base64({ alg: "HS256", kid })}.${claims}`;
        assert.equal(await userOf(server, `Token ${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`), undefined);
      }
    });

    it("is refused when it is opaque, without asking the provider", async () => {
      const { access_token: token } = await logIn(server, "plain", "grace");
      const asked = provider.requests.length;

      assert.equal(await userOf(server, `Token ${token}`), undefined);
      assert.equal(provider.requests.length, asked);
    });

    it("is refused where another audience is expected", async () => {
      const { issuer } = provider;
      const other = await startWith([provider], { api: { issuer, client_id: "api", audience: "https://another.example.org/", header_type: "Token" } });
      try {
        assert.equal(await userOf(other, `Token ${await tokenAt()}`), undefined);
        assert.equal((await userOf(other, `Token ${(await logIn(other, "api", "linus")).access_token}`)).id, "api:linus");
      } finally {
        await other.stop();
      }
    });

    it("is accepted when the provider has changed its keys", async () => {
      assert.equal((await userOf(server, `Token ${await tokenAt()}`)).id, "api:grace");
      provider.rotate("second");
      const token = await tokenAt();

      assert.equal(JSON.parse(Buffer.from(token.split(".")[0], "base64url")).kid, "second");
      assert.equal((await userOf(server, `Token ${token}`)).id, "api:grace");
    });

    it("with an invented key makes us ask the provider a few times only", async () => {
      const claims = base64({ iss: provider.issuer, aud: AUDIENCE, sub: "root", exp: Math.floor(Date.now() / 1000) + 600 });
      const asked = () => provider.requests.filter((line) => line === "GET /jwks").length;
      const atFirst = asked();

      for (let n = 0; n < 20; n++) {
        assert.equal(await userOf(server, `Token ${base64({ alg: "ES256", kid: `invented-${n}` })}.${claims}.${"A".repeat(86)}`), undefined);
      }

      assert.ok(asked() - atFirst <= 5, `${asked() - atFirst} requests`);
    });
  });

  describe("a provider in trouble", () => {
    after(() => provider.answerWith(null));

    const answers = {
      "is down": (_, response) => response.writeHead(503).end(),
      "breaks off": (request) => request.socket.destroy(),
      "redirects": (_, response) => response.writeHead(302, { Location: `${provider.issuer}/elsewhere` }).end(),
      "answers without end": (_, response) => {
        response.writeHead(200, { "Content-Type": "application/json" });
        const more = () => response.write(" ".repeat(65_536), (error) => error || more());
        more();
      },
    };

    for (const [what, answer] of Object.entries(answers)) {
      it(`that ${what} is said to be unavailable, and those it vouched for before stay known`, async () => {
        provider.answerWith(null);
        const { access_token: known } = await logIn(server, "plain", "grace");
        assert.equal((await userOf(server, `Bearer ${known}`)).id, "plain:grace");
        const { access_token: unknown } = await logIn(server, "plain", "linus");
        const elsewhere = [];

        provider.answerWith((request, response) => {
          elsewhere.push(request.url);
          answer(request, response);
        });
        const refused = await get(server, "/v1/", `Bearer ${unknown}`);
        assert.equal(refused.status, 503);
        assert.equal(refused.json.errno, 201);
        assert.equal(refused.headers.get("Retry-After"), "3");
        assert.deepEqual(new Set(elsewhere), new Set(["/me"]));
        assert.equal((await userOf(server, `Bearer ${known}`)).id, "plain:grace");
        assert.equal(await userOf(server), undefined);

        provider.answerWith(null);
        assert.equal((await userOf(server, `Bearer ${unknown}`)).id, "plain:linus");
      });
    }

    it("that speaks no JSON vouches for nobody", async () => {
      provider.answerWith((_, response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<p>Welcome</p>"));

      assert.equal(await userOf(server, "Bearer some-token"), undefined);
    });

    it("that says no name vouches for nobody", async () => {
      for (const profile of ["{}", "[]", '{"sub":""}', '{"sub":null}', '{"sub":["a"]}', '{"sub":"a\\u0000b"}', '{"sub":"a\\nb"}']) {
        provider.answerWith((_, response) => response.writeHead(200, { "Content-Type": "application/json" }).end(profile));
        assert.equal(await userOf(server, `Bearer token-${Buffer.from(profile).toString("hex")}`), undefined, profile);
      }
    });
  });

  it("starts although the provider is down, and asks again", async () => {
    const late = await startProvider();
    late.answerWith((_, response) => response.writeHead(500).end());
    const other = await startWith([late], { late: { issuer: late.issuer, client_id: "late" } });
    try {
      const login = () => get(other, loginUrl(other, "late").slice(other.origin.length));
      assert.equal((await login()).status, 503);
      assert.equal((await get(other, "/v1/", "Bearer some-token")).status, 503);
      assert.equal((await userOf(other, basic("alice", "wonderland"))).id, "account:alice");
      assert.deepEqual((await get(other, "/v1/")).json.capabilities.openid.providers, [
        { name: "late", issuer: late.issuer, auth_path: "/openid/late/login", client_id: "late", audience: "", header_type: "Bearer" },
      ]);

      late.answerWith(null);
      const limit = Date.now() + 60_000;
      while ((await login()).status === 503) {
        assert.ok(Date.now() < limit, other.log());
      }

      assert.equal((await userOf(other, `Bearer ${(await logIn(other, "late", "ada")).access_token}`)).id, "late:ada");
      assert.equal((await get(other, "/v1/")).json.capabilities.openid.providers[0].userinfo_endpoint, `${late.issuer}/me`);
      assert.match(other.log(), /\[111\] The identity provider of the policy late cannot be asked who it is/);
      assert.match(other.log(), /\[110\] The identity provider of the policy late is known/);
    } finally {
      await other.stop();
      await late.stop();
    }
  });

  it("logs no tokens, codes, states or secrets", async () => {
    const end = await new Browser().walk(loginUrl(server, "plain"), `${server.origin}/v1/openid/plain/token`, "ada");
    const passed = (await get(server, end.slice(server.origin.length))).headers.get("Location");
    const tokens = JSON.parse(Buffer.from(decodeURIComponent(passed.slice(CALLBACK.length)), "base64"));
    await userOf(server, `Bearer ${tokens.access_token}`);
    const { code, state } = Object.fromEntries(new URL(end).searchParams);

    for (const secret of [SECRET, code, state, tokens.access_token, tokens.id_token]) {
      assert.ok(secret && !server.log().includes(secret), secret);
    }
  });
});
