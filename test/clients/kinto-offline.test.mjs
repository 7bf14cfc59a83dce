// The offline-first side of the kinto package: two devices with a database each, which only meet on the server.
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Kinto, KintoClient, SCHEMES } from "./support/kinto.mjs";
import { startServer } from "./support/server.mjs";

const USERS = { alice: "wonderland" };
const { CLIENT_WINS, SERVER_WINS, MANUAL, PULL_ONLY } = Kinto.syncStrategy;

let server;
let serial = 0;

before(async () => {
  server = await startServer(USERS);
});

after(() => server?.stop());

/** Kinto takes no fetch function of its own; its HTTP client does. */
function deviceClass(options) {
  class Client extends KintoClient {
    constructor(remote, defaults) {
      super(remote, { ...defaults, ...options });
    }
  }

  return class extends Kinto {
    get ApiClass() {
      return Client;
    }
  };
}

for (const [scheme, authenticate] of Object.entries(SCHEMES)) {
  describe(`over ${scheme}`, () => {
    let Device, client;

    before(async () => {
      const options = await authenticate(server.origin, "alice", USERS.alice);
      Device = deviceClass(options);
      client = new KintoClient(server.remote, options);
    });

    /** A collection on the server, and two devices that have it. */
    async function twoDevices() {
      const bucket = `offline-${scheme.toLowerCase()}-${++serial}`;
      await client.createBucket(bucket);
      await client.bucket(bucket).createCollection("notes");

      const device = (name) => new Device({ remote: server.remote, bucket, adapterOptions: { dbName: `${bucket}-${name}` } }).collection("notes");
      return { phone: device("phone"), laptop: device("laptop"), remote: client.bucket(bucket).collection("notes") };
    }

    async function synced(collection, strategy = MANUAL) {
      const result = await collection.sync({ strategy });

      assert.deepEqual(result.errors, []);
      assert.equal(result.ok, true, JSON.stringify(result.conflicts));
      return result;
    }

    const mapOf = (records) => new Map(records.map(({ _status, last_modified, ...record }) => [record.id, record]));
    const remoteContents = async (remote) => mapOf((await remote.listRecords({ sort: "id" })).data);

    /** What a device has. A deletion that won is a record in its database, marked as deleted. */
    const contents = async (collection) => mapOf((await collection.list({ order: "id" })).data.filter(({ deleted }) => !deleted));

    async function assertConverged({ phone, laptop, remote }, count) {
      const there = await remoteContents(remote);

      assert.equal(there.size, count);
      assert.deepEqual(await contents(phone), there);
      assert.deepEqual(await contents(laptop), there);
      assert.deepEqual((await phone.gatherLocalChanges()).concat(await laptop.gatherLocalChanges()), []);
    }

    it("what one makes, changes and deletes arrives at the other", async () => {
      const devices = await twoDevices();
      const { phone, laptop } = devices;
      const made = [];
      for (const title of ["one", "two", "three"]) {
        made.push((await phone.create({ title })).data);
      }

      const { published } = await synced(phone);
      assert.equal(published.length, 3);
      const { created } = await synced(laptop);
      assert.equal(created.length, 3);
      await assertConverged(devices, 3);

      await laptop.update({ ...made[0], title: "changed" }, { patch: true });
      await laptop.delete(made[1].id);
      await laptop.create({ title: "four" });
      await synced(laptop);

      const pulled = await synced(phone);
      assert.deepEqual([pulled.created.length, pulled.updated.length, pulled.deleted.length], [1, 1, 1]);
      await assertConverged(devices, 3);
    });

    it("changes on both sides that do not touch each other are both kept", async () => {
      const devices = await twoDevices();
      const { phone, laptop } = devices;
      for (let n = 0; n < 40; n++) { // more than one batch
        await phone.create({ n, from: "phone" });
        await laptop.create({ n, from: "laptop" });
      }

      await synced(phone);
      await synced(laptop);
      await synced(phone);

      await assertConverged(devices, 80);
    });

    it("a second sync has nothing to do", async () => {
      const devices = await twoDevices();
      await devices.phone.create({ title: "one" });
      await synced(devices.phone);
      await synced(devices.laptop);

      for (const device of [devices.phone, devices.laptop]) {
        const { created, updated, deleted, published, resolved } = await synced(device);
        assert.deepEqual([created, updated, deleted, published, resolved], [[], [], [], [], []]);
      }
    });

    it("pulling only publishes nothing", async () => {
      const { phone, laptop, remote } = await twoDevices();
      await phone.create({ title: "published" });
      await synced(phone);
      await laptop.create({ title: "kept here" });

      await synced(laptop, PULL_ONLY);

      assert.equal((await contents(laptop)).size, 2);
      assert.equal((await remoteContents(remote)).size, 1);
    });

    /** Both devices have one note, and changed it differently; the phone has published its version. */
    async function conflict(change = (note) => ({ ...note, title: "from the laptop" })) {
      const devices = await twoDevices();
      const { phone, laptop } = devices;
      const { data: note } = await phone.create({ title: "original" });
      await synced(phone);
      await synced(laptop);

      await phone.update({ ...(await phone.get(note.id)).data, title: "from the phone" });
      await synced(phone);
      const mine = change((await laptop.get(note.id)).data);
      await (mine ? laptop.update(mine) : laptop.delete(note.id));

      return { ...devices, id: note.id };
    }

    for (const [name, strategy, title] of [["client wins", CLIENT_WINS, "from the laptop"], ["server wins", SERVER_WINS, "from the phone"]]) {
      it(`both changed the same: ${name}`, async () => {
        const { id, ...devices } = await conflict();

        const { resolved } = await synced(devices.laptop, strategy);
        assert.equal(resolved.length, 1);
        await synced(devices.phone);

        await assertConverged(devices, 1);
        assert.equal((await remoteContents(devices.remote)).get(id).title, title);
      });

      // Under either strategy: this client publishes a deletion that wins as a PUT without data, and that keeps the data.
      it(`this one deleted what the other changed: ${name}, and the change stays`, async () => {
        const { id, ...devices } = await conflict(() => undefined);

        await synced(devices.laptop, strategy);
        await synced(devices.phone);

        await assertConverged(devices, 1);
        assert.equal((await remoteContents(devices.remote)).get(id).title, "from the phone");
      });

      it(`this one changed what the other deleted: ${name}`, async () => {
        const devices = await twoDevices();
        const { phone, laptop, remote } = devices;
        const { data: note } = await phone.create({ title: "original" });
        await synced(phone);
        await synced(laptop);
        await phone.delete(note.id);
        await synced(phone);
        await laptop.update({ ...(await laptop.get(note.id)).data, title: "from the laptop" });

        // The first attempt names the version of the tombstone and is told that nothing is there; the second creates.
        await laptop.sync({ strategy });
        await synced(laptop, strategy);
        await synced(phone);

        assert.equal((await remoteContents(remote)).get(note.id)?.title, strategy === CLIENT_WINS ? "from the laptop" : undefined);
        await assertConverged(devices, strategy === CLIENT_WINS ? 1 : 0);
      });
    }

    it("both changed the same: by hand", async () => {
      const { id, ...devices } = await conflict();

      const { ok, conflicts } = await devices.laptop.sync({ strategy: MANUAL });
      assert.equal(ok, false);
      assert.deepEqual(conflicts.map(({ local, remote }) => [local.title, remote.title]), [["from the laptop", "from the phone"]]);

      await devices.laptop.resolve(conflicts[0], { ...conflicts[0].local, title: "from both" });
      await synced(devices.laptop);
      await synced(devices.phone);

      await assertConverged(devices, 1);
      assert.equal((await remoteContents(devices.remote)).get(id).title, "from both");
    });

    it("both made the same id: the server's is kept when it wins", async () => {
      const devices = await twoDevices();
      const id = "6f1e1f53-2c3e-4b0e-9b1e-0a5b0c9d7e11";
      await devices.phone.create({ id, title: "from the phone" }, { useRecordId: true });
      await devices.laptop.create({ id, title: "from the laptop" }, { useRecordId: true });

      await synced(devices.phone);
      await synced(devices.laptop, SERVER_WINS);

      assert.equal((await remoteContents(devices.remote)).get(id).title, "from the phone");
      await assertConverged(devices, 1);
    });

    it("a collection deleted and made again is noticed as flushed", async () => {
      const { phone, remote } = await twoDevices();
      await phone.create({ title: "one" });
      await synced(phone);

      await client.deleteBucket(remote.bucket.name);
      await client.createBucket(remote.bucket.name);
      await remote.bucket.createCollection("notes");

      await assert.rejects(phone.sync(), /Server has been flushed/);
    });
  });
}
