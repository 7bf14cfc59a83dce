// The HTTP client of the kinto package shares between users, and nothing that was not shared is seen.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KintoClient } from "./support/kinto.mjs";
import { byId, ids, openWorlds, refusal } from "./support/worlds.mjs";

for (const { scheme, server, alice, bob, carol, newCollection, filledCollection } of await openWorlds()) {
  describe(`over ${scheme}`, () => {
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
  });
}
