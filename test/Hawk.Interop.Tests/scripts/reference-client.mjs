// The client functions of the reference implementation, on a real socket: signs and sends, and says what it thinks of the response.
import http from "node:http";
import https from "node:https";
import { parse } from "node:url";
import Hawk from "./hawk.mjs";
import { converse } from "./lines.mjs";

const bytes = (base64) => (base64 === undefined ? undefined : Buffer.from(base64, "base64"));

/** The location to sign: the URL as its own parser sees it, with another target where one is given that the parser would change. */
function locate({ url, target, encode }) {
  const location = parse(encode ? new URL(url).href : url);
  return target === undefined ? location : { ...location, pathname: target, search: "" };
}

function sign(call) {
  const signed = bytes(call.signedBody) ?? bytes(call.body);
  return Hawk.client.header(locate(call), call.method, {
    credentials: call.credential,
    ...call.sign,
    ...(call.unsignedBody || signed === undefined ? {} : { payload: signed, contentType: call.signedContentType ?? call.contentType }),
  });
}

function exchange(call, authorization, resource) {
  const location = locate(call);
  const body = bytes(call.body);
  const tls = location.protocol === "https:";
  const headers = {
    Host: location.host,
    ...(authorization ? { Authorization: authorization } : {}),
    ...(call.contentType ? { "Content-Type": call.contentType } : {}),
    ...(body !== undefined && !call.chunked ? { "Content-Length": body.length } : {}),
    ...call.headers,
  };

  return new Promise((resolve, reject) => {
    const request = (tls ? https : http).request({
      host: call.connectHost ?? location.hostname,
      port: call.connectPort ?? location.port,
      method: call.sentMethod ?? call.method,
      path: call.sentTarget ?? resource,
      headers,
      rejectUnauthorized: false, // the server's certificate is made for this run
    });
    request.on("error", reject);
    request.on("response", async (response) => {
      try {
        resolve({ response, payload: Buffer.concat(await response.toArray()) });
      } catch (error) {
        reject(error);
      }
    });
    request.end(body);
  });
}

/** What the reference client thinks of a response. */
function judge(response, payload, call, artifacts) {
  const fields = { headers: { ...response.headers, ...response.trailers } };
  try {
    const { headers } = Hawk.client.authenticate(fields, call.verifyWith ?? call.credential, artifacts, {
      payload: call.ignoreResponseBody ? undefined : payload,
      required: call.required,
    });
    return { verdict: "ok", challenge: headers["www-authenticate"], serverAuthorization: headers["server-authorization"] };
  } catch (error) {
    return { verdict: error.message };
  }
}

const report = ({ response, payload }) => ({
  status: response.statusCode,
  headers: response.headers,
  trailers: response.trailers,
  body: payload.toString("base64"),
});

converse({
  sign,

  /** Signs, unless that was done, sends and judges; with "authorization", sends that instead. */
  async send(call) {
    const { header, artifacts } = call.signed ?? sign(call);
    const authorization = call.authorization ?? header;
    const { response, payload } = await exchange(call, authorization, artifacts.resource);
    return { ...report({ response, payload }), authorization, ...judge(response, payload, call, artifacts) };
  },

  /** Sends without a signature, for instance a link. */
  async open(call) {
    const location = locate(call);
    return report(await exchange(call, call.authorization, location.pathname + (location.search ?? "")));
  },

  /** The value of a bewit parameter. */
  bewit: (call) => ({ bewit: Hawk.uri.getBewit(locate(call), { credentials: call.credential, ...call.sign }) }),

  message: ({ host, port, text, credential, sign: options }) => ({
    authorization: Hawk.client.message(host, port, text, { credentials: credential, ...options }),
  }),
});
