// The HTTP client of the kinto package filters, sorts, pages, follows changes and deletes by filter.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { byId, ids, openWorlds } from "./support/worlds.mjs";

for (const { scheme, newCollection, filledCollection } of await openWorlds()) {
  describe(`over ${scheme}`, () => {
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
  });
}
