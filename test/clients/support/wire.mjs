// Requests exactly as given: node:http sends the target untouched, where fetch would normalise it.
import http from "node:http";
import Hawk from "hawk";

const ANSWER_LIMIT_MS = 60_000;

/**
 * One request, one answer.
 * @returns {Promise<{status: number, headers: object, payload: Buffer, json: any, fields: (name: string) => string[]}>}
 */
export async function send(origin, { method = "GET", target, headers = {}, body, chunked = false, agent }) {
  const { hostname, port } = new URL(origin);

  const [response, payload] = await new Promise((resolve, reject) => {
    const length = body === undefined || chunked ? {} : { "Content-Length": Buffer.byteLength(body) };
    const request = http.request({ hostname, port, method, path: target, headers: { ...length, ...headers }, agent });
    request.on("error", reject);
    request.setTimeout(ANSWER_LIMIT_MS, () => request.destroy(new Error(`No answer to ${method} ${target} in ${ANSWER_LIMIT_MS} ms.`)));
    request.on("response", (response) => {
      const chunks = [];
      response.on("error", reject);
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve([response, Buffer.concat(chunks)]));
    });

    if (chunked && body !== undefined) {
      request.write(body);
      request.end();
    } else {
      request.end(body);
    }
  });

  const { rawHeaders } = response;
  const isJson = /^application\/json\b/.test(response.headers["content-type"] ?? "") && payload.length > 0;

  return {
    status: response.statusCode,
    headers: response.headers,
    payload,
    json: isJson ? JSON.parse(payload.toString("utf8")) : undefined,
    fields: (name) => rawHeaders.filter((_, at, all) => at % 2 === 1 && all[at - 1].toLowerCase() === name.toLowerCase()),
  };
}

/**
 * Signs with the reference client. The body is covered by a payload hash unless `hashed` is false.
 * `signedAs` overrides what is signed (to forge), the rest is what will be sent.
 */
export function sign(origin, credentials, message, { hashed = true, signedAs = {}, ...options } = {}) {
  const signed = { method: "GET", ...message, ...signedAs };
  const covered = hashed && signed.body !== undefined ? { payload: signed.body, contentType: signed.contentType ?? "" } : {};
  const { header, artifacts } = Hawk.client.header((signed.origin ?? origin) + signed.target, signed.method, { credentials, ...covered, ...options });

  const type = message.contentType === undefined ? {} : { "Content-Type": message.contentType };
  return { ...message, headers: { ...type, ...message.headers, Authorization: header }, artifacts };
}

/** What the reference client says about an answer: throws unless it is signed, for this request, with this payload. */
export function verify(response, credentials, artifacts) {
  return Hawk.client.authenticate(response, credentials, artifacts, { payload: response.payload, required: true });
}

/** Signs, sends, and has the reference client verify the answer. */
export async function signedExchange(origin, credentials, message, options) {
  const request = sign(origin, credentials, message, options);
  const response = await send(origin, request);
  verify(response, credentials, request.artifacts);

  return response;
}
