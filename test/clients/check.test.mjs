// The command check against a certified OpenID provider: it asks who the provider is, as a server does at its start.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startProvider } from "./support/identity-provider.mjs";
import { runCommand } from "./support/server.mjs";

const platform = Number(process.versions.node.split(".")[0]) >= 20 ? false : "Platform: oidc-provider needs Node 20";

const settingsOf = (issuer) => [
  "userid_hmac_secret = 0d5f3c1f8e0c41d19a0b6c2f6c4b7a55",
  "multiauth.policies = one",
  "multiauth.policy.one.use = kinto.plugins.openid.OpenIDConnectPolicy",
  `multiauth.policy.one.issuer = ${issuer}`,
  "multiauth.policy.one.client_id = plain",
];

describe("kintohawk check", { skip: platform }, () => {
  let provider;

  before(async () => {
    provider = await startProvider();
  });

  after(() => provider.stop());

  it("reaches a provider that is there", async () => {
    const { code, stdout } = await runCommand("check", settingsOf(provider.issuer));

    assert.match(stdout, new RegExp(`^ok: openid one: ${provider.issuer}$`, "m"));
    assert.equal(code, 0);
  });

  it("says what is wrong with an issuer that is none", async () => {
    const { code, stdout } = await runCommand("check", settingsOf(`${provider.issuer}/somewhere`));

    assert.match(stdout, new RegExp(`^error: openid one: ${provider.issuer}/somewhere: `, "m"));
    assert.equal(code, 1);
  });
});
