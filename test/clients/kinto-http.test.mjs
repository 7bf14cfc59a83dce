// The HTTP client of the kinto package does its whole job, once over Basic and once over Hawk.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { KintoClient, SCHEMES } from "./support/kinto.mjs";
import { startServer } from "./support/server.mjs";

const USERS = { alice: "wonderland", bob: "builder", carol: "christmas" };

let server;
let serial = 0;

before(async () => {
  server = await startServer(USERS);
});

after(() => server?.stop());

/** Resolves when the promise is refused with this status and errno; gives the client's error. */
async function refusal(promise, status, errno) {
  const error = await promise.then(
    (value) => assert.fail(`expected ${status}, got ${JSON.stringify(value)}`),
    (reason) => reason,
  );

  assert.equal(error.response?.status, status, error.stack);
  assert.equal(error.data.code, status);
  assert.equal(error.data.errno, errno);
  return error;
}

const ids = (list) => list.data.map(({ id }) => id);
const byId = (list) => ids(list).sort();

for (const [scheme, authenticate] of Object.entries(SCHEMES)) {
  describe(`over ${scheme}`, () => {
    let alice, bob, carol;

    const clientOf = async (name, options = {}) => new KintoClient(server.remote, { ...(await authenticate(server.origin, name, USERS[name])), ...options });
    const newId = (prefix) => `${prefix}-${scheme.toLowerCase()}-${++serial}`;

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

    before(async () => {
      [alice, bob, carol] = [await clientOf("alice"), await clientOf("bob"), await clientOf("carol")];
    });

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

    describe("lists", () => {
      let collection;

      before(async () => {
        ({ collection } = await filledCollection(12));
      });

      const filters = [
        [{ n: 3 }, ["r3"]],
        [{ parity: "odd", max_n: 4 }, ["r1", "r3"]],
        [{ min_n: 10 }, ["r10", "r11"]],
        [{ gt_n: 10 }, ["r11"]],
        [{ lt_n: 1 }, ["r0"]],
        [{ not_parity: "even", gt_n: 8 }, ["r11", "r9"]],
        [{ in_n: [1, 2, 99] }, ["r1", "r2"]],
        [{ in_id: ["r4", "r5"] }, ["r4", "r5"]],
        [{ exclude_id: Array.from({ length: 10 }, (_, n) => `r${n}`) }, ["r10", "r11"]],
        [{ like_id: "1*" }, []],
        [{ like_id: "r1*" }, ["r1", "r10", "r11"]],
        [{ "nested.tens": 1 }, ["r10", "r11"]],
        [{ has_missing: true }, []],
        [{ has_n: false }, []],
        [{ n: "3" }, ["r3"]], // a number in the query string is a number
        [{ n: '"3"' }, []],
      ];

      for (const [filter, expected] of filters) {
        it(`filter ${JSON.stringify(filter).slice(0, 60)}`, async () => {
          assert.deepEqual(byId(await collection.listRecords({ filters: filter })), expected);
        });
      }

      it("newest first when nothing is said", async () => {
        const stamps = (await collection.listRecords()).data.map(({ last_modified }) => last_modified);

        assert.deepEqual(stamps, [...stamps].sort((a, b) => b - a));
        assert.equal(stamps.length, 12);
      });

      for (const [sort, expected] of [["n", [0, 1, 2]], ["-n", [11, 10, 9]], ["parity,-n", [10, 8, 6]], ["-parity,n", [1, 3, 5]], ["-nested.tens,n", [10, 11, 0]]]) {
        it(`sort by ${sort}`, async () => {
          const { data } = await collection.listRecords({ sort, limit: 3 });

          assert.deepEqual(data.map(({ n }) => n), expected);
        });
      }

      it("selected fields", async () => {
        const { data } = await collection.listRecords({ filters: { n: 1 }, fields: ["nested.tens"] });

        assert.deepEqual(Object.keys(data[0]).sort(), ["id", "last_modified", "nested"]);
      });

      it("a limit gives pages, one after the other", async () => {
        const pages = [];
        let page = await collection.listRecords({ sort: "n", limit: 5 });
        pages.push(ids(page));
        while (page.hasNextPage) {
          page = await page.next();
          pages.push(ids(page));
        }

        assert.deepEqual(pages, [["r0", "r1", "r2", "r3", "r4"], ["r5", "r6", "r7", "r8", "r9"], ["r10", "r11"]]);
        await assert.rejects(page.next(), /Pagination exhausted/);
      });

      it("a limit that fits exactly has no next page", async () => {
        const page = await collection.listRecords({ limit: 12 });

        assert.equal(page.data.length, 12);
        assert.equal(page.hasNextPage, false);
      });

      it("some pages at once", async () => {
        const list = await collection.listRecords({ sort: "-n", limit: 4, pages: 2 });

        assert.deepEqual(list.data.map(({ n }) => n), [11, 10, 9, 8, 7, 6, 5, 4]);
        assert.equal(list.hasNextPage, true);
        assert.deepEqual((await list.next()).data.slice(-4).map(({ n }) => n), [3, 2, 1, 0]);
      });

      for (const sort of ["-last_modified", "n", "-parity,n", "parity", "missing", "-nested.tens,-id"]) {
        it(`all pages, sorted by ${sort}, show everything once`, async () => {
          const whole = ids(await collection.listRecords({ sort }));
          const list = await collection.listRecords({ sort, limit: 5, pages: Infinity });

          assert.deepEqual(ids(list), whole);
          assert.equal(new Set(whole).size, 12);
          assert.equal(list.hasNextPage, false);
        });
      }

      it("pages keep the filter", async () => {
        const list = await collection.listRecords({ sort: "n", filters: { parity: "odd" }, limit: 2, pages: Infinity });

        assert.deepEqual(list.data.map(({ n }) => n), [1, 3, 5, 7, 9, 11]);
      });

      it("the total", async () => {
        assert.equal(await collection.getTotalRecords(), 12);
      });
    });

    describe("since", () => {
      it("gives what came after, with tombstones", async () => {
        const { collection } = await filledCollection(4);
        const first = await collection.listRecords();
        assert.equal(`"${first.last_modified}"`, await collection.getRecordsTimestamp());

        await collection.updateRecord({ id: "r1", n: 100 });
        await collection.deleteRecord("r2");
        await collection.createRecord({ id: "new" });

        const changes = await collection.listRecords({ since: first.last_modified });
        assert.deepEqual(byId(changes), ["new", "r1", "r2"]);
        assert.deepEqual(changes.data.filter(({ deleted }) => deleted).map(({ id }) => id), ["r2"]);
        assert.equal(`"${changes.last_modified}"`, await collection.getRecordsTimestamp());
        assert.deepEqual((await collection.listRecords({ since: changes.last_modified })).data, []);
      });

      it("takes the ETag with its quotes", async () => {
        const { collection } = await filledCollection(1);
        const etag = await collection.getRecordsTimestamp();
        await collection.createRecord({ id: "new" });

        assert.deepEqual(ids(await collection.listRecords({ since: etag })), ["new"]);
      });

      it("in pages misses nothing", async () => {
        const { collection } = await filledCollection(3);
        const { last_modified } = await collection.listRecords();
        await collection.batch((batch) => {
          for (let n = 0; n < 15; n++) {
            batch.createRecord({ id: `later${n}` });
          }
          batch.deleteRecord("r0");
          batch.deleteRecord("later3");
        });

        const { data } = await collection.listRecords({ since: last_modified, limit: 4, pages: Infinity });
        assert.equal(data.length, 16);
        assert.deepEqual(data.filter(({ deleted }) => deleted).map(({ id }) => id).sort(), ["later3", "r0"]);
      });

      it("a client that follows arrives at what is there", async () => {
        const { collection } = await newCollection();
        const mirror = new Map();
        let since;
        const pull = async () => {
          const { data, last_modified } = await collection.listRecords({ since, pages: Infinity });
          for (const { deleted, ...record } of data) {
            deleted ? mirror.delete(record.id) : mirror.set(record.id, record);
          }
          since = last_modified;
        };

        for (let round = 0; round < 6; round++) {
          await collection.createRecord({ id: `a${round}`, round });
          await collection.createRecord({ id: `b${round}`, round });
          await pull();
          await collection.updateRecord({ id: `a${round}`, round: -round });
          await collection.deleteRecord(`b${round}`);
          await (round % 2 === 0 ? pull() : undefined);
        }
        await pull();

        const there = new Map((await collection.listRecords()).data.map((record) => [record.id, record]));
        assert.equal(there.size, 6);
        assert.deepEqual(new Map([...mirror].sort()), new Map([...there].sort()));
      });
    });

    describe("deleting records", () => {
      it("by a filter leaves the others, and tombstones", async () => {
        const { collection } = await filledCollection(6);
        const { last_modified } = await collection.listRecords();

        const { data } = await collection.deleteRecords({ filters: { parity: "odd" } });

        assert.deepEqual(data.map(({ id, deleted }) => [id, deleted]).sort(), [["r1", true], ["r3", true], ["r5", true]]);
        assert.deepEqual(byId(await collection.listRecords()), ["r0", "r2", "r4"]);
        assert.deepEqual(byId(await collection.listRecords({ since: last_modified })), ["r1", "r3", "r5"]);
      });

      it("all of them", async () => {
        const { collection } = await filledCollection(6);
        await collection.deleteRecords();

        assert.equal(await collection.getTotalRecords(), 0);
      });

      it("in pages", async () => {
        const { collection } = await filledCollection(7);
        const { data } = await collection.deleteRecords({ limit: 3 });

        assert.equal(data.length, 3);
        assert.equal(await collection.getTotalRecords(), 4);
      });
    });

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
          batch.collection("things").addPermissions({ "record:create": ["account:carol"] });
        });

        assert.deepEqual(responses.map(({ status }) => status), [200, 200]);
        assert.deepEqual((await bucket.getPermissions()).read, ["account:bob"]);
        assert.deepEqual((await collection.getPermissions())["record:create"], ["account:carol"]);
      });
    });

    describe("permissions", () => {
      const sorted = (permissions) => Object.fromEntries(Object.entries(permissions).map(([name, principals]) => [name, [...principals].sort()]));

      for (const kind of ["bucket", "collection"]) {
        it(`of a ${kind}: get and set`, async () => {
          const target = (await newCollection())[kind];
          assert.deepEqual(await target.getPermissions(), { write: ["account:alice"] });

          await target.setPermissions({ read: ["account:bob"], write: ["account:carol"] });
          assert.deepEqual(sorted(await target.getPermissions()), { read: ["account:bob"], write: ["account:alice", "account:carol"] });

          await target.setPermissions({ write: [] });
          assert.deepEqual(await target.getPermissions(), { write: ["account:alice"] });
        });

        it(`of a ${kind}: add and remove, by JSON Patch`, async () => {
          const target = (await newCollection())[kind];
          await target.setPermissions({ read: ["account:bob"], write: ["account:carol"] });

          await target.addPermissions({ read: ["account:carol", "system.Everyone"] });
          assert.deepEqual(sorted(await target.getPermissions()), { read: ["account:bob", "account:carol", "system.Everyone"], write: ["account:alice", "account:carol"] });

          await target.removePermissions({ read: ["account:bob", "system.Everyone"], write: ["account:carol"] });
          assert.deepEqual(sorted(await target.getPermissions()), { read: ["account:carol"], write: ["account:alice"] });
        });

        it(`of a ${kind}: adding safely against an old version is refused`, async () => {
          const target = (await newCollection())[kind];
          const { last_modified } = await target.getData();

          await refusal(target.addPermissions({ read: ["account:bob"] }, { safe: true, last_modified: last_modified - 1 }), 412, 114);
          await target.addPermissions({ read: ["account:bob"] }, { safe: true, last_modified });
          assert.deepEqual((await target.getPermissions()).read, ["account:bob"]);
        });
      }

      it("setting them keeps the data", async () => {
        const { bucket, collection } = await newCollection();
        await bucket.setData({ kept: 1 });
        await collection.setData({ kept: 2 });

        await bucket.setPermissions({ read: ["account:bob"] });
        await collection.setPermissions({ read: ["account:bob"] });

        assert.equal((await bucket.getData()).kept, 1);
        assert.equal((await collection.getData()).kept, 2);
      });

      it("setting them safely against an old version is refused", async () => {
        const { bucket } = await newCollection();
        const { last_modified } = await bucket.getData();

        await refusal(bucket.setPermissions({ read: ["account:bob"] }, { safe: true, last_modified: last_modified - 1 }), 412, 114);
        await bucket.setPermissions({ read: ["account:bob"] }, { safe: true, last_modified });
      });

      it("nothing shared is nothing seen", async () => {
        const { bucket } = await filledCollection(1);
        const seen = bob.bucket(bucket.name).collection("things");

        await refusal(seen.getRecord("r0"), 403, 121);
        await refusal(seen.listRecords(), 403, 121);
        await refusal(seen.createRecord({}), 403, 121);
        await refusal(bob.bucket(bucket.name).getData(), 403, 121);
      });

      it("a bucket shared for reading is read in all its depth, and not written", async () => {
        const { bucket } = await filledCollection(2);
        await bucket.setPermissions({ read: ["account:bob"] });
        const seen = bob.bucket(bucket.name).collection("things");

        assert.deepEqual(byId(await seen.listRecords()), ["r0", "r1"]);
        assert.equal((await seen.getRecord("r0")).data.n, 0);
        assert.ok(ids(await bob.listBuckets()).includes(bucket.name));
        await refusal(seen.createRecord({}), 403, 121);
        await refusal(seen.updateRecord({ id: "r0" }), 403, 121);
        await refusal(seen.deleteRecord("r0"), 403, 121);
        await refusal(carol.bucket(bucket.name).getData(), 403, 121);
      });

      it("a collection shared for creating takes records, and shows only one's own", async () => {
        const { bucket, collection } = await filledCollection(1);
        await collection.setPermissions({ "record:create": ["account:bob"] });
        const seen = bob.bucket(bucket.name).collection("things");
        await seen.createRecord({ id: "his" });

        assert.deepEqual(ids(await seen.listRecords()), ["his"]);
        assert.deepEqual(byId(await collection.listRecords()), ["his", "r0"]);
        await refusal(seen.getRecord("r0"), 403, 121);
      });

      it("one record shared is one record listed", async () => {
        const { bucket, collection } = await filledCollection(3);
        await collection.updateRecord({ id: "r1", shared: true }, { permissions: { read: ["account:bob"] } });
        const seen = bob.bucket(bucket.name).collection("things");

        assert.deepEqual(ids(await seen.listRecords()), ["r1"]);
        assert.equal(await seen.getTotalRecords(), 1);
        await refusal(seen.updateRecord({ id: "r1" }), 403, 121);
      });

      it("a group gives its members what it has, and takes it back", async () => {
        const { bucket, collection } = await filledCollection(3);
        await bucket.createGroup("team", ["account:bob"]);
        await collection.setPermissions({ write: [`/buckets/${bucket.name}/groups/team`] });
        const his = bob.bucket(bucket.name).collection("things");
        const hers = carol.bucket(bucket.name).collection("things");

        // Who writes a record owns it from then on, so the refusals look at records the refused has not written.
        assert.equal((await his.updateRecord({ id: "r0", by: "bob" })).data.by, "bob");
        await refusal(hers.getRecord("r0"), 403, 121);

        await bucket.updateGroup({ id: "team", members: ["account:carol"] });
        assert.equal((await hers.updateRecord({ id: "r1", by: "carol" })).data.by, "carol");
        await refusal(his.getRecord("r1"), 403, 121);
        assert.deepEqual(ids(await his.listRecords()), ["r0"]);

        await bucket.deleteGroup("team");
        await refusal(hers.getRecord("r2"), 403, 121);
        assert.deepEqual(ids(await hers.listRecords()), ["r1"]);
      });

      it("system.Authenticated is everybody who says who they are", async () => {
        const { bucket, collection } = await filledCollection(1);
        await collection.setPermissions({ read: ["system.Authenticated"] });
        const anonymous = new KintoClient(server.remote);

        assert.equal((await carol.bucket(bucket.name).collection("things").getRecord("r0")).data.n, 0);
        await refusal(anonymous.bucket(bucket.name).collection("things").getRecord("r0"), 401, 104);
      });

      it("system.Everyone is everybody", async () => {
        const { bucket, collection } = await filledCollection(1);
        await collection.setPermissions({ read: ["system.Everyone"] });
        const anonymous = new KintoClient(server.remote);

        assert.deepEqual(ids(await anonymous.bucket(bucket.name).collection("things").listRecords()), ["r0"]);
        await refusal(anonymous.bucket(bucket.name).collection("things").createRecord({}), 401, 104);
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
