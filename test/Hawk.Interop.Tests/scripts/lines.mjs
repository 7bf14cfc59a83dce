// A conversation in JSON lines over standard input and output: one command in, one answer out, told apart by id.
import { createInterface } from "node:readline";
import Hawk from "./hawk.mjs";

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

/** @param {Record<string, (parameters: any) => any>} commands what can be asked for */
export function converse(commands) {
  const lines = createInterface({ input: process.stdin });
  lines.on("line", async (line) => {
    const { id, command, ...parameters } = JSON.parse(line);
    try {
      say({ id, ...(await commands[command](parameters)) });
    } catch (error) {
      say({ id, failure: error.stack ?? String(error) });
    }
  });
  lines.on("close", () => process.exit()); // whoever started this has gone

  say({ ready: Hawk.utils.version() });
}
