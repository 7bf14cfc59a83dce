// The HTTP client of the kinto package asks for everything that somebody may do.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openWorlds } from "./support/worlds.mjs";

const settings = ["includes = kinto.plugins.accounts kinto.plugins.history kinto_hawk", "experimental_permissions_endpoint = true"];

for (const { scheme, alice, bob, clientOf, newCollection } of await openWorlds(settings)) {
  describe(`over ${scheme}`, () => {
    const about = (list, bucket) => list.data.filter(({ bucket_id }) => bucket_id === bucket.name);

    it("lists the objects with what may be done to them", async () => {
      const { bucket, collection } = await newCollection();
      await collection.createRecord({ id: "r" }, { permissions: { read: ["account:bob"] } });

      const seen = about(await bob.listPermissions(), bucket);
      assert.deepEqual(seen.map(({ uri, resource_name, permissions }) => ({ uri, resource_name, permissions })), [
        { uri: `/buckets/${bucket.name}/collections/things/records/r`, resource_name: "record", permissions: ["read"] },
      ]);
      assert.deepEqual(about(await alice.listPermissions(), bucket).map(({ resource_name }) => resource_name).sort(), ["bucket", "collection", "record"]);
    });

    it("lists no history entries", async () => {
      const { data } = await alice.listPermissions({ limit: 1_000 });
      assert.ok(data.length > 0);
      assert.deepEqual(data.filter(({ uri }) => uri.includes("/history/")), []);
    });

    it("is filtered and comes in pages", async () => {
      const { bucket } = await newCollection();

      const collections = await alice.listPermissions({ filters: { exclude_resource_name: "bucket,record,group", bucket_id: bucket.name } });
      assert.deepEqual(collections.data.map(({ uri }) => uri), [`/buckets/${bucket.name}/collections/things`]);
      const first = await alice.listPermissions({ limit: 1, filters: { bucket_id: bucket.name } });
      assert.equal(first.data.length, 1);
      assert.ok(first.hasNextPage);
      assert.equal((await first.next()).data.length, 1);
    });

    it("has nothing of others", async () => {
      const { bucket } = await newCollection();
      assert.deepEqual(about(await (await clientOf("carol")).listPermissions(), bucket), []);
    });
  });
}
