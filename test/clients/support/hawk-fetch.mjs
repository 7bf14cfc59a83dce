// A fetch that signs with the reference client and lets no answer through that the reference client does not accept.
import Hawk from "hawk";

const BODILESS = new Set([204, 205, 304]);

export function hawkFetch(credentials) {
  return async (input, init = {}) => {
    const url = new URL(input).href; // what fetch will put on the wire
    const method = init.method ?? "GET";
    const covered = init.body === undefined ? {} : { payload: init.body, contentType: new Headers(init.headers).get("Content-Type") ?? "" };
    const { header, artifacts } = Hawk.client.header(url, method, { credentials, ...covered });

    const response = await fetch(url, { ...init, method, redirect: "manual", headers: { ...init.headers, Authorization: header } });
    const payload = Buffer.from(await response.arrayBuffer());
    Hawk.client.authenticate({ headers: Object.fromEntries(response.headers) }, credentials, artifacts, { payload, required: true });

    return new Response(BODILESS.has(response.status) ? null : payload, {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    });
  };
}
