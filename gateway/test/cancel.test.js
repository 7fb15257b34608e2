// Deadlines and callers who leave, against services that are frozen in the middle.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import test from 'node:test';
import { isDeepStrictEqual } from 'node:util';

import { CENSUS, held } from './support/census.js';
import { GOOD, ask, series, until } from './support/client.js';
import { fakeGRPC, fakeREST } from './support/fake.js';
import { gateway, service } from './support/programs.js';

for (const stack of /** @type {const} */ (['grpc', 'rest'])) {
  const name = stack === 'grpc' ? 'GRPC_SERVER' : 'REST_SERVER';

  test(`a frozen ${stack} service costs its callers no more than their deadline`, async (t) => {
    const books = await service(t, stack);
    const { listen, log } = await gateway(t, { UPSTREAM: stack, [name]: books.listen, DEADLINE_MS: '1500', UPSTREAM_CONNECTIONS: '4' });
    await until('an answer', async () => (await ask(listen, GOOD)).status === 200);
    await books.freeze();
    /** @type {string[]} */
    const answered = [];
    // The longer deadlines are asked for first; 1h is more than the gateway allows.
    await Promise.all(['1h', '', '100ms'].map(async (timeout) => {
      const { status, json } = await ask(listen, GOOD, { headers: timeout ? { 'Request-Timeout': timeout } : {} });
      answered.push(timeout);
      assert.deepEqual({ status, code: json.code }, { status: 504, code: 'DEADLINE_EXCEEDED' }, timeout);
    }));
    assert.equal(answered[0], '100ms', answered.join(', '));
    const ready = await ask(listen, '/ready');
    assert.deepEqual({ status: ready.status, code: ready.json.code }, { status: 503, code: 'UNAVAILABLE' });
    assert.equal((await ask(listen, '/health')).status, 200);

    books.signal('SIGCONT');
    await until('an answer of the thawed service', async () => (await ask(listen, GOOD)).status === 200);
    assert.equal(log.filter((line) => line.includes('upstream fails')).length, 1, log.join('\n'));
    assert.equal(log.filter((line) => line.includes('upstream answers again')).length, 1, log.join('\n'));
  });

  test(`a ${stack} service that is killed takes the questions under way with it`, async (t) => {
    const books = await service(t, stack);
    const { listen } = await gateway(t, { UPSTREAM: stack, [name]: books.listen });
    assert.equal((await ask(listen, GOOD)).status, 200);
    await books.freeze();
    const replies = Promise.all(Array.from({ length: 10 }, () => ask(listen, GOOD)));
    await until('10 questions under way', async () => (await series(listen)).get(`wiretax_gateway_upstream_requests_in_flight{upstream="${stack}"}`) === 10);
    books.signal('SIGKILL');
    for (const { status, headers, json } of await replies) {
      assert.deepEqual({ status, code: json.code, retry: headers['retry-after'] }, { status: 503, code: 'UNAVAILABLE', retry: '1' });
    }
  });

  test(`callers who leave take their questions to ${stack} with them`, async (t) => {
    const books = await service(t, stack);
    const program = await gateway(t, { UPSTREAM: stack, [name]: books.listen, DEADLINE_MS: '60000' }, CENSUS);
    const { listen } = program;
    const underWay = async () => (await series(listen)).get(`wiretax_gateway_upstream_requests_in_flight{upstream="${stack}"}`);
    await Promise.all(Array.from({ length: 40 }, () => ask(listen, GOOD)));
    const before = await held(program); // Express keeps prototypes that count as answers

    await books.freeze();
    const callers = Array.from({ length: 40 }, () => {
      const request = http.get(`http://${listen}${GOOD}`, { agent: false });
      return { request, gone: once(request, 'error') };
    });
    await until('40 questions under way', async () => (await underWay()) === 40);
    const during = await held(program);
    assert.equal(during.answers, before.answers + 40);
    assert.equal(stack === 'grpc' ? during.streams : during.requests, 40, JSON.stringify(during));
    for (const { request } of callers) {
      request.destroy();
    }
    await Promise.all(callers.map(({ gone }) => gone));
    await until('no question under way', async () => (await underWay()) === 0);
    assert.equal((await series(listen)).get('wiretax_gateway_requests_total{operation="Recommend",code="CANCELLED"}'), 40);
    await until('nothing left of them', async () => isDeepStrictEqual(await held(program), before));

    books.signal('SIGCONT');
    await until('an answer', async () => (await ask(listen, GOOD)).status === 200);
    await until('no request in the service', async () => (await series(books.announced.admin)).get(`wiretax_requests_in_flight{stack="${stack}"}`) === 0);
  });
}

test('the gRPC service learns of the deadline and of the caller who has gone', async (t) => {
  /** @type {(call: any) => void} */
  let arrived = () => {};
  const { listen } = await gateway(t, { GRPC_SERVER: await fakeGRPC(t, (call) => arrived(call)) });
  const called = new Promise((resolve) => (arrived = resolve));
  const request = http.get(`http://${listen}${GOOD}`, { agent: false, headers: { 'Request-Timeout': '1500ms' } }).on('error', () => {});
  const call = await called;
  const left = call.getDeadline() - Date.now();
  assert.ok(left > 0 && left <= 1500, `${left} ms are left of 1500`);
  const cancelled = once(call, 'cancelled');
  request.destroy();
  await cancelled;
});

test('the REST service learns of the deadline and of the caller who has gone', async (t) => {
  /** @type {(req: http.IncomingMessage) => void} */
  let arrived = () => {};
  const { listen } = await gateway(t, { UPSTREAM: 'rest', REST_SERVER: await fakeREST(t, (req) => arrived(req)) });
  const asked = new Promise((resolve) => (arrived = resolve));
  const request = http.get(`http://${listen}${GOOD}`, { agent: false, headers: { 'Request-Timeout': '1500ms' } }).on('error', () => {});
  const inside = await asked;
  const left = Number(/^(\d+)ms$/.exec(inside.headers['request-timeout'])?.[1]);
  assert.ok(left > 0 && left <= 1500, `${inside.headers['request-timeout']} are left of 1500 ms`);
  assert.deepEqual(inside.url, '/v1/recommendations?user_id=1&category=MYSTERY&max_results=2');
  const closed = once(inside.socket, 'close');
  request.destroy();
  await closed;
});
