// The HTTP client of the kinto package makes, reads, changes and deletes every kind of object.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { byId, ids, openWorlds, refusal } from "./support/worlds.mjs";

for (const { scheme, server, alice, bob, carol, newId, newCollection, filledCollection } of await openWorlds()) {
  describe(`over ${scheme}`, () => {
    describe("the server", () => {
      it("introduces itself", async () => {
        const info = await alice.fetchServerInfo();

        assert.equal(typeof info.project_name, "string");
        assert.equal(info.url, `${server.remote}/`);
        assert.match(await alice.fetchHTTPApiVersion(), /^1\.\d+$/);
      });

      it("tells its settings", async () => {
        const settings = await alice.fetchServerSettings();

        assert.equal(settings.batch_max_requests, 25);
        assert.equal(settings.readonly, false);
      });

      it("tells its capabilities", async () => {
        const capabilities = await alice.fetchServerCapabilities();

        assert.ok("accounts" in capabilities, Object.keys(capabilities).join());
        for (const [name, { description, url }] of Object.entries(capabilities)) {
          assert.equal(typeof description, "string", name);
          assert.equal(typeof url, "string", name);
        }
      });

      it("knows the user", async () => {
        const user = await alice.fetchUser();

        assert.equal(user.id, "account:alice");
        assert.ok(user.principals.includes("account:alice"));
        assert.ok(user.principals.includes("system.Authenticated"));
      });
    });

    describe("buckets", () => {
      it("create with an id", async () => {
        const id = newId("bucket");
        const { data, permissions } = await alice.createBucket(id, { data: { color: "blue" } });

        assert.equal(data.id, id);
        assert.equal(data.color, "blue");
        assert.deepEqual(permissions, { write: ["account:alice"] });
      });

      it("create without an id", async () => {
        const { data } = await alice.createBucket(null);

        assert.match(data.id, /^[a-zA-Z0-9][a-zA-Z0-9_-]*$/);
        assert.equal((await alice.bucket(data.id).getData()).id, data.id);
      });

      it("create safely refuses one that exists", async () => {
        const id = newId("bucket");
        await alice.createBucket(id, { safe: true });

        await refusal(alice.createBucket(id, { safe: true }), 412, 114);
      });

      it("replace", async () => {
        const { bucket } = await newCollection();
        await bucket.setData({ a: 1, b: 2 });
        await bucket.setData({ a: 3 });

        const data = await bucket.getData();
        assert.equal(data.a, 3);
        assert.equal("b" in data, false);
      });

      it("patch", async () => {
        const { bucket } = await newCollection();
        await bucket.setData({ a: 1, b: 2 });
        await bucket.setData({ b: 3 }, { patch: true });

        const { a, b } = await bucket.getData();
        assert.deepEqual([a, b], [1, 3]);
      });

      it("list shows one's own", async () => {
        const { bucket } = await newCollection();

        assert.ok(ids(await alice.listBuckets()).includes(bucket.name));
        assert.ok(!ids(await bob.listBuckets()).includes(bucket.name));
      });

      it("list with filters and fields", async () => {
        const id = newId("bucket");
        await alice.createBucket(id, { data: { tag: id, other: 1 } });

        const { data } = await alice.listBuckets({ filters: { tag: id }, fields: ["tag"] });
        assert.deepEqual(data.map(({ last_modified, ...rest }) => rest), [{ id, tag: id }]);
      });

      it("delete one", async () => {
        const { bucket } = await newCollection();
        const { data } = await alice.deleteBucket(bucket.name);

        assert.deepEqual([data.id, data.deleted], [bucket.name, true]);
        await refusal(bucket.getData(), 403, 121);
      });

      it("delete many by a filter", async () => {
        const tag = newId("tag");
        for (let n = 0; n < 3; n++) {
          await alice.createBucket(`${tag}-${n}`, { data: { tag, n } });
        }

        const { data } = await alice.deleteBuckets({ filters: { tag, min_n: 1 } });

        assert.deepEqual(data.map(({ id }) => id).sort(), [`${tag}-1`, `${tag}-2`]);
        assert.deepEqual(ids(await alice.listBuckets({ filters: { tag } })), [`${tag}-0`]);
      });
    });

    describe("collections", () => {
      it("create, get, replace, patch", async () => {
        const { bucket } = await newCollection();
        await bucket.createCollection("shelf", { data: { a: 1, b: 2 } });
        const shelf = bucket.collection("shelf");
        assert.equal((await shelf.getData()).b, 2);

        await shelf.setData({ a: 3 });
        assert.equal("b" in (await shelf.getData()), false);

        await shelf.setData({ c: 4 }, { patch: true });
        const { a, c } = await shelf.getData();
        assert.deepEqual([a, c], [3, 4]);
      });

      it("list and delete", async () => {
        const { bucket } = await newCollection();
        await bucket.createCollection("one");
        await bucket.createCollection("two");
        assert.deepEqual(byId(await bucket.listCollections()), ["one", "things", "two"]);

        await bucket.deleteCollection("one");
        assert.deepEqual(byId(await bucket.listCollections()), ["things", "two"]);

        await bucket.deleteCollections();
        assert.deepEqual(ids(await bucket.listCollections()), []);
      });

      it("have a timestamp", async () => {
        const { bucket } = await newCollection();
        const old = await bucket.getCollectionsTimestamp();
        await bucket.createCollection("newer");

        assert.match(old, /^"\d+"$/);
        assert.ok(BigInt((await bucket.getCollectionsTimestamp()).slice(1, -1)) > BigInt(old.slice(1, -1)));
      });

      it("deleted with their bucket", async () => {
        const { bucket, collection } = await filledCollection(2);
        await alice.deleteBucket(bucket.name);
        await alice.createBucket(bucket.name);
        await bucket.createCollection("things");

        assert.deepEqual(ids(await collection.listRecords()), []);
      });
    });

    describe("groups", () => {
      it("create, get, update, patch", async () => {
        const { bucket } = await newCollection();
        const { data } = await bucket.createGroup("team", ["account:bob"], { data: { motto: "hi" } });
        assert.deepEqual([data.members, data.motto], [["account:bob"], "hi"]);

        await bucket.updateGroup({ id: "team", members: ["account:carol"] });
        const replaced = (await bucket.getGroup("team")).data;
        assert.deepEqual([replaced.members, replaced.motto], [["account:carol"], undefined]);

        await bucket.updateGroup({ id: "team", motto: "ho" }, { patch: true });
        const patched = (await bucket.getGroup("team")).data;
        assert.deepEqual([patched.members, patched.motto], [["account:carol"], "ho"]);
      });

      it("list and delete", async () => {
        const { bucket } = await newCollection();
        await bucket.createGroup("one", []);
        await bucket.createGroup("two", []);
        await bucket.createGroup("three", []);
        assert.deepEqual(byId(await bucket.listGroups()), ["one", "three", "two"]);
        assert.match(await bucket.getGroupsTimestamp(), /^"\d+"$/);

        await bucket.deleteGroup("one");
        assert.deepEqual(byId(await bucket.listGroups()), ["three", "two"]);

        await bucket.deleteGroups();
        assert.deepEqual(ids(await bucket.listGroups()), []);
      });

      it("show among the principals of a member", async () => {
        const { bucket } = await newCollection();
        await bucket.createGroup("team", ["account:bob"]);
        const uri = `/buckets/${bucket.name}/groups/team`;

        assert.ok((await bob.fetchUser()).principals.includes(uri));
        assert.ok(!(await carol.fetchUser()).principals.includes(uri));
      });
    });

    describe("records", () => {
      it("create with and without an id", async () => {
        const { collection } = await newCollection();

        assert.equal((await collection.createRecord({ id: "mine", a: 1 })).data.id, "mine");
        assert.match((await collection.createRecord({ a: 2 })).data.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        assert.equal(await collection.getTotalRecords(), 2);
      });

      it("get, whole and in part", async () => {
        const { collection } = await newCollection();
        const { data: { last_modified } } = await collection.createRecord({ id: "r", a: 1, o: { x: 1, y: 2 } });

        assert.deepEqual((await collection.getRecord("r")).data, { id: "r", a: 1, o: { x: 1, y: 2 }, last_modified });
        assert.deepEqual((await collection.getRecord("r", { fields: ["o.x"] })).data, { id: "r", o: { x: 1 }, last_modified });
      });

      it("replace and patch", async () => {
        const { collection } = await newCollection();
        await collection.createRecord({ id: "r", a: 1, b: 2 });

        const replaced = (await collection.updateRecord({ id: "r", a: 3 })).data;
        assert.deepEqual([replaced.a, replaced.b], [3, undefined]);

        const patched = (await collection.updateRecord({ id: "r", b: 4 }, { patch: true })).data;
        assert.deepEqual([patched.a, patched.b], [3, 4]);
        assert.ok(patched.last_modified > replaced.last_modified);
      });

      it("keep every kind of JSON", async () => {
        const { collection } = await newCollection();
        const values = { s: "é 日本 😀 \u2028 \\ \" /", i: 1, f: 1.5, neg: -2, big: 9007199254740991, t: true, n: null, a: [1, [2], {}], o: { deep: { er: [] } }, "": "empty name" };
        await collection.createRecord({ id: "r", ...values });

        const { id, last_modified, ...stored } = (await collection.getRecord("r")).data;
        assert.deepEqual(stored, values);
      });

      it("delete", async () => {
        const { collection } = await newCollection();
        const { data: { last_modified } } = await collection.createRecord({ id: "r" });

        const { data } = await collection.deleteRecord("r");
        assert.deepEqual([data.id, data.deleted], ["r", true]);
        assert.ok(data.last_modified > last_modified);
        await refusal(collection.getRecord("r"), 404, 110);
      });
    });
  });
}
