// The HTTP client of the kinto package meets conflicts, sends batches and explains errors.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KintoClient } from "./support/kinto.mjs";
import { openWorlds, refusal, USERS } from "./support/worlds.mjs";

for (const { scheme, server, authenticate, alice, bob, clientOf, newId, newCollection } of await openWorlds()) {
  describe(`over ${scheme}`, () => {
    describe("conflicts", () => {
      it("creating safely what exists shows what is there", async () => {
        const { collection } = await newCollection();
        await collection.createRecord({ id: "r", a: 1 }, { safe: true });

        const error = await refusal(collection.createRecord({ id: "r", a: 2 }, { safe: true }), 412, 114);
        assert.match(error.message, /HTTP 412 Precondition Failed: Resource was created, updated or deleted meanwhile/);
        assert.equal(error.data.details.existing.a, 1);
      });

      it("updating safely an old version is refused, the current one goes through", async () => {
        const { collection } = await newCollection();
        const { data: old } = await collection.createRecord({ id: "r", a: 1 });
        const { data: current } = await collection.updateRecord({ id: "r", a: 2 });

        const error = await refusal(collection.updateRecord({ ...old, a: 3 }, { safe: true }), 412, 114);
        assert.deepEqual(error.data.details.existing, current);
        assert.equal((await collection.updateRecord({ ...current, a: 3 }, { safe: true })).data.a, 3);
      });

      it("the version may stand beside the record", async () => {
        const { collection } = await newCollection();
        const { data: { last_modified } } = await collection.createRecord({ id: "r", a: 1 });

        await refusal(collection.updateRecord({ id: "r", a: 2 }, { safe: true, last_modified: last_modified - 1 }), 412, 114);
        assert.equal((await collection.updateRecord({ id: "r", a: 2 }, { safe: true, patch: true, last_modified })).data.a, 2);
      });

      it("deleting safely an old version is refused", async () => {
        const { collection } = await newCollection();
        const { data: old } = await collection.createRecord({ id: "r" });
        const { data: current } = await collection.updateRecord({ id: "r", a: 2 });

        await refusal(collection.deleteRecord(old, { safe: true }), 412, 114);
        assert.equal((await collection.deleteRecord(current, { safe: true })).data.deleted, true);
      });

      it("updating safely what is gone", async () => {
        const { collection } = await newCollection();
        const { data } = await collection.createRecord({ id: "r" });
        await collection.deleteRecord("r");

        await refusal(collection.updateRecord({ ...data, a: 1 }, { safe: true }), 412, 114);
      });

      it("buckets, collections and groups alike", async () => {
        const { bucket, collection } = await newCollection();
        await bucket.createGroup("g", []);

        await refusal(bucket.setData({ a: 1 }, { safe: true, last_modified: 1 }), 412, 114);
        await refusal(collection.setData({ a: 1 }, { safe: true, last_modified: 1 }), 412, 114);
        await refusal(bucket.updateGroup({ id: "g", members: [] }, { safe: true, last_modified: 1 }), 412, 114);
        await refusal(bucket.createCollection("things", { safe: true }), 412, 114);
        await refusal(bucket.deleteCollection("things", { safe: true, last_modified: 1 }), 412, 114);
        await refusal(alice.deleteBucket(bucket.name, { safe: true, last_modified: 1 }), 412, 114);
      });

      it("a client that is safe by default", async () => {
        const safe = await clientOf("alice", { safe: true });
        const { collection } = await newCollection(safe);
        const mine = safe.bucket(collection.bucket.name).collection("things");
        const { data: old } = await mine.createRecord({ id: "r", a: 1 });
        await mine.updateRecord({ ...old, a: 2 });

        await refusal(mine.updateRecord({ ...old, a: 3 }), 412, 114);
        await refusal(mine.createRecord({ id: "r" }), 412, 114);
      });

      it("of many safe writers one wins", async () => {
        const { collection } = await newCollection();
        const { data } = await collection.createRecord({ id: "r", winner: null });

        const outcomes = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => collection.updateRecord({ ...data, winner: n }, { safe: true })));

        const won = outcomes.flatMap(({ status }, n) => (status === "fulfilled" ? [n] : []));
        assert.equal(won.length, 1, outcomes.map(({ reason }) => String(reason)).join("\n"));
        assert.ok(outcomes.every(({ status, reason }) => status === "fulfilled" || reason.response?.status === 412));
        assert.equal((await collection.getRecord("r")).data.winner, won[0]);
      });
    });

    describe("batch", () => {
      it("several kinds at once", async () => {
        const id = newId("bucket");
        const responses = await alice.batch((batch) => {
          batch.createBucket(id);
          const bucket = batch.bucket(id);
          bucket.createCollection("c");
          bucket.createGroup("g", ["account:bob"]);
          const collection = bucket.collection("c");
          collection.createRecord({ id: "a", n: 1 });
          collection.createRecord({ n: 2 });
          collection.updateRecord({ id: "a", m: 2 }, { patch: true });
          collection.getRecord("a");
          collection.deleteRecord("a");
          collection.getRecord("a");
        });

        assert.deepEqual(responses.map(({ status }) => status), [201, 201, 201, 201, 201, 200, 200, 200, 404]);
        assert.deepEqual([responses[6].body.data.n, responses[6].body.data.m], [1, 2]);
        assert.equal(await alice.bucket(id).collection("c").getTotalRecords(), 1);
      });

      it("more than the server takes at once is split, and keeps its order", async () => {
        let batches = 0;
        const { fetchFunc = fetch, ...options } = await authenticate(server.origin, "alice", USERS.alice);
        const counting = new KintoClient(server.remote, {
          ...options,
          fetchFunc: (url, init) => {
            batches += url.endsWith("/batch") ? 1 : 0;
            return fetchFunc(url, init);
          },
        });
        const { collection } = await newCollection(counting);

        const responses = await collection.batch((batch) => {
          for (let n = 0; n < 60; n++) {
            batch.createRecord({ id: `r${n}`, n });
          }
        });

        assert.equal(batches, 3);
        assert.deepEqual(responses.map(({ body }) => body.data.n), Array.from({ length: 60 }, (_, n) => n));
        assert.deepEqual((await collection.listRecords({ sort: "last_modified" })).data.map(({ n }) => n), Array.from({ length: 60 }, (_, n) => n));
      });

      it("aggregates what was published, skipped, in conflict and wrong", async () => {
        const { collection } = await newCollection();
        const { data: old } = await collection.createRecord({ id: "r", a: 1 });
        const { data: current } = await collection.updateRecord({ id: "r", a: 2 });

        const result = await collection.batch(
          (batch) => {
            batch.createRecord({ id: "fresh" });
            batch.updateRecord({ ...old, a: 3 }, { safe: true });
            batch.deleteRecord("nobody");
            batch.createRecord({ id: "-wrong-" });
          },
          { aggregate: true },
        );

        assert.deepEqual(result.published.map(({ data }) => data.id), ["fresh"]);
        assert.deepEqual(result.conflicts.map(({ remote }) => remote), [current]);
        assert.deepEqual(result.skipped.map(({ id }) => id), ["nobody"]);
        assert.deepEqual(result.errors.map(({ error }) => error.errno), [107]);
      });

      it("an empty one asks nothing", async () => {
        assert.deepEqual(await alice.batch(() => {}), []);
      });

      it("changes permissions by JSON Patch", async () => {
        const { bucket, collection } = await newCollection();
        const responses = await bucket.batch((batch) => {
          batch.addPermissions({ read: ["account:bob"] });
          batch.collection("things").addPermissions({ write: ["account:carol"] });
        });

        assert.deepEqual(responses.map(({ status }) => status), [200, 200]);
        assert.deepEqual((await bucket.getPermissions()).read, ["account:bob"]);
        assert.deepEqual([...(await collection.getPermissions()).write].sort(), ["account:alice", "account:carol"]);
      });
    });

    describe("errors", () => {
      it("an unknown object", async () => {
        const { collection } = await newCollection();
        const error = await refusal(collection.getRecord("nobody"), 404, 110);

        assert.equal(error.message, "HTTP 404 Not Found: Invalid Token / id");
        assert.deepEqual(error.data.details, { id: "nobody", resource_name: "record" });
      });

      it("an unknown parent", async () => {
        const { bucket } = await newCollection();
        const error = await refusal(bucket.collection("none").listRecords(), 404, 111);

        assert.deepEqual(error.data.details, { id: "none", resource_name: "collection" });
      });

      it("a forbidden object", async () => {
        const { bucket } = await newCollection();
        const error = await refusal(bob.bucket(bucket.name).getData(), 403, 121);

        assert.equal(error.message, "HTTP 403 Forbidden: Resource access is forbidden for this user (This user cannot access this resource.)");
      });

      it("an invalid id", async () => {
        const { collection } = await newCollection();
        const error = await refusal(collection.createRecord({ id: "-bad-" }), 400, 107);

        assert.equal(error.message, "HTTP 400 Invalid parameters: Invalid request parameter (path: Invalid object id)");
        assert.deepEqual(error.data.details, [{ location: "path", name: null, description: "Invalid object id" }]);
      });

      it("invalid permissions", async () => {
        const { bucket } = await newCollection();
        const error = await refusal(bucket.setPermissions({ fly: ["account:bob"] }), 400, 107);

        assert.equal(error.data.details[0].location, "body");
        assert.match(error.data.message, /^permissions in body: "fly" is not one of /);
      });

      it("an invalid query", async () => {
        const { collection } = await newCollection();
        const error = await refusal(collection.listRecords({ limit: "abc" }), 400, 107);

        assert.equal(error.data.message, '_limit in querystring: "abc" is not a number');
      });

      it("credentials that are wrong", async () => {
        const wrong = new KintoClient(server.remote, { headers: { Authorization: "Basic YWxpY2U6d3Jvbmc=" } });
        const error = await refusal(wrong.listBuckets(), 401, 104);

        assert.equal(error.message, "HTTP 401 Unauthorized: Missing Authorization Token (Please authenticate yourself to use this endpoint.)");
      });
    });
  });
}
