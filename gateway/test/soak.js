/**
 * Drives a gateway with 2,000 requests a second for a minute and holds it to flat memory and
 * to leaving no stream behind. It is no part of npm test: make soak-gateway runs it.
 *
 *   node test/soak.js [--seconds 60] [--rate 2000] [--upstream grpc]
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';

import { CENSUS, held, memory } from './support/census.js';
import { GOOD, series, until } from './support/client.js';
import { WIRETAX, gateway, service } from './support/programs.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '2000' },
    upstream: { type: 'string', default: 'grpc' },
  },
});
const [seconds, rate] = [Number(values.seconds), Number(values.rate)];
const { upstream } = values;

/**
 * What memory may grow between a quarter of the time and the end, in bytes. The heap is
 * looked at when all garbage is collected, and grows a little as more code is compiled: a
 * leak of 25 bytes a request would show. Of the machine's memory V8 keeps some for garbage
 * to come.
 */
const GROWTH = { heap: 2 << 20, rss: 32 << 20 };

/** @param {{ after(f: () => unknown): void }} scope */
async function soak(scope) {
  const books = await service(scope, /** @type {'grpc'} */ (upstream));
  const server = upstream === 'grpc' ? 'GRPC_SERVER' : 'REST_SERVER';
  const program = await gateway(scope, { UPSTREAM: upstream, [server]: books.listen, DEADLINE_MS: '' }, CENSUS);
  const before = await inventory(program);
  const { load, early, late } = await drive(scope, program);
  await until('the end of all requests', async () => (await series(program.listen)).get('wiretax_gateway_requests_in_flight') === 1); // this very one
  return { load, early, late, before, after: await inventory(program), log: program.log };
}

/**
 * What a gateway holds when nobody asks it anything.
 * @param {import('./support/programs.js').Program} program
 */
async function inventory(program) {
  const now = await series(program.listen);
  return {
    ...(await held(program)),
    handles: now.get('nodejs_active_handles_total'),
    upstreamInFlight: now.get(`wiretax_gateway_upstream_requests_in_flight{upstream="${upstream}"}`),
  };
}

/**
 * Drives the gateway, and looks at its memory at a quarter of the time and before the end.
 * @param {{ after(f: () => unknown): void }} scope
 * @param {import('./support/programs.js').Program} program
 */
async function drive(scope, program) {
  const stop = new AbortController();
  scope.after(() => stop.abort());
  const look = (/** @type {number} */ share) => delay(share * seconds * 1000, null, { signal: stop.signal }).then(() => memory(program));
  const flags = ['--rate', String(rate), '--duration', `${seconds}s`, '--warmup', '0s', '--json', '-'];
  const [{ stdout }, early, late] = await Promise.all([
    promisify(execFile)(WIRETAX, ['load', `http://${program.listen}${GOOD}`, ...flags], { signal: stop.signal, timeout: (seconds + 30) * 1000 }),
    look(0.25),
    look(0.95),
  ]);
  return { load: JSON.parse(stdout), early, late };
}

const mebibytes = (/** @type {number} */ bytes) => (bytes / 2 ** 20).toFixed(1);

/** @type {(() => unknown)[]} */
const cleanups = [];
try {
  const { load, early, late, before, after, log } = await soak({ after: (f) => cleanups.push(f) });
  const { achieved_rps, completed, errors, response_seconds } = load;
  console.log(`${upstream}: ${achieved_rps} of ${rate} requests/s for ${seconds} s, ${completed} answered, ${errors.total} errors, p50 ${response_seconds.p50} s, p99 ${response_seconds.p99} s`);
  console.log(`heap ${mebibytes(early.heap)} MiB at 25 %, ${mebibytes(late.heap)} MiB at the end; rss ${mebibytes(early.rss)} MiB, ${mebibytes(late.rss)} MiB`);
  console.log(`held before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`);
  assert.equal(errors.total, 0, JSON.stringify(errors));
  assert.ok(achieved_rps >= 0.99 * rate, `only ${achieved_rps} of ${rate} requests/s were answered in time: the gateway or the machine is too slow for this test`);
  assert.ok(late.heap <= early.heap + GROWTH.heap, 'the heap grows');
  assert.ok(late.rss <= early.rss + GROWTH.rss, 'the resident memory grows');
  assert.deepEqual(after, before, 'the gateway holds what it should have let go');
  assert.deepEqual(log.filter((line) => /"level":"(WARN|ERROR)"/.test(line)), []);
} catch (error) {
  console.error(`soak: ${/** @type {Error} */ (error).message}`);
  process.exitCode = 1;
} finally {
  await Promise.all(cleanups.map((f) => f()));
}
