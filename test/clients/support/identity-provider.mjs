// A certified OpenID provider over a real socket, and a browser that logs in there: every page is fetched, every form is sent.
import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import Provider from "oidc-provider";
import MemoryAdapter from "oidc-provider/lib/adapters/memory_adapter.js";

const MOST_HOPS = 20;
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

export const SECRET = "a-client-secret-that-is-never-logged";

/** A fresh signing key, as the provider keeps it. */
export function newKey(kid) {
  return { ...generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "ES256" };
}

/**
 * Starts a provider. Its clients are made when somebody asks for them, with the callbacks that `callbacks` has by then.
 * Access tokens are opaque; those of a login with an `audience` are JWTs for it.
 */
export async function startProvider({ clientAuthMethods = ["client_secret_post", "client_secret_basic"] } = {}) {
  const server = http.createServer((request, response) => handle(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${server.address().port}`;

  const provider = { issuer, callbacks: [], requests: [], server };
  let keys = [newKey("first")];
  let handle;

  /** Replaces the signing keys; sessions and tokens stay. */
  provider.rotate = (kid) => {
    keys = [newKey(kid)];
    handle = start();
  };

  /** Has every request answered by this instead; null ends it. */
  provider.answerWith = (answer) => {
    handle = answer ?? start();
  };

  provider.stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };

  function start() {
    const oidc = new Provider(issuer, {
      jwks: { keys },
      cookies: { keys: ["a-cookie-key-of-the-test"] },
      scopes: ["openid", "email", "profile"],
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
      extraParams: ["audience"],
      pkce: { required: () => false },
      clientAuthMethods,
      ttl: { AccessToken: 3600, AuthorizationCode: 60, IdToken: 3600, Interaction: 600, Session: 600, Grant: 600 },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@example.org`, email_verified: true, name: `${id} \u{1f511} \u00e9` }) }),
      adapter: (model) => (model === "Client" ? { find: async (id) => clientOf(id) } : new MemoryAdapter(model)),
      features: {
        revocation: { enabled: true },
        resourceIndicators: {
          enabled: true,
          defaultResource: (ctx) => ctx.oidc.params?.audience,
          useGrantedResource: () => true,
          getResourceServerInfo: (_, audience) => ({ scope: "openid email profile", audience, accessTokenFormat: "jwt", jwt: { sign: { alg: "ES256" } } }),
        },
      },
    });
    const answer = oidc.callback();

    return (request, response) => {
      provider.requests.push(`${request.method} ${request.url.split("?")[0]}`);
      // This provider has no userinfo for tokens of an audience; others have.
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
      if (request.url === "/me" && JWT.test(token)) {
        answerUserInfo(token, response);
      } else {
        answer(request, response);
      }
    };
  }

  function clientOf(id) {
    return {
      client_id: id,
      client_secret: SECRET,
      redirect_uris: provider.callbacks,
      response_types: ["code"],
      grant_types: ["authorization_code"],
      id_token_signed_response_alg: "ES256",
      token_endpoint_auth_method: clientAuthMethods[0],
    };
  }

  function answerUserInfo(token, response) {
    const [header, payload, signature] = token.split(".");
    const { kid } = JSON.parse(Buffer.from(header, "base64url"));
    const { sub } = JSON.parse(Buffer.from(payload, "base64url"));
    const key = keys.find((one) => one.kid === kid);
    const good = key && verify("sha256", Buffer.from(`${header}.${payload}`), { key: createPublicKey({ key, format: "jwk" }), dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"));
    response.writeHead(good ? 200 : 401, { "Content-Type": "application/json" });
    response.end(JSON.stringify(good ? { sub, email: `${sub}@example.org` } : { error: "invalid_token" }));
  }

  handle = start();
  return provider;
}

/** One browser: it follows redirects by hand and keeps the provider's cookies. */
export class Browser {
  #cookies = new Map();

  async open(url, form) {
    const headers = { Cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
    const body = form && new URLSearchParams(form);
    const response = await fetch(url, { method: form ? "POST" : "GET", headers, body, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.#cookies.set(name, value);
    }

    const location = response.headers.get("Location");
    return { response, page: await response.text(), next: location && new URL(location, url).href };
  }

  /** Follows redirects and fills in forms until the browser would leave for `end`; resolves with that address. */
  async walk(url, end, user) {
    let form;
    for (let hop = 0; hop < MOST_HOPS; hop++) {
      if (url.startsWith(end)) {
        return url;
      }

      const { response, page, next } = await this.open(url, form);
      form = undefined;
      if (next) {
        url = next;
        continue;
      }

      assert.equal(response.status, 200, `${url}: ${page}`);
      const action = /<form[^>]* action="([^"]+)"/.exec(page);
      assert.ok(action, `no form at ${url}: ${page}`);
      url = new URL(action[1], url).href;
      form = /name="login"/.test(page) ? { prompt: "login", login: user, password: "any" } : { prompt: "consent" };
    }

    assert.fail(`still not at ${end} after ${MOST_HOPS} pages`);
  }
}
