// SIGTERM, with requests under way.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import test from 'node:test';

import { GOOD, ask, until } from './support/client.js';
import { fakeGRPC } from './support/fake.js';
import { gateway } from './support/programs.js';

/** A gateway with one request under way, which ends when the test calls release. */
async function underWay(/** @type {import('node:test').TestContext} */ t, env = {}) {
  /** @type {((error: any, answer?: any) => void)[]} */
  const held = [];
  const GRPC_SERVER = await fakeGRPC(t, (_, callback) => held.push(callback));
  const program = await gateway(t, { GRPC_SERVER, DEADLINE_MS: '60000', ...env });
  const agent = new http.Agent({ keepAlive: true });
  t.after(() => agent.destroy());
  const reply = ask(program.listen, GOOD, { agent });
  reply.catch(() => {}); // it may be cut off
  await until('a request in the service', async () => (await ask(program.listen, '/health')).status && held.length);
  const release = () => held.splice(0).forEach((callback) => callback(null, { recommendations: [] }));
  return { ...program, reply, release };
}

test('what is under way is answered, and then the gateway ends', async (t) => {
  const { listen, signal, ended, reply, release, logged } = await underWay(t);
  // A connection without a request is nothing to wait for.
  const [host, port] = listen.split(':');
  const silent = net.connect(Number(port), host);
  silent.on('error', () => {});
  await once(silent, 'connect');

  signal('SIGTERM');
  await logged('"msg":"stopping"');
  // Reset where the listener closed in the very moment.
  await assert.rejects(ask(listen, '/health'), ({ code }) => code === 'ECONNREFUSED' || code === 'ECONNRESET');
  release();
  const { status, headers, json } = await reply;
  assert.deepEqual({ status, connection: headers.connection, json }, { status: 200, connection: 'close', json: { status: 'success', recommendations: [] } });
  assert.deepEqual(await ended, { code: 0, signal: null });
});

test('for a while it serves on, and is not ready', async (t) => {
  const { listen, signal, ended, reply, release, logged } = await underWay(t, { DRAIN_DELAY_MS: '1000' });
  signal('SIGINT');
  await logged('"msg":"stopping"');
  const [ready, health] = await Promise.all([ask(listen, '/ready'), ask(listen, '/health')]);
  assert.deepEqual({ status: ready.status, code: ready.json.code }, { status: 503, code: 'UNAVAILABLE' });
  assert.deepEqual({ status: health.status, connection: health.headers.connection }, { status: 200, connection: 'close' });
  release();
  assert.equal((await reply).headers.connection, 'close');
  assert.deepEqual(await ended, { code: 0, signal: null });
});

test('a second signal ends it at once', async (t) => {
  const { signal, ended, reply, logged } = await underWay(t);
  signal('SIGTERM');
  await logged('"msg":"stopping"');
  signal('SIGTERM');
  assert.deepEqual(await ended, { code: 130, signal: null });
  await assert.rejects(reply, { code: 'ECONNRESET' });
});

test('an error that nobody caught is logged, and what is under way is answered', async (t) => {
  const { signal, ended, reply, release, logged, log } = await underWay(t, {
    NODE_OPTIONS: "--import=data:text/javascript,process.on('SIGUSR2',()=>{throw(new(Error)('out_of_the_blue'))})",
  });
  signal('SIGUSR2');
  await logged('"msg":"stopping"');
  release();
  assert.equal((await reply).status, 200);
  assert.deepEqual(await ended, { code: 1, signal: null });
  const { level, error, stack } = log.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'uncaught error');
  assert.deepEqual({ level, error }, { level: 'ERROR', error: 'Error: out_of_the_blue' });
  assert.match(stack, /\bat process\b/);
});
