// The reference implementation, from where test/clients has installed it.
import { createRequire } from "node:module";

export default createRequire(new URL("../../clients/package.json", import.meta.url))("hawk");
