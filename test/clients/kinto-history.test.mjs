// The HTTP client of the kinto package reads what happened, and collections as they were.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ids, openWorlds, refusal } from "./support/worlds.mjs";

const settings = ["includes = kinto.plugins.accounts kinto.plugins.history kinto_hawk"];

for (const { scheme, alice, bob, newId, newCollection, filledCollection } of await openWorlds(settings)) {
  describe(`over ${scheme}`, () => {
    const told = (list) => list.data.map(({ action, uri }) => `${action} ${uri}`);

    describe("history", () => {
      it("is a capability", async () => {
        const { history } = await alice.fetchServerCapabilities();
        assert.equal(history.description, "Track changes on data.");
      });

      it("lists every change, newest first", async () => {
        const { bucket, collection } = await newCollection();
        await bucket.createGroup("friends", ["account:bob"]);
        await collection.createRecord({ id: "r", n: 1 });
        await collection.updateRecord({ id: "r", n: 2 }, { patch: true });
        await collection.deleteRecord("r");
        await bucket.deleteGroup("friends");

        const uri = `/buckets/${bucket.name}`;
        assert.deepEqual(told(await bucket.listHistory()), [
          `delete ${uri}/groups/friends`,
          `delete ${uri}/collections/things/records/r`,
          `update ${uri}/collections/things/records/r`,
          `create ${uri}/collections/things/records/r`,
          `create ${uri}/groups/friends`,
          `create ${uri}/collections/things`,
          `create ${uri}`,
        ]);
      });

      it("shows each version of a record, and who made it", async () => {
        const { bucket, collection } = await newCollection();
        await collection.setPermissions({ write: ["account:bob"] });
        const created = await collection.createRecord({ id: "r", n: 1 });
        const updated = await bob.bucket(bucket.name).collection("things").updateRecord({ id: "r", n: 2 });

        const { data } = await bucket.listHistory({ filters: { record_id: "r" } });
        assert.deepEqual(data.map(({ user_id, target }) => ({ user_id, data: target.data })), [
          { user_id: "account:bob", data: updated.data },
          { user_id: "account:alice", data: created.data },
        ]);
      });

      it("is filtered, sorted and cut as any list", async () => {
        const { bucket } = await filledCollection(4);

        assert.deepEqual((await bucket.listHistory({ filters: { resource_name: "bucket" } })).data.map(({ bucket_id }) => bucket_id), [bucket.name]);
        assert.deepEqual((await bucket.listHistory({ filters: { "target.data.parity": "odd" }, sort: "record_id" })).data.map(({ record_id }) => record_id), ["r1", "r3"]);
        assert.deepEqual((await bucket.listHistory({ filters: { uri: `/buckets/${bucket.name}/collections/things` } })).data.length, 1);

        const fields = await bucket.listHistory({ fields: ["uri"], limit: 1 });
        assert.deepEqual(Object.keys(fields.data[0]).sort(), ["id", "last_modified", "uri"]);
      });

      it("comes in pages, all of them at once when asked", async () => {
        const { bucket } = await filledCollection(5);

        const first = await bucket.listHistory({ limit: 3 });
        assert.equal(first.data.length, 3);
        assert.ok(first.hasNextPage);
        const second = await first.next();
        assert.equal(second.data.length, 3);

        const all = await bucket.listHistory({ limit: 2, pages: Infinity });
        assert.equal(all.data.length, 7);
        assert.equal(new Set(ids(all)).size, 7);
      });

      it("is read between two points in time", async () => {
        const { bucket } = await filledCollection(3);
        const { data } = await bucket.listHistory();

        const before = await bucket.listHistory({ filters: { _before: data[1].last_modified } });
        assert.deepEqual(ids(before), data.slice(2).map(({ id }) => id));
        const since = await bucket.listHistory({ since: `"${data[2].last_modified}"` });
        assert.deepEqual(ids(since), data.slice(0, 2).map(({ id }) => id));
      });

      it("of a batch has an entry for each request", async () => {
        const { bucket, collection } = await filledCollection(2);
        await collection.batch((batch) => {
          batch.updateRecord({ id: "r0", n: 10 });
          batch.deleteRecord("r1");
        });

        const { data } = await bucket.listHistory({ limit: 2 });
        assert.deepEqual(data.map(({ action, record_id }) => [action, record_id]), [["delete", "r1"], ["update", "r0"]]);
      });

      it("of a deletion of many records has an entry for each", async () => {
        const { bucket, collection } = await filledCollection(3);
        await collection.deleteRecords();

        const { data } = await bucket.listHistory({ filters: { action: "delete" } });
        assert.deepEqual(data.map(({ record_id }) => record_id).sort(), ["r0", "r1", "r2"]);
      });

      it("shows others only what they could read", async () => {
        const { bucket, collection } = await newCollection();
        await refusal(bob.bucket(bucket.name).listHistory(), 403, 121);

        await collection.createRecord({ id: "shared" }, { permissions: { read: ["account:bob"] } });
        await collection.createRecord({ id: "own" });
        assert.deepEqual((await bob.bucket(bucket.name).listHistory()).data.map(({ record_id }) => record_id), ["shared"]);
      });

      it("refuses fields that it does not have", async () => {
        const { bucket } = await newCollection();
        await refusal(bucket.listHistory({ filters: { nothing: 1 } }), 400, 107);
        await refusal(bucket.listHistory({ sort: "nothing" }), 400, 107);
      });

      it("starts again with its bucket", async () => {
        const { bucket } = await filledCollection(2);
        await alice.deleteBucket(bucket.name);
        await alice.createBucket(bucket.name);

        assert.deepEqual(told(await bucket.listHistory()), [`create /buckets/${bucket.name}`]);
      });
    });

    describe("a collection at a time", () => {
      /** Records made, changed and deleted, with the time after each step. */
      async function grownCollection() {
        const { bucket, collection } = await newCollection();
        const first = (await collection.createRecord({ id: "a", n: 1 })).data.last_modified;
        const second = (await collection.createRecord({ id: "b", n: 1 })).data.last_modified;
        const third = (await collection.updateRecord({ id: "a", n: 2 })).data.last_modified;
        const fourth = (await collection.deleteRecord("b")).data.last_modified;
        const fifth = (await collection.createRecord({ id: "b", n: 3 })).data.last_modified;
        return { bucket, collection, times: [first, second, third, fourth, fifth] };
      }

      const shown = (list) => list.data.map(({ id, n }) => `${id}${n}`);

      it("is listed as it was", async () => {
        const { collection, times } = await grownCollection();

        const seen = [];
        for (const at of times) {
          seen.push(shown(await collection.listRecords({ at })));
        }

        assert.deepEqual(seen, [["a1"], ["b1", "a1"], ["a2", "b1"], ["a2"], ["b3", "a2"]]);
      });

      it("is a list without pages", async () => {
        const { collection, times } = await grownCollection();

        const snapshot = await collection.getSnapshot(times[1]);
        assert.equal(snapshot.totalRecords, 2);
        assert.equal(snapshot.last_modified, String(times[1]));
        assert.equal(snapshot.hasNextPage, false);
      });

      it("now is the collection itself", async () => {
        const { collection } = await grownCollection();

        const { data } = await collection.listRecords();
        assert.deepEqual((await collection.getSnapshot(Date.now() + 86_400_000)).data, data);
      });

      it("before everything is empty", async () => {
        const { collection } = await grownCollection();
        assert.deepEqual((await collection.getSnapshot(1)).data, []);
      });

      it("is the same for readers of the collection", async () => {
        const { bucket, collection, times } = await grownCollection();
        await collection.setPermissions({ read: ["account:bob"] });

        assert.deepEqual(shown(await bob.bucket(bucket.name).collection("things").listRecords({ at: times[2] })), ["a2", "b1"]);
      });

      it("is computed by the server, also where the client could not", async () => {
        const { bucket, collection, times } = await grownCollection();
        // The client falls back on the history, and refuses to when the creation of the collection is missing in it.
        await alice.execute({ path: `/buckets/${bucket.name}/history?resource_name=collection`, method: "DELETE", headers: alice._getHeaders({}) });
        assert.equal(await collection.isHistoryComplete(), false);

        assert.deepEqual(shown(await collection.listRecords({ at: times[1] })), ["b1", "a1"]);
      });

      it("that is unknown is empty", async () => {
        const bucket = alice.bucket((await alice.createBucket(newId("empty"))).data.id);
        assert.deepEqual((await bucket.collection("unknown").getSnapshot(1_000)).data, []);
      });
    });
  });
}
