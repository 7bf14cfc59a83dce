// The kinto package under plain Node. Its `main` requires an ES module, which Node 18 refuses, so we take the bundle it publishes for the browser.
import { webcrypto } from "node:crypto";
import { basic, openSession } from "./session.mjs";
import { hawkFetch } from "./hawk-fetch.mjs";

globalThis.crypto ??= webcrypto; // a global only from Node 19 on

const { default: bundle } = await import("kinto/dist/kinto.min.js");

export const { KintoClient, default: Kinto } = bundle;

const timeout = 60_000; // of one request, in milliseconds

/** The two ways to say who one is; each gives the options that make the client do so. */
export const SCHEMES = {
  Basic: async (_origin, name, password) => ({ timeout, headers: { Authorization: basic(name, password) } }),
  Hawk: async (origin, name, password) => ({ timeout, fetchFunc: hawkFetch((await openSession(origin, name, password)).credentials) }),
};
