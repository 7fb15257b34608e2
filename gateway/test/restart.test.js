// The service dies and comes back; nobody touches the gateway.

import assert from 'node:assert/strict';
import test from 'node:test';

import { GOOD, ask, series, until } from './support/client.js';
import { gateway, service } from './support/programs.js';

for (const stack of /** @type {const} */ (['grpc', 'rest'])) {
  for (const end of /** @type {const} */ (['SIGKILL', 'SIGTERM'])) {
    test(`a ${stack} service that ended by ${end} is found again`, async (t) => {
      const seen = { OK: 0, UNAVAILABLE: 0 };
      const before = await service(t, stack);
      const { listen, log } = await gateway(t, { UPSTREAM: stack, UPSTREAM_CONNECTIONS: end === 'SIGKILL' ? '4' : '', [stack === 'grpc' ? 'GRPC_SERVER' : 'REST_SERVER']: before.listen });
      const question = async () => {
        const { status, json, body } = await ask(listen, GOOD);
        assert.ok(status === 200 || (status === 503 && json.code === 'UNAVAILABLE'), `${status} ${body}\n${log.join('\n')}`);
        assert.ok(!/127\.0\.0\.1|at .*\.js/.test(body), `the caller is told ${body}`);
        seen[status === 200 ? 'OK' : 'UNAVAILABLE']++;
        return status === 200;
      };
      const questions = (/** @type {number} */ n) => Promise.all(Array.from({ length: n }, question));

      assert.deepEqual(new Set(await questions(50)), new Set([true]));
      before.signal(end);
      await before.ended;
      assert.deepEqual(new Set(await questions(50)), new Set([false]));
      assert.equal((await ask(listen, '/ready')).status, 503);

      await service(t, stack, { listen: before.listen });
      await until('an answer of the service that is back', question);
      assert.deepEqual(new Set(await questions(200)), new Set([true]));
      await until('readiness', async () => (await ask(listen, '/ready')).status === 200);

      const counted = await series(listen);
      for (const [code, n] of Object.entries(seen)) {
        assert.equal(counted.get(`wiretax_gateway_requests_total{operation="Recommend",code="${code}"}`), n, code);
      }
      assert.deepEqual(log.map((line) => JSON.parse(line).msg), ['serving', 'upstream fails', 'upstream answers again'], log.join('\n'));
      t.diagnostic(JSON.stringify(seen));
    });
  }
}

test('a gateway that starts before its service waits for it', async (t) => {
  const once = await service(t, 'grpc');
  once.signal('SIGTERM');
  await once.ended;
  const { listen } = await gateway(t, { GRPC_SERVER: once.listen });
  const { status, json } = await ask(listen, '/ready');
  assert.deepEqual({ status, code: json.code }, { status: 503, code: 'UNAVAILABLE' });
  await service(t, 'grpc', { listen: once.listen });
  await until('readiness', async () => (await ask(listen, '/ready')).json?.status === 'ready');
  assert.equal((await ask(listen, GOOD)).status, 200);
});
