// A parser of Prometheus' text format reads what the server measured.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import parsePrometheusTextFormat from "parse-prometheus-text-format";
import { basic } from "./support/session.mjs";
import { startServer } from "./support/server.mjs";

const PASSWORD = "some-password";
const SETTINGS = [
  "includes = kinto.plugins.accounts kinto.plugins.history kinto.plugins.prometheus",
  "userid_hmac_secret = 0123456789abcdef",
  "multiauth.policies = account",
  "multiauth.policy.account.use = kinto.plugins.accounts.AccountsPolicy",
];

describe("metrics", () => {
  let server;
  let metrics;

  before(async () => {
    server = await startServer({ alice: PASSWORD }, SETTINGS);
    const headers = { Authorization: basic("alice", PASSWORD), "Content-Type": "application/json" };
    await fetch(`${server.remote}/buckets/b`, { method: "PUT", headers });
    await fetch(`${server.remote}/buckets/b/collections/c`, { method: "PUT", headers });
    for (const id of ["r1", "r2"]) {
      await fetch(`${server.remote}/buckets/b/collections/c/records/${id}`, { method: "PUT", headers });
    }

    await fetch(`${server.remote}/nowhere`);
    const response = await fetch(`${server.origin}/__metrics__`);
    assert.equal(response.headers.get("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    metrics = parsePrometheusTextFormat(await response.text());
  });

  after(() => server?.stop());

  const family = (name) => {
    const found = metrics.filter((metric) => metric.name === name);
    assert.equal(found.length, 1, name);
    return found[0];
  };
  const find = (name, labels) => {
    const found = family(name).metrics.filter((metric) => Object.entries(labels).every(([label, value]) => metric.labels[label] === value));
    assert.equal(found.length, 1, `${name} ${JSON.stringify(labels)}`);
    return found[0];
  };

  it("has every family of the reference", () => {
    const types = Object.fromEntries(metrics.map(({ name, type }) => [name, type]));
    assert.deepEqual(
      Object.entries(types).filter(([name]) => name.startsWith("kinto_") && !name.endsWith("_created")).sort(),
      [
        ["kinto_authentication_account_seconds", "HISTOGRAM"],
        ["kinto_authentication_total", "COUNTER"],
        ["kinto_backend_cache_seconds", "HISTOGRAM"],
        ["kinto_backend_permission_seconds", "HISTOGRAM"],
        ["kinto_backend_storage_seconds", "HISTOGRAM"],
        ["kinto_cache_hits_total", "COUNTER"],
        ["kinto_cache_misses_total", "COUNTER"],
        ["kinto_plugins_history_seconds", "HISTOGRAM"],
        ["kinto_request_duration_seconds", "HISTOGRAM"],
        ["kinto_request_size", "SUMMARY"],
        ["kinto_request_summary_total", "COUNTER"],
        ["kinto_users_total", "COUNTER"],
      ],
    );
  });

  it("counts requests by their labels", () => {
    const labels = { method: "put", endpoint: "record-object", bucket_id: "b", collection_id: "c", record_id: "r1", group_id: "", status: "201" };
    assert.equal(find("kinto_request_summary_total", labels).value, "1.0");
    assert.equal(find("kinto_request_summary_total", { endpoint: "unknown", status: "404" }).value, "1.0");
  });

  it("has buckets, count and sum of a duration", () => {
    const { buckets, count, sum } = family("kinto_plugins_history_seconds").metrics[0];
    assert.deepEqual(Object.keys(buckets), ["0.01", "0.05", "0.1", "0.5", "1.0", "3.0", "6.0", "+Inf"]);
    assert.equal(buckets["+Inf"], "4.0");
    assert.equal(count, "4.0");
    assert.ok(Number(sum) > 0);
  });

  it("sums the sizes of answers", () => {
    const { count, sum } = find("kinto_request_size", { method: "get", endpoint: "unknown" });
    assert.equal(count, "1.0");
    assert.ok(Number(sum) > 50);
  });

  it("counts users", () => assert.equal(find("kinto_users_total", { auth: "account", userid: "alice" }).value, "4.0"));
});
