// What the service says, and what the caller is told.

import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { CODES } from '../src/status.js';
import { GOOD, ask, series } from './support/client.js';
import { fakeGRPC, fakeREST } from './support/fake.js';
import { gateway, service } from './support/programs.js';

const scope = { after };
/** The code that the next call ends with, and its message. */
let next = { code: 0, details: '' };

const server = await fakeGRPC(scope, (_, callback) => callback(next));
const overGRPC = await gateway(scope, { GRPC_SERVER: server });
const inGo = await service(scope, 'gateway', { flags: ['--upstream', server] });
const overREST = await gateway(scope, {
  UPSTREAM: 'rest',
  REST_SERVER: await fakeREST(scope, (_, res) => {
    const code = Object.keys(CODES)[next.code];
    const [, field] = /^(\w+): /.exec(next.details) ?? [];
    res.writeHead(CODES[code].http, { 'Content-Type': 'application/problem+json' });
    res.end(JSON.stringify({ code, detail: next.details, field }));
  }),
});

const inside = 'user_id: something at 10.0.0.7';
for (const [code, want] of /** @type {[string, number][]} */ ([
  ['CANCELLED', 499],
  ['UNKNOWN', 502],
  ['INVALID_ARGUMENT', 400],
  ['DEADLINE_EXCEEDED', 504],
  ['NOT_FOUND', 404],
  ['ALREADY_EXISTS', 409],
  ['PERMISSION_DENIED', 403],
  ['RESOURCE_EXHAUSTED', 429],
  ['FAILED_PRECONDITION', 400],
  ['ABORTED', 409],
  ['OUT_OF_RANGE', 400],
  ['UNIMPLEMENTED', 501],
  ['INTERNAL', 502],
  ['UNAVAILABLE', 503],
  ['DATA_LOSS', 502],
  ['UNAUTHENTICATED', 401],
])) {
  test(`${code} is ${want}`, async () => {
    next = { code: CODES[code].number, details: inside };
    for (const { listen } of [overGRPC, overREST]) {
      const { status, headers, json } = await ask(listen, GOOD);
      assert.deepEqual({ status, type: headers['content-type'], code: json.code, said: json.status }, { status: want, type: 'application/problem+json', code, said: want });
      assert.ok(json.title && json.detail, `title ${json.title}, detail ${json.detail}`);
      assert.equal(headers['retry-after'], want === 503 || want === 429 ? '1' : undefined);
      // Only what speaks of the request goes on to who made it.
      assert.equal(json.detail === inside, ['INVALID_ARGUMENT', 'NOT_FOUND', 'ALREADY_EXISTS', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE'].includes(code), json.detail);
    }
    const [node, go] = await Promise.all([overGRPC, inGo].map(async ({ listen }) => {
      const { headers, json } = await ask(listen, GOOD);
      return { type: headers['content-type'], retry: headers['retry-after'], json };
    }));
    assert.deepEqual(go, node);
    assert.equal(node.json.field, code === 'INVALID_ARGUMENT' ? 'user_id' : undefined);
    assert.equal((await series(overGRPC.listen)).get(`wiretax_gateway_requests_total{operation="Recommend",code="${code}"}`), 2);
    assert.equal((await series(overREST.listen)).get(`wiretax_gateway_upstream_requests_total{upstream="rest",code="${code}"}`), 1);
  });
}

test('a number without a name is UNKNOWN', async () => {
  next = { code: 77, details: inside };
  for (const { listen } of [overGRPC, inGo]) {
    assert.equal((await ask(listen, GOOD)).json.code, 'UNKNOWN');
  }
});

for (const [what, status, type, body, want] of /** @type {[string, number, string, string, string][]} */ ([
  ['no JSON', 200, 'application/json', 'books', 'INTERNAL'],
  ['JSON of another kind', 200, 'application/json', 'null', 'INTERNAL'],
  ['an answer without end', 200, 'application/json', ' '.repeat(5 << 20), 'RESOURCE_EXHAUSTED'],
  ['a page that is not there', 404, 'text/html', '<h1>no</h1>', 'UNKNOWN'],
  ['a request that it does not understand', 400, 'text/plain', 'use https', 'UNKNOWN'],
  ['a proxy whose service is gone', 503, 'text/html', 'down', 'UNAVAILABLE'],
  ['a broken problem', 500, 'application/problem+json', '{', 'INTERNAL'],
  ['a problem with a code of its own', 418, 'application/problem+json', '{"code":"TEAPOT"}', 'UNKNOWN'],
  ['a problem with the name of a method', 500, 'application/problem+json', '{"code":"toString"}', 'UNKNOWN'],
])) {
  test(`a REST service that answers ${what}`, async (t) => {
    const server = await fakeREST(t, (_, res) => res.writeHead(status, { 'Content-Type': type }).end(body));
    const { listen } = await gateway(t, { UPSTREAM: 'rest', REST_SERVER: server });
    const reply = await ask(listen, GOOD);
    assert.deepEqual({ status: reply.status, code: reply.json.code }, { status: CODES[want].http, code: want });
  });
}

test('a REST service that hangs up', async (t) => {
  for (const hangUp of [
    (/** @type {any} */ _, /** @type {import('node:http').ServerResponse} */ res) => res.destroy(),
    (/** @type {any} */ _, /** @type {import('node:http').ServerResponse} */ res) => {
      res.writeHead(200, { 'Content-Length': 100 });
      res.write('{', () => res.destroy());
    },
  ]) {
    const { listen, log } = await gateway(t, { UPSTREAM: 'rest', REST_SERVER: await fakeREST(t, hangUp) });
    assert.equal((await ask(listen, GOOD)).json.code, 'UNAVAILABLE', log.join('\n'));
  }
});
