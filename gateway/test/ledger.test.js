// What the gateway says that it does for a request follows what it is set to.

import assert from 'node:assert/strict';
import test from 'node:test';

import { settings } from '../src/config.js';
import { createGateway } from '../src/gateway.js';
import { createLog } from '../src/logs.js';
import { gateway, service } from './support/programs.js';

const log = createLog('error', { write() {} });

/** @param {Record<string, string>} env */
function rows(env) {
  return Object.fromEntries(createGateway(settings(env), log).ledger.map(({ aspect, does }) => [aspect, does]));
}

for (const [env, aspect, words] of /** @type {[Record<string, string>, string, RegExp][]} */ ([
  [{ UPSTREAM_CONNECTIONS: '3' }, 'upstream', /by gRPC: .*over 3 connections/],
  [{ UPSTREAM_TLS: 'true' }, 'upstream', /protobuf, TLS,/],
  [{ UPSTREAM: 'rest' }, 'upstream', /by GET: node:http of Node\.js v.*plaintext.*over up to 16 connections/],
  [{ UPSTREAM: 'rest', UPSTREAM_CONNECTIONS: '2', UPSTREAM_TLS: 'true' }, 'upstream', /TLS.*over up to 2 connections/],
  [{ DEADLINE_MS: '90000' }, 'upstream', /a deadline of 1m30s$/],
  [{ LOG_EVERY: '100' }, 'logs per request', /^one request in 100$/],
])) {
  test(`${JSON.stringify(env)} changes the row ${aspect}, and no other`, () => {
    const [before, after] = [rows({}), rows(env)];
    assert.doesNotMatch(before[aspect], words);
    assert.match(after[aspect], words);
    assert.deepEqual({ ...after, [aspect]: before[aspect] }, before);
  });
}

test('it names the versions that are installed', () => {
  const { service: library, middleware, upstream } = rows({});
  assert.match(library, /^express \d+\.\d+\.\d+ on node:http of Node\.js v\d+/);
  assert.match(middleware, /prom-client \d+\.\d+\.\d+/);
  assert.match(upstream, /@grpc\/grpc-js \d+\.\d+\.\d+, @grpc\/proto-loader \d+\.\d+\.\d+/);
});

test('it announces the aspects that wiretax serve gateway does, and what Node.js is set to', async (t) => {
  const inGo = await service(t, 'gateway', { flags: ['--upstream', '127.0.0.1:9'] });
  const small = await gateway(t, {}, ['--max-old-space-size=64']);
  const aspects = (/** @type {any} */ { announced }) => [...new Set(announced.ledger.map((/** @type {any} */ row) => row.aspect))];
  assert.deepEqual(aspects(small), aspects(inGo));
  const heap = (/** @type {any[]} */ ledger) => Number(/heap of up to (\d+) MiB$/.exec(ledger.find(({ aspect }) => aspect === 'garbage collector').does)?.[1]);
  assert.ok(heap(small.announced.ledger) < 200, `a heap of 64 MiB is announced as ${heap(small.announced.ledger)}`);
});
