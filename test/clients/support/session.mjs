// A Hawk session as a third party would implement it from the documentation: a token from the server, credentials by HKDF.
import assert from "node:assert/strict";
import { hkdfSync } from "node:crypto";

const INFO = "identity.mozilla.com/picl/v1/sessionToken";
const HALF = 32;

/** Derives what the reference client calls credentials from a session token in hexadecimal. */
export function credentialsOf(token) {
  const material = Buffer.from(hkdfSync("sha256", Buffer.from(token, "hex"), Buffer.alloc(0), INFO, 2 * HALF));

  return {
    id: material.subarray(0, HALF).toString("hex"),
    key: material.subarray(HALF).toString("hex"), // the hexadecimal text itself is the key
    algorithm: "sha256",
  };
}

/** The value of an Authorization field for HTTP Basic. */
export function basic(name, password) {
  return `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
}

/** Opens a session with a name and a password; resolves with its token and credentials. */
export async function openSession(origin, name, password) {
  const response = await fetch(`${origin}/v1/hawk-sessions`, { method: "POST", headers: { Authorization: basic(name, password) } });
  assert.equal(response.status, 201, await response.text());

  const token = response.headers.get("Hawk-Session-Token");
  assert.match(token, /^[0-9a-f]{64}$/);

  return { token, credentials: credentialsOf(token) };
}
