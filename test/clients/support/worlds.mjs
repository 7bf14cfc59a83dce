// What every test of the kinto client starts from: a server, three users, and each of them over Basic and over Hawk.
import assert from "node:assert/strict";
import { after } from "node:test";
import { KintoClient, SCHEMES } from "./kinto.mjs";
import { startServer } from "./server.mjs";

export const USERS = { alice: "wonderland", bob: "builder", carol: "christmas" };

/** What a server without settings file is told by default. */
const BASIC_AND_HAWK = [
  "userid_hmac_secret = 5e1f0f6f9d0e4c2c8a7b6d5c4b3a2910",
  "multiauth.policies = account hawk",
  "multiauth.policy.account.use = kinto.plugins.accounts.AccountsPolicy",
  "multiauth.policy.hawk.use = kinto_hawk.authentication.HawkAuthenticationPolicy",
  "hawk.principal = account",
];

let serial = 0;

/**
 * Starts a server for this file and gives one world per scheme.
 * @param {string[]} [settings] lines over those of a server with accounts and Hawk sessions; without them the server has no settings file
 */
export async function openWorlds(settings) {
  const server = await startServer(USERS, settings && [...BASIC_AND_HAWK, ...settings]);
  after(() => server.stop());

  const worlds = [];
  for (const [scheme, authenticate] of Object.entries(SCHEMES)) {
    worlds.push(await openWorld(server, scheme, authenticate));
  }

  return worlds;
}

async function openWorld(server, scheme, authenticate) {
  const clientOf = async (name, options = {}) => new KintoClient(server.remote, { ...(await authenticate(server.origin, name, USERS[name])), ...options });
  const newId = (prefix) => `${prefix}-${scheme.toLowerCase()}-${++serial}`;
  const [alice, bob, carol] = [await clientOf("alice"), await clientOf("bob"), await clientOf("carol")];

  /** A fresh bucket of alice's with a collection in it. */
  async function newCollection(client = alice) {
    const bucket = client.bucket((await client.createBucket(newId("bucket"))).data.id);
    await bucket.createCollection("things");
    return { bucket, collection: bucket.collection("things") };
  }

  /** A fresh collection with records r0, r1, …, each with its index as n and its parity. */
  async function filledCollection(count) {
    const made = await newCollection();
    await made.collection.batch((batch) => {
      for (let n = 0; n < count; n++) {
        batch.createRecord({ id: `r${n}`, n, parity: n % 2 === 0 ? "even" : "odd", nested: { tens: Math.floor(n / 10) } });
      }
    });
    return made;
  }

  return { scheme, server, authenticate, clientOf, newId, alice, bob, carol, newCollection, filledCollection };
}

/** Resolves when the promise is refused with this status and errno; gives the client's error. */
export async function refusal(promise, status, errno) {
  const error = await promise.then(
    (value) => assert.fail(`expected ${status}, got ${JSON.stringify(value)}`),
    (reason) => reason,
  );

  assert.equal(error.response?.status, status, error.stack);
  assert.equal(error.data.code, status);
  assert.equal(error.data.errno, errno);
  return error;
}

export const ids = (list) => list.data.map(({ id }) => id);
export const byId = (list) => ids(list).sort();
