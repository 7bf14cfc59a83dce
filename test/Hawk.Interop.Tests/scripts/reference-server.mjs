// The server functions of the reference implementation, on real sockets. Each listener has a clock, a nonce memory and a mode of its own:
// "header" authenticates requests, "bewit" links, "message" the messages that are posted to it.
// A request may carry X-Case, and its response then lists the verdicts on every request of that case (X-Verdicts);
// and X-Plan, which says what to answer and how to spoil it after it was signed. Neither is signed.
import http from "node:http";
import https from "node:https";
import Hawk from "./hawk.mjs";
import { converse } from "./lines.mjs";

const plain = (value) => JSON.stringify(value).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Remembers nonces the way an application is asked to, and throws at the second sight of one. */
function nonceMemory() {
  const seen = new Set();
  return async (key, nonce, ts) => {
    const use = `${key}\n${nonce}\n${ts}`;
    if (seen.has(use)) {
      throw new Error("seen before");
    }

    seen.add(use);
  };
}

const judges = {
  async header({ request, body, find, options }) {
    // What a careful application does: a body must be covered, and a hash that is there must be right.
    const payload = body.length > 0 || /\bhash="/.test(request.headers.authorization ?? "") ? body : undefined;
    return Hawk.server.authenticate(request, find, { ...options, payload });
  },

  async bewit({ request, find, options }) {
    const { credentials, attributes } = await Hawk.uri.authenticate(request, find, { localtimeOffsetMsec: options.localtimeOffsetMsec });
    return { credentials, artifacts: attributes };
  },

  async message({ body, find, options }) {
    const { host, port, text, authorization } = JSON.parse(body.toString());
    await Hawk.server.authenticateMessage(host, port, text, authorization, find, options);
    return {};
  },
};

function refusal(error) {
  const { statusCode = 500, headers = {}, payload = {} } = error.output ?? {};
  return { ok: false, message: error.message, status: statusCode, headers, payload: error.isBoom ? payload : { stack: error.stack } };
}

/** Changes one thing about a response that was signed already. */
function spoil(answer, how) {
  const flip = (text) => text.replace(/(mac=")(.)/, (_, before, first) => `${before}${first === "A" ? "B" : "A"}`);
  switch (how) {
    case "body":
      answer.body = Buffer.concat([answer.body, Buffer.from("!")]);
      break;
    case "bodyRemoved":
      answer.body = Buffer.alloc(0);
      break;
    case "contentType":
      answer.headers["Content-Type"] = "application/x-other";
      break;
    case "mac":
      answer.signature = flip(answer.signature);
      break;
    case "ext":
      answer.signature = `${answer.signature}, ext="forged"`;
      break;
    case "hash":
      answer.signature = answer.signature.replace(/hash="[^"]*"/, `hash="${Hawk.crypto.calculatePayloadHash("other", "sha256", "")}"`);
      break;
    case "grammar":
      answer.signature = answer.signature.replace('mac="', "mac=");
      break;
    case "stripped":
      answer.signature = undefined;
      break;
  }
}

function planAnswer(request, body, plan, { credentials, artifacts }) {
  const answer = {
    status: plan.status ?? 200,
    headers: {},
    body: plan.body === undefined ? body : Buffer.from(plan.body, "base64"),
  };
  const contentType = plan.contentType ?? request.headers["content-type"];
  if (contentType) {
    answer.headers["Content-Type"] = contentType;
  }

  if (artifacts?.mac && artifacts.nonce) {
    const payload = request.method === "HEAD" ? Buffer.alloc(0) : answer.body;
    answer.signature = Hawk.server.header(credentials, artifacts, {
      ...(plan.unhashed ? {} : { payload, contentType }),
      ext: plan.ext,
    });
  }

  spoil(answer, plan.spoil);
  return answer;
}

function send(response, answer, plan) {
  const trailing = plan.trailer && answer.signature !== undefined;
  if (!trailing && answer.signature !== undefined) {
    answer.headers["Server-Authorization"] = answer.signature;
  }

  if (trailing) {
    response.writeHead(answer.status, { ...answer.headers, Trailer: "Server-Authorization" });
    response.write(answer.body);
    response.addTrailers({ "Server-Authorization": answer.signature });
    response.end();
  } else {
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  }
}

function listener({ mode, clockOffsetMsec = 0, credentials }) {
  const options = { nonceFunc: nonceMemory(), localtimeOffsetMsec: clockOffsetMsec };
  const find = async (id) => credentials[id];
  const cases = new Map();

  return async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const plan = request.headers["x-plan"] ? JSON.parse(Buffer.from(request.headers["x-plan"], "base64").toString()) : {};
    const verdicts = cases.get(request.headers["x-case"]) ?? [];
    cases.set(request.headers["x-case"], verdicts);

    let answer;
    try {
      const judged = await judges[mode]({ request, body, find, options: { ...options } });
      verdicts.push({ ok: true, artifacts: judged.artifacts, bytes: body.length });
      answer = planAnswer(request, body, plan, judged);
    } catch (error) {
      const refused = refusal(error);
      verdicts.push(refused);
      answer = { status: refused.status, headers: { ...refused.headers, "Content-Type": "application/json" }, body: Buffer.from(JSON.stringify(refused.payload)) };
    }

    answer.headers["X-Verdicts"] = plain(request.headers["x-case"] ? verdicts : verdicts.splice(0));
    send(response, answer, plan);
  };
}

converse({
  listen({ host, tls, ...settings }) {
    const answer = listener(settings);
    const server = tls ? https.createServer(tls, answer) : http.createServer(answer);
    return new Promise((resolve, reject) => {
      server.on("error", reject);
      server.listen(0, host, () => resolve({ port: server.address().port }));
    });
  },
});
