// Starts the real server as a separate process, on a free port and an empty data directory, and takes both away again.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 15_000;

const run = promisify(execFile);

/** The executable under test: the one KINTOHAWK names, else the newest kind of build output that is there. */
function findExecutable() {
  if (process.env.KINTOHAWK) {
    return process.env.KINTOHAWK;
  }

  const output = fileURLToPath(new URL("../../../artifacts/bin/KintoHawk.Cli/", import.meta.url));
  const candidates = ["release", "debug"].map((configuration) => join(output, configuration, "kintohawk"));
  const found = candidates.find((candidate) => existsSync(candidate));
  if (!found) {
    throw new Error(`No kintohawk executable: build src/KintoHawk.Cli, or name one in KINTOHAWK. Looked for ${candidates.join(" and ")}.`);
  }

  return found;
}

/** Resolves with the URL in the one line the server prints when it is ready; rejects when it ends or stays silent instead. */
async function untilReady(child, diagnostics) {
  const lines = createInterface({ input: child.stdout });
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), START_LIMIT_MS);

  try {
    const ended = once(child, "exit", { signal: limit.signal }).then(([code, signal]) => {
      throw new Error(`The server ended before it was ready (${code ?? signal}).\n${diagnostics()}`);
    });
    const ready = (async () => {
      for await (const line of lines) {
        const url = /https?:\/\/[^\s/]+/.exec(line);
        if (url) {
          return url[0];
        }
      }

      return ended; // standard output closed without the line: the exit code says why
    })();

    return await Promise.race([ready, ended]);
  } catch (error) {
    child.kill("SIGKILL");
    throw limit.signal.aborted ? new Error(`The server was not ready after ${START_LIMIT_MS} ms.\n${diagnostics()}`) : error;
  } finally {
    clearTimeout(timer);
    child.stdout.resume(); // nobody reads on, and a full pipe would stop the server
  }
}

/**
 * Runs a command with these lines of a settings file to its end.
 * @param {string} command its name
 * @param {string[]} settings
 */
export async function runCommand(command, settings) {
  const data = await mkdtemp(join(tmpdir(), "kintohawk-clients-"));
  try {
    await writeFile(join(data, "kinto.ini"), ["[app:main]", ...settings, ""].join("\n"));
    return await run(findExecutable(), [command, "--ini", join(data, "kinto.ini")]).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

/**
 * Starts a server with the given accounts.
 * @param {Record<string, string>} users name to password
 * @param {string[]} [settings] lines of a settings file; without them the server has none
 */
export async function startServer(users = {}, settings) {
  const executable = findExecutable();
  const data = await mkdtemp(join(tmpdir(), "kintohawk-clients-"));
  const source = settings ? ["--ini", join(data, "kinto.ini")] : ["--data", data];
  if (settings) {
    await writeFile(join(data, "kinto.ini"), ["[app:main]", "storage_backend = sqlite", `storage_url = ${join(data, "storage.db")}`, ...settings, ""].join("\n"));
  }

  const child = spawn(executable, ["start", "--port", "0", ...source], { stdio: ["ignore", "pipe", "pipe"] });

  const errors = [];
  child.stderr.on("data", (chunk) => errors.push(chunk));

  // When the run is cut short no hook comes to stop the server.
  const abandon = () => {
    child.kill("SIGKILL");
    rmSync(data, { recursive: true, force: true, maxRetries: 3 });
  };
  process.once("exit", abandon);

  const stop = async () => {
    process.removeListener("exit", abandon);
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, "exit");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
      child.kill("SIGTERM");
      await exited;
      clearTimeout(timer);
    }

    await rm(data, { recursive: true, force: true, maxRetries: 3 });
  };

  try {
    const origin = await untilReady(child, () => Buffer.concat(errors).toString());
    for (const [name, password] of Object.entries(users)) {
      await run(executable, ["create-user", ...source, "-u", name, "-p", password]);
    }

    return { origin, remote: `${origin}/v1`, stop, log: () => Buffer.concat(errors).toString() };
  } catch (error) {
    await stop();
    throw error;
  }
}
