// Measures the reference package: how often it verifies the header it is given, and how often it signs the request, per second, on one thread.
// node reference.mjs FOLDER-WITH-NODE_MODULES ID KEY URL HEADER
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [folder, id, key, url, header] = process.argv.slice(2);
const require = createRequire(join(folder, 'package.json'));
const Hawk = require('hawk');
const { version } = require('hawk/package.json');

const credentials = { id, key, algorithm: 'sha256' };
const { pathname, search, hostname, port } = new URL(url);
const request = { method: 'GET', url: pathname + search, host: hostname, port, authorization: header };
const ext = /ext="([^"]*)"/.exec(header)?.[1];
const ts = Number(/ts="(\d+)"/.exec(header)[1]);
// The header is old: the window is widened to it. Everything else is as the package does it by default.
const options = { timestampSkewSec: Math.ceil(Date.now() / 1000 - ts) + 3600 };

async function verify() {
    await Hawk.server.authenticate(request, () => credentials, options);
}

function sign() {
    if (!Hawk.client.header(url, 'GET', { credentials, ext }).header) throw new Error('not signed');
}

async function perSecond(work, rounds = 25, milliseconds = 100) {
    const rates = [];
    for (let round = 0; round < rounds; ++round) {
        const started = performance.now();
        let times = 0;
        do {
            for (let time = 0; time < 100; ++time) {
                const pending = work();
                if (pending) await pending;
            }
            times += 100;
        } while (performance.now() - started < milliseconds);
        rates.push(times / (performance.now() - started) * 1000);
    }
    return rates.slice(5).sort((one, other) => one - other)[Math.floor((rounds - 5) / 2)]; // the first rounds are for the compiler
}

const text = rate => Math.round(rate).toLocaleString('en-US');
const verified = await perSecond(verify);
const signed = await perSecond(sign);
console.log(`The reference package, hawk ${version} on Node ${process.versions.node}, same header, key and URL: verify ${text(verified)} per second (${text(1e9 / verified)} ns), sign ${text(signed)} per second (${text(1e9 / signed)} ns).`);
